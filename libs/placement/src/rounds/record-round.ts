import { hash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

import { type Transaction } from '#libs/database';
import { type Millis } from '#libs/kernel';
import { canonicalText } from '#libs/verify';

import { type RefusedLease } from '../apply-plan.js';
import { type SpotLease } from '../choose-reclaims.js';
import { Fenced } from '../placement.errors.js';
import { headerOf, marketHash, type RoundOutcome, textsOf } from './commit-round.js';
import { type Decision, type RoundInputs } from './decide-round.js';
import { type Changes, type Followed } from './followed-hosts.js';
import { roundText, roundValue } from './round-text.js';
import { type NextSeed } from './round-seeds.js';
import { insertRound, useSeed } from './round.store.js';

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
  followed: Followed;
}

/**
 * Keeps a round in the transaction that writes its plan: what it was decided by, and the header of which the log gets the hash. Once.
 * @throws Fenced when its seed was used by somebody else.
 */
export async function recordRound(tx: Transaction, round: DecidedRound, refused: readonly RefusedLease[]): Promise<void> {
  const { poolId, fence, at, seed, inputs, spots, decision, followed } = round;
  const outcome: RoundOutcome = { decision: { leases: decision.leases, reclaims: decision.reclaims ?? [] }, refused };
  const secret = secretOf(followed.secret, followed.roundId);
  const texts = textsOf(inputs.asks, outcome.decision);
  const header = headerOf({
    roundId: followed.roundId, poolId, at, secret, hosts: followed.hosts, market: marketHash(followed.learnt, inputs, spots, secret),
    seed: { chainId: seed.chainId, place: seed.place, value: Buffer.from(seed.value).toString('hex') },
  }, inputs, outcome, texts);
  const { policy, waiting, quotas, fair } = inputs;
  const written = { leases: decision.leases.map(({ leaseId }) => texts.planned.get(leaseId)), reclaims: outcome.decision.reclaims };
  const kept: { [K in keyof KeptInputs]: unknown } = { policy, asks: texts.asks.map(({ whole }) => whole), waiting, quotas, fair, spots, decision: written, refused };
  if (!(await useSeed(tx, seed.chainId, seed.place))) throw new Fenced(poolId, fence);
  await insertRound(tx, {
    id: followed.roundId, poolId, fence, at: BigInt(at), chainId: seed.chainId, header: canonicalText(header as never), secret: followed.secret, baseId: followed.baseId, baseAt: BigInt(followed.baseAt),
    changes: packed(followed.changes), inputs: packed(kept), leaseIds: decision.leases.map(({ leaseId }) => leaseId),
  });
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

function packed(value: unknown): Uint8Array {
  return zstdCompressSync(roundText(value));
}

function unpacked<T>(bytes: Uint8Array): T {
  return roundValue(zstdDecompressSync(bytes).toString('utf8'));
}
