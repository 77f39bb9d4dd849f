import { type Reader, rowsOf, sql, type Transaction } from '#libs/database';
import { mulDivFloor } from '#libs/economics';
import type { Millis, NanoTokens, ResourceClass } from '#libs/kernel';

import type { PriceParts } from './curve.js';

/** The least an operator wants to get, per priced unit and hour, for a class in a pool. */
export interface StandingAsk {
  operatorId: string;
  /** '': wherever the operator has no ask for the cluster itself. */
  clusterId: string;
  resourceClass: ResourceClass;
  /** '': every variant without one of its own. */
  variant: string;
  nanoTokensPerUnitHour: NanoTokens;
}

/** A version of an ask, as its operator reads it: plain JSON. */
export interface AskView {
  id: string;
  poolId: string;
  /** Null: all of the operator's clusters in the pool. */
  clusterId: string | null;
  resourceClass: ResourceClass;
  variant: string;
  /** Counts from 1 for what is asked for. */
  version: number;
  nanoTokensPerUnitHour: string;
  activeFrom: Millis;
  /** When it was replaced or withdrawn; null while it stands. */
  activeUntil: Millis | null;
}

export interface AskRow {
  id: string;
  pool_id: string;
  cluster_id: string;
  resource_class: ResourceClass;
  variant: string;
  version: number;
  nano_tokens_per_unit_hour: bigint;
  active_from: bigint;
  active_until: bigint | null;
}

export function askView(row: AskRow): AskView {
  return {
    id: row.id, poolId: row.pool_id, clusterId: row.cluster_id === '' ? null : row.cluster_id, resourceClass: row.resource_class, variant: row.variant, version: row.version,
    nanoTokensPerUnitHour: row.nano_tokens_per_unit_hour.toString(), activeFrom: Number(row.active_from), activeUntil: row.active_until === null ? null : Number(row.active_until),
  };
}

/** What an operator gets of a price, floored: its part of what the pool divides, and nothing of a base. */
export function operatorPart({ nanoTokensPerUnitHour, baseNanoTokensPerUnitHour = 0n }: PriceParts, operatorBps: number): NanoTokens {
  return mulDivFloor(nanoTokensPerUnitHour - baseNanoTokensPerUnitHour, BigInt(operatorBps), 10_000n);
}

/** Every ask that stands in a pool. */
export async function standingAsks(reader: Reader, poolId: string): Promise<StandingAsk[]> {
  return rowsOf<StandingAsk>(reader, sql`
    select operator_id as "operatorId", cluster_id as "clusterId", resource_class as "resourceClass", variant, nano_tokens_per_unit_hour as "nanoTokensPerUnitHour"
    from operator_asks where pool_id = ${poolId} and active_until is null`);
}

/** Has an operator's asks change one at a time, so that versions have no gaps and nobody loses a race for one. */
export async function lockAsks(tx: Transaction, operatorId: string): Promise<void> {
  await tx.$executeRaw(sql`select pg_advisory_xact_lock(hashtextextended(${`asks/${operatorId}`}, 0))`);
}

/** Finds what is asked on a cluster for a class and variant: the cluster's own ask before the operator's, the variant's own before the class's; 0 when nothing is. */
export class AskBook {
  private readonly asks: ReadonlyMap<string, NanoTokens>;
  private readonly classes: ReadonlySet<string>;

  constructor(asks: readonly StandingAsk[]) {
    this.asks = new Map(asks.map((ask) => [keyOf(ask.operatorId, ask.clusterId, ask.resourceClass, ask.variant), ask.nanoTokensPerUnitHour]));
    this.classes = new Set(asks.map((ask) => ask.resourceClass));
  }

  /** Whether anybody asks something for the class. */
  has(resourceClass: string): boolean {
    return this.classes.has(resourceClass);
  }

  of({ operatorId, clusterId }: { operatorId: string; clusterId: string }, resourceClass: string, variant: string): NanoTokens {
    for (const cluster of [clusterId, '']) {
      for (const kind of [variant, '']) {
        const ask = this.asks.get(keyOf(operatorId, cluster, resourceClass, kind));
        if (ask !== undefined) return ask;
      }
    }
    return 0n;
  }
}

function keyOf(...parts: readonly string[]): string {
  return parts.join('/');
}
