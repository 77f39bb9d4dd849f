export { type ConsistencyView, GetConsistency } from './get-consistency.js';
export { GetLog, type LogView } from './get-log.js';
export { type LeafKind, leafKinds } from './leaf.js';
export { type HeadPage, ListHeads } from './list-heads.js';
export { LOG_SIGNER, LogSigner } from './log-signer.js';
export { type LogKeyView } from './log.store.js';
export { TransparencyLog } from './transparency-log.js';
export { transparencyProblems } from './transparency.errors.js';
export { TransparencyModule } from './transparency.module.js';
