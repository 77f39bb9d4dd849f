export { audit, type NewAuditEntry } from './audit.js';
export { type AuthenticatedKey, Authenticator } from './authenticator.js';
export { ensureAdminKey } from './ensure-admin-key.js';
export { IdentityModule } from './identity.module.js';
export { quotasOf } from './quotas.js';
export { allScopes, isRole, operatorRoles, roles, type Scope, scopes, scopesOf, tenantRoles } from './roles.js';
