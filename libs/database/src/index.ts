export { Database, type DatabaseOptions, isUnreachable, type ModelTransaction, postgresCode, type Reader, rowsOf, type Sql, sql, sqlEmpty, sqlJoin, sqlRaw, type Transaction } from './database.js';
export { DatabaseModule } from './database.module.js';
export { type EmbeddedDatabase, type EmbeddedOptions, ensureDatabase, freePort, startEmbedded } from './embedded.js';
export { forgetKeys, type IdempotentRequest, once } from './idempotency.js';
export { migrate } from './migrate.js';
export { appendEvents, forgetEvents, markTold, type NewEvent, outboxBacklog, type OutboxEvent, relayEvents } from './outbox.js';
export { checkProductRole, grantSchema, productUrl, withSessionOption } from './product-role.js';
export { resealColumn, type SealedColumn } from './reseal.js';
export { signal, type SignalChannel, signalChannels, Signals } from './signals.js';
