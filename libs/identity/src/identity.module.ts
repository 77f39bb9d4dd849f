import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { Authenticator } from './authenticator.js';
import { CreateKeyHandler, GetKeyHandler, ListKeysHandler, RevokeKeyHandler } from './keys.js';
import { ListAuditHandler } from './list-audit.js';
import { AddMemberHandler, ChangeMemberHandler, ListMembersHandler, RemoveMemberHandler } from './members.js';
import { ChangeOperatorHandler, CreateOperatorHandler, GetOperatorHandler, ListOperatorsHandler } from './operators.js';
import { CreateProjectHandler, GetProjectHandler, ListProjectsHandler, RenameProjectHandler } from './projects.js';
import { ListQuotasHandler, SetQuotaHandler } from './quotas.js';
import { ChangeTenantHandler, CreateTenantHandler, GetTenantHandler, ListTenantsHandler } from './tenants.js';
import { WhoAmIHandler } from './who-am-i.js';

const handlers = [
  CreateTenantHandler, ChangeTenantHandler, GetTenantHandler, ListTenantsHandler,
  CreateOperatorHandler, ChangeOperatorHandler, GetOperatorHandler, ListOperatorsHandler,
  CreateProjectHandler, RenameProjectHandler, GetProjectHandler, ListProjectsHandler,
  AddMemberHandler, ChangeMemberHandler, RemoveMemberHandler, ListMembersHandler,
  CreateKeyHandler, RevokeKeyHandler, GetKeyHandler, ListKeysHandler,
  SetQuotaHandler, ListQuotasHandler,
  ListAuditHandler, WhoAmIHandler,
];

@Module({
  imports: [CqrsModule],
  providers: [Authenticator, ...handlers],
  exports: [Authenticator],
})
export class IdentityModule {}
