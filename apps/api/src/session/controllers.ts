import { OidcController } from './oidc.controller.js';
import { PeopleController } from './people.controller.js';
import { SessionController } from './session.controller.js';

export { OidcClient } from './oidc-client.js';
export const sessionControllers = [SessionController, OidcController, PeopleController];
