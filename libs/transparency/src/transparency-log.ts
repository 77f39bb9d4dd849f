import { Inject, Injectable, Logger, Optional } from '@nestjs/common';

import { Database, type Transaction } from '#libs/database';
import { appendLeaves, hashOfSubtrees, leafHash } from '#libs/economics';
import { type Millis, MILLIS_PER_MINUTE } from '#libs/kernel';

import { leafAt, type LeafKind, leafKinds } from './leaf.js';
import { LOG_SIGNER, type LogSigner } from './log-signer.js';
import { base64, cursorOf, frontierHashes, insertHead, insertLeaves, lockLog, moveCursor, selectHeads } from './log.store.js';
import { recordsOf } from './record-sources.js';
import { settledSequences } from './settled-records.js';

/** Leaves of one transaction, and transactions of one run; the rest is next. */
const BATCH = 500;
const MOST_BATCHES = 40;

/**
 * Follows what metering, pricing, billing and the ledger record, and signs what came of it. Each record becomes one leaf:
 * of one kind in order of sequence, of one run in order of `leafKinds`. A batch is one transaction under the log's lock,
 * with its cursor: killed it leaves nothing, and two at once take turns.
 */
@Injectable()
export class TransparencyLog {
  private readonly logger = new Logger(TransparencyLog.name);
  private saidKeyless = false;

  constructor(private readonly database: Database, @Optional() @Inject(LOG_SIGNER) private readonly signer?: LogSigner) {}

  /** Appends what was recorded, as far as nothing can appear before it any more. @returns how many leaves. */
  async append(): Promise<number> {
    const upTo = await settledSequences(this.database);
    if (!upTo) return 0;
    let [appended, batches] = [0, 0];
    for (const kind of leafKinds) {
      for (let count = BATCH; count === BATCH; batches += 1) {
        // All of a kind or no more: charges name the place of the usage that they are for.
        if (batches === MOST_BATCHES) return appended;
        count = await this.database.transaction((tx) => appendBatch(tx, kind, upTo[kind]));
        appended += count;
      }
    }
    return appended;
  }

  /** Signs the log as it stands, unless that was done within the minute. Nothing where there is no key. @returns how many heads. */
  async signHead(now: Millis): Promise<number> {
    const { signer } = this;
    if (!signer) {
      if (!this.saidKeyless) this.logger.warn('heads of the log are not signed: WEIR_LOG_KEY is not set');
      this.saidKeyless = true;
      return 0;
    }
    return this.database.transaction(async (tx) => {
      const size = await lockLog(tx);
      const [last] = await selectHeads(tx, { limit: 1 });
      if (last && now < last.signedAt + MILLIS_PER_MINUTE) return 0;
      const head = { size, root: base64(hashOfSubtrees(await frontierHashes(tx, size))), signedAt: now };
      await insertHead(tx, { ...head, keyId: signer.keyId, signature: base64(signer.sign(head)) }, signer.publicKey);
      return 1;
    });
  }
}

async function appendBatch(tx: Transaction, kind: LeafKind, upTo: bigint): Promise<number> {
  const size = await lockLog(tx);
  const after = await cursorOf(tx, kind);
  if (upTo <= after) return 0;
  const records = await recordsOf(tx, kind, { after, upTo, limit: BATCH });
  await moveCursor(tx, kind, records.length < BATCH ? upTo : records.at(-1)!.sequence);
  if (records.length === 0) return 0;
  const leaves = records.map((record, offset) => leafAt(size + offset, record));
  const { nodes } = appendLeaves(size, await frontierHashes(tx, size), leaves.map(({ body }) => leafHash(Buffer.from(body, 'utf8'))));
  await insertLeaves(tx, leaves, nodes);
  return records.length;
}
