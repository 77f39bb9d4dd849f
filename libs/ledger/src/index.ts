export { accountKinds, type AccountKind, type AccountRef, balanceAt, balanceOf, balancesOf, type Balance } from './account.js';
export { auditLedger, AuditLedger, type LedgerAudit } from './audit-ledger.js';
export { DepositTokens, type DepositView } from './deposit-tokens.js';
export { ledgerProblems } from './ledger.errors.js';
export { LedgerModule } from './ledger.module.js';
export { type Movement, type MovementCursor, type MovementPage, type MovementTotal, movementTotals, type Span, transfersOf } from './movements.js';
export { MAX_BATCH, postGroups, postTransfers } from './post-transfers.js';
export { Poster } from './poster.js';
export type { GroupOutcome, MovingTransfer, NewTransfer, PostingOutcome, PostTransfer, TransferReason, VoidTransfer } from './transfer.js';
