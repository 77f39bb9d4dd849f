import { readSimulation, simulate, type Simulated, type WhatIf } from '#libs/placement';
import type { VerifyExit } from '#libs/verify';

import { adminApi, tenantApi } from '../api-access.js';
import { CommandFailed } from '../command-failed.js';
import type { Config } from '../config.js';
import { moment } from '../moment.js';
import type { OutputOptions } from '../options.js';
import { plainTable } from '../plain-table.js';
import { readInput } from '../read-input.js';
import { leaseIdOf } from '../tenant/leases.js';
import { checkDownload, type CheckDownloadOptions } from '../verify.js';

interface Reason {
  filter: string;
  reason: string;
  hosts: string;
}

interface Explained {
  id: string;
  state: string;
  blocked: { until: string; reasons: Reason[]; relaxations?: string[] } | null;
}

interface LeaseRound {
  roundId: string;
  at: number;
  decision: { outcome: string; replicas?: number[] };
}

/** Says what was decided about a lease and why it waits. @throws CommandFailed, ConfigurationError. */
export async function explainLease(config: Config, nameOrId: string, { json }: OutputOptions): Promise<void> {
  const { call } = await tenantApi(config);
  const path = `/v1/leases/${await leaseIdOf(call, nameOrId)}`;
  const lease = await call<Explained>('GET', path);
  const { items: rounds } = await call<{ items: LeaseRound[] }>('GET', `${path}/placement-rounds`);
  const { id, state, blocked } = lease;
  if (json) return console.log(JSON.stringify({ leaseId: id, state, blocked, rounds }));
  console.log(`${id} is ${state}`);
  if (blocked) {
    console.log(`it waits until ${blocked.until}:`);
    for (const { hosts, reason, filter } of blocked.reasons) console.log(`  ${hosts} of the hosts are ${reason} (${filter})`);
    for (const relaxation of blocked.relaxations ?? []) console.log(`  without ${relaxation} more hosts would do`);
  }
  for (const { roundId, at, decision } of rounds) console.log(`${moment(at)} ${roundId}: ${decision.outcome}${decision.replicas?.length ? `, replicas ${decision.replicas.join(', ')}` : ''}`);
  if (rounds.length === 0) console.log('no round about it is kept');
}

export interface ProofOptions extends CheckDownloadOptions {
  round?: string;
}

/** Downloads the proof of a lease's round and checks it. @returns the exit code of `weir verify`. @throws CommandFailed, ConfigurationError. */
export async function provePlacement(config: Config, nameOrId: string, { round, ...options }: ProofOptions): Promise<VerifyExit> {
  const { call, open } = await tenantApi(config);
  const query = round === undefined ? '' : `?roundId=${encodeURIComponent(round)}`;
  return checkDownload(open, `/v1/leases/${await leaseIdOf(call, nameOrId)}/placement-proof${query}`, options);
}

/** Lists the latest rounds of a pool. @throws CommandFailed, ConfigurationError. */
export async function listRounds(config: Config, poolId: string, { json }: OutputOptions): Promise<void> {
  const { call } = await adminApi(config);
  const { items } = await call<{ items: { id: string; at: number; leases: number; bytes: number }[] }>('GET', `/v1/admin/placement-rounds?limit=200&poolId=${encodeURIComponent(poolId)}`);
  if (json) return console.log(JSON.stringify(items));
  const rows = plainTable(['round', 'at', 'leases', 'bytes kept']);
  for (const { id, at, leases, bytes } of items) rows.push([id, moment(at), leases, bytes]);
  console.log(rows.toString());
}

interface Replayed {
  identical: boolean;
  checks: Record<string, boolean>;
  logIndex: number | null;
  hosts: number;
  requests: number;
  claims: number;
}

/** Has a round decided again. @returns 1 when anything does not agree. @throws CommandFailed, ConfigurationError. */
export async function replayRound(config: Config, roundId: string, { json }: OutputOptions): Promise<0 | 1> {
  const { call } = await adminApi(config);
  const replayed = await call<Replayed>('GET', `/v1/admin/placement-rounds/${encodeURIComponent(roundId)}/replay`);
  const { identical, checks, logIndex, hosts, requests, claims } = replayed;
  if (json) console.log(JSON.stringify(replayed));
  else {
    console.log(`${roundId}: ${identical ? 'identical' : 'NOT identical'}: ${requests} requests, ${hosts} hosts, ${claims} claims; ${logIndex === null ? 'not in the log yet' : `leaf ${logIndex} of the log`}`);
    for (const [check, agrees] of Object.entries(checks)) console.log(`  ${check} ${agrees ? 'agrees' : 'does NOT agree'}`);
  }
  return identical ? 0 : 1;
}

/** Prints what a round was decided by. @throws CommandFailed, ConfigurationError. */
export async function printInputs(config: Config, roundId: string): Promise<void> {
  const { open } = await adminApi(config);
  console.log(await (await open(`/v1/admin/placement-rounds/${encodeURIComponent(roundId)}/inputs`)).text());
}

export interface SimulateOptions extends OutputOptions {
  policy: [string, string | number][];
  addHosts?: number;
  like?: string;
  withoutOperator?: string[];
  withoutHost?: string[];
}

/** Decides about a file's moment, and again with what is to be otherwise. @returns 2 when the file is none. @throws CommandFailed when what is to be otherwise is not there. */
export async function simulateFile(file: string, options: SimulateOptions): Promise<0 | 2> {
  let simulation;
  try {
    simulation = readSimulation(await readInput(file));
  } catch (error) {
    console.error(`weir: ${file}: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
  const whatIf: WhatIf = {
    policy: Object.fromEntries(options.policy), withoutOperators: options.withoutOperator ?? [], withoutHosts: options.withoutHost ?? [],
    ...(options.addHosts === undefined ? {} : { add: { count: options.addHosts, ...(options.like === undefined ? {} : { likeHostId: options.like }) } }),
  };
  const [before, after] = [simulate(simulation), whatIfOf(() => simulate(simulation, whatIf))];
  if (options.json) console.log(JSON.stringify({ whatIf, before, after }));
  else console.log(compared(before, after));
  return 0;
}

function whatIfOf(decide: () => Simulated): Simulated {
  try {
    return decide();
  } catch (error) {
    if (error instanceof TypeError) throw new CommandFailed(error.message);
    throw error;
  }
}

function compared(before: Simulated, after: Simulated): string {
  const rows = plainTable(['', 'as it is', 'what if']);
  for (const figure of ['hosts', 'placed', 'waiting', 'claims', 'reclaims'] as const) rows.push([figure, before[figure], after[figure]]);
  const used = ({ capacity, used: amount }: { capacity: number; used: number }) => `${capacity === 0 ? 0 : Math.round((1_000 * amount) / capacity) / 10} % of ${capacity}`;
  for (const one of before.classes) {
    const other = after.classes.find(({ resourceClass, variant }) => resourceClass === one.resourceClass && variant === one.variant);
    rows.push([`${one.resourceClass} ${one.variant}`.trim(), used(one), used(other ?? { capacity: 0, used: 0 })]);
  }
  const changed = after.leases.filter(({ outcome }, index) => outcome !== before.leases[index]!.outcome).map(({ leaseId, outcome, reasons }) => `${leaseId}: ${outcome}${reasons.length > 0 ? `, ${reasons.map(({ hosts, reason }) => `${hosts} of the hosts are ${reason}`).join('; ')}` : ''}`);
  return [rows.toString(), ...changed].join('\n');
}
