import { type CoarseCount } from '#libs/lease';

import { type RequestSpec, Board, coarse, compile, type Policy, type Wanted } from './board.js';
import { allFilters, hostFilters } from './filters.js';
import { gpuColumnOn } from './filters/gpu.js';
import { Packer } from './packing/packer.js';
import { type Snapshot } from './snapshot.js';
import { weighHosts } from './weigh-hosts.js';

/** Fewer requests than so many, or of fewer tenants, are not told of: they would tell of somebody. */
const LEAST_REQUESTS = 10;
const LEAST_TENANTS = 3;

/** How a host fares with what its pool is asked for, for its operator: how many of the requests, never which or how many exactly. */
export interface HostPlacement {
  /** Whether enough was asked for lately, by enough tenants, to say more than what keeps everything out. */
  isSampled: boolean;
  /** What keeps requests out. */
  filters: { filter: string; reason: string; requests: CoarseCount }[];
  /** How many could be placed on it. */
  admitted: CoarseCount;
  /** Of all, those that could be and that would rather go elsewhere, by what decides: cheaper asks, with packing where the pool weighs both; or packing. */
  outranked: { score: 'asks' | 'packing'; requests: CoarseCount }[];
  /** Those for which no host is better. */
  preferred: CoarseCount;
}

/** How a host fares with some requests, each as if it were new and alone, as the pool is now. Pure; the snapshot is left as it was. */
export function explainHost(snapshot: Snapshot, policy: Policy, host: number, requests: readonly RequestSpec[]): HostPlacement {
  const board = new Board(snapshot, policy);
  const isSampled = requests.length >= LEAST_REQUESTS && new Set(requests.map(({ tenantId }) => tenantId)).size >= LEAST_TENANTS;
  if (!isSampled) {
    const wanted = requests[0] && compile(requests[0], snapshot, policy);
    const shut = wanted ? hostFilters.filter((filter) => !filter.admits(wanted, host, board)) : [];
    return { isSampled, filters: shut.map(({ name, reason }) => ({ filter: name, reason, requests: 'all' })), admitted: 'none', outranked: [], preferred: 'none' };
  }
  const packer = new Packer(board, policy.packScore ?? 'expected-fill', true);
  const rejected = new Map<string, number>();
  const outcomes = { asks: 0, packing: 0, preferred: 0 };
  for (const request of requests) {
    const wanted = compile({ ...request, state: 'blocked', held: [], avoidOperators: [], neighbours: [] }, snapshot, policy);
    const failing = allFilters.filter((filter) => !filter.admits(wanted, host, board));
    for (const { name } of failing) rejected.set(name, (rejected.get(name) ?? 0) + 1);
    if (failing.length === 0 && admits(wanted, host, board)) outcomes[outcomeOf(wanted, host, board, packer)] += 1;
  }
  const all = requests.length;
  return {
    isSampled,
    filters: allFilters.flatMap(({ name, reason }) => (rejected.has(name) ? [{ filter: name, reason, requests: coarse(rejected.get(name)!, all) }] : [])),
    admitted: coarse(outcomes.asks + outcomes.packing + outcomes.preferred, all),
    outranked: (['asks', 'packing'] as const).flatMap((score) => (outcomes[score] > 0 ? [{ score, requests: coarse(outcomes[score], all) }] : [])),
    preferred: coarse(outcomes.preferred, all),
  };
}

/** Which of the hosts that would do is better than this one, and in what; none: it is preferred, or as good as any. */
function outcomeOf(wanted: Wanted, host: number, board: Board, packer: Packer): 'asks' | 'packing' | 'preferred' {
  const packing = packer.rank(wanted).scores;
  const weigh = weighHosts(wanted, packing, board) ?? (() => 0);
  const own = weigh(host);
  let outcome: 'packing' | 'preferred' = 'preferred';
  for (let other = 0; other < packing.length; other += 1) {
    if (other === host || packing[other] === -Infinity) continue;
    const weight = weigh(other);
    const isHeavier = weight > own;
    const packsBetter = weight === own && packing[other]! > packing[host]!;
    if ((!isHeavier && !(packsBetter && outcome === 'preferred')) || !admits(wanted, other, board)) continue;
    if (isHeavier) return 'asks';
    outcome = 'packing';
  }
  return outcome;
}

function admits(wanted: Wanted, host: number, board: Board): boolean {
  return allFilters.every((filter) => filter.admits(wanted, host, board)) && (!wanted.gpu || gpuColumnOn(wanted, host, board) !== undefined);
}
