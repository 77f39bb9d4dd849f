import { hash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompressSync } from 'node:zlib';

import { type Transaction } from '#libs/database';
import { type Millis } from '#libs/kernel';
import { canonicalText, type RoundHeader } from '#libs/verify';

import { type RefusedLease } from '../apply-plan.js';
import { type SpotLease } from '../choose-reclaims.js';
import { Fenced } from '../placement.errors.js';
import { headerOf, marketHash, type RoundIdentity, type RoundOutcome, type RoundTexts, type Steps, textsOf } from './commit-round.js';
import { type Decision, type RoundInputs } from './decide-round.js';
import { type Changes, type Followed, type FollowedHosts } from './followed-hosts.js';
import { roundText, roundValue } from './round-text.js';
import { type NextSeed } from './round-seeds.js';
import { insertRound, useSeed } from './round.store.js';

const compress = promisify(zstdCompress);

/** What is kept of a round besides hosts and what was learnt. */
export interface KeptInputs extends Pick<RoundInputs, 'policy' | 'asks' | 'waiting' | 'quotas' | 'fair'>, RoundOutcome {
  spots: readonly SpotLease[];
}

export interface DecidedRound {
  poolId: string;
  fence: bigint;
  at: Millis;
  seed: NextSeed;
  inputs: RoundInputs;
  spots: readonly SpotLease[];
  decision: Decision;
}

/** What is written of a round, but for what of its plan is refused. */
export interface PreparedRound {
  followed: Followed;
  identity: RoundIdentity;
  texts: RoundTexts;
  changes: Uint8Array;
  /** As it is where nothing is refused. */
  record: RoundRecord;
}

interface RoundRecord {
  header: RoundHeader;
  inputs: Uint8Array;
}

/** Makes ready what `recordRound` writes, in small steps: meant to be done while the database is busy with the plan itself. */
export async function prepareRound(round: DecidedRound, hosts: FollowedHosts): Promise<PreparedRound> {
  const { poolId, fence, at, seed, inputs, spots, decision } = round;
  await turn();
  const followed = hosts.follow(inputs, fence, at);
  const secret = secretOf(followed.secret, followed.roundId);
  const identity: RoundIdentity = {
    roundId: followed.roundId, poolId, at, secret, hosts: followed.hosts, market: marketHash(followed.learnt, inputs, spots, secret),
    seed: { chainId: seed.chainId, place: seed.place, value: Buffer.from(seed.value).toString('hex') },
  };
  const texts = await byTurns(textsOf(inputs.asks, decision));
  const [changes, record] = await Promise.all([packed({ ...followed.changes, hosts: followed.hostTexts }), recordOf(round, identity, texts, [])]);
  return { followed, identity, texts, changes, record };
}

/**
 * Keeps a round in the transaction that writes its plan: what it was decided by, and the header of which the log gets the hash. Once.
 * @throws Fenced when its seed was used by somebody else.
 */
export async function recordRound(tx: Transaction, round: DecidedRound, { followed, identity, texts, changes, record }: PreparedRound, refused: readonly RefusedLease[]): Promise<void> {
  const { poolId, fence, at, seed, decision } = round;
  const { header, inputs } = refused.length === 0 ? record : await recordOf(round, identity, texts, refused);
  if (!(await useSeed(tx, seed.chainId, seed.place))) throw new Fenced(poolId, fence);
  await insertRound(tx, {
    id: followed.roundId, poolId, fence, at: BigInt(at), chainId: seed.chainId, header: canonicalText(header as never), secret: followed.secret, baseId: followed.baseId, baseAt: BigInt(followed.baseAt),
    changes, inputs, leaseIds: decision.leases.map(({ leaseId }) => leaseId),
  });
}

async function recordOf({ inputs, spots, decision }: DecidedRound, identity: RoundIdentity, texts: RoundTexts, refused: readonly RefusedLease[]): Promise<RoundRecord> {
  const reclaims = decision.reclaims ?? [];
  const header = await byTurns(headerOf(identity, inputs, { decision: { leases: decision.leases, reclaims }, refused }, texts));
  const { policy, waiting, quotas, fair } = inputs;
  const written = { leases: decision.leases.map(({ leaseId }) => texts.planned.get(leaseId)), reclaims };
  const kept: { [K in keyof KeptInputs]: unknown } = { policy, asks: texts.asks.map(({ whole }) => whole), waiting, quotas, fair, spots, decision: written, refused };
  return { header, inputs: await packed(kept) };
}

/** Runs steps to their end; between two of them whoever else waits has a turn. */
async function byTurns<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await turn();
  }
}

/** The secret of one round, from that of its base: a salt that one tenant is shown says nothing of another round's. */
export function secretOf(baseSecret: Uint8Array, roundId: string): Uint8Array {
  return hash('sha256', Buffer.concat([baseSecret, Buffer.from(roundId, 'utf8')]), 'buffer');
}

export function unpackedChanges(bytes: Uint8Array): Changes {
  return unpacked(bytes);
}

export function unpackedInputs(bytes: Uint8Array): KeptInputs {
  return unpacked(bytes);
}

async function packed(value: unknown): Promise<Uint8Array> {
  return compress(roundText(value));
}

function unpacked<T>(bytes: Uint8Array): T {
  return roundValue(zstdDecompressSync(bytes).toString('utf8'));
}
