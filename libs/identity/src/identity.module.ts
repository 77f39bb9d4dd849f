import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { Authenticator } from './authenticator.js';
import { CreateKeyHandler, GetKeyHandler, ListKeysHandler, RevokeKeyHandler } from './keys.js';
import { ListAuditHandler } from './list-audit.js';
import { AddMemberHandler, ChangeMemberHandler, ListMembersHandler, RemoveMemberHandler } from './members.js';
import { ChangeOperatorHandler, CreateOperatorHandler, GetOperatorHandler, ListOperatorsHandler } from './operators.js';
import { AddPersonHandler, ChangeOwnPasswordHandler, ListPeopleHandler, RemovePersonHandler, SetPersonPasswordHandler } from './people.js';
import { CreateProjectHandler, GetProjectHandler, ListProjectsHandler, RenameProjectHandler } from './projects.js';
import { ListQuotasHandler, SetQuotaHandler } from './quotas.js';
import { Sessions } from './sessions.js';
import { SignInByIdentityHandler, SignInHandler, SignOutHandler } from './sign-in.js';
import { ChangeTenantHandler, CreateTenantHandler, GetTenantHandler, ListTenantsHandler } from './tenants.js';
import { WhoAmIHandler } from './who-am-i.js';

const handlers = [
  CreateTenantHandler, ChangeTenantHandler, GetTenantHandler, ListTenantsHandler,
  CreateOperatorHandler, ChangeOperatorHandler, GetOperatorHandler, ListOperatorsHandler,
  CreateProjectHandler, RenameProjectHandler, GetProjectHandler, ListProjectsHandler,
  AddMemberHandler, ChangeMemberHandler, RemoveMemberHandler, ListMembersHandler,
  CreateKeyHandler, RevokeKeyHandler, GetKeyHandler, ListKeysHandler,
  SetQuotaHandler, ListQuotasHandler,
  AddPersonHandler, SetPersonPasswordHandler, ChangeOwnPasswordHandler, RemovePersonHandler, ListPeopleHandler,
  SignInHandler, SignInByIdentityHandler, SignOutHandler,
  ListAuditHandler, WhoAmIHandler,
];

@Module({
  imports: [CqrsModule],
  providers: [Authenticator, Sessions, ...handlers],
  exports: [Authenticator, Sessions],
})
export class IdentityModule {}
