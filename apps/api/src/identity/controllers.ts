import { operators, platform, tenants } from './audience.js';
import { auditController } from './audit.controller.js';
import { keysController } from './keys.controller.js';
import { membersController } from './members.controller.js';
import { OperatorsController } from './operators.controller.js';
import { ProjectsController } from './projects.controller.js';
import { QuotasController } from './quotas.controller.js';
import { TenantsController } from './tenants.controller.js';
import { WhoAmIController } from './whoami.controller.js';

export const identityControllers = [
  WhoAmIController,
  ProjectsController,
  QuotasController,
  TenantsController,
  OperatorsController,
  ...[tenants, operators, platform].map(membersController),
  ...[tenants, operators, platform].flatMap((audience) => [keysController(audience), auditController(audience)]),
];
