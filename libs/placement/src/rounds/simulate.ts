import { hash } from 'node:crypto';

import { type PlacementHost } from '#libs/inventory';
import { type ResourceClass } from '#libs/kernel';

import { type Policy } from '../board.js';
import { type SpotLease } from '../choose-reclaims.js';
import { decideRound, planRound, type RoundInputs } from './decide-round.js';
import { roundText, roundValue } from './round-text.js';
import { numberOf } from './seed-chain.js';

/** What a file for a simulation calls itself. */
export const SIMULATION_FORMAT = 'weir-simulation/1';

/** A moment of a pool and what is asked of it: of a round that was, or made up. */
export interface Simulation extends RoundInputs {
  spots: readonly SpotLease[];
  /** Hexadecimal, of 32 bytes. */
  seed: string;
}

/** What is to be otherwise. */
export interface WhatIf {
  policy?: Partial<Policy>;
  /** So many more hosts, empty, each like one that there is. */
  add?: { count: number; likeHostId?: string };
  withoutOperators?: readonly string[];
  withoutHosts?: readonly string[];
}

/** What placement makes of a moment. */
export interface Simulated {
  hosts: number;
  /** Requests all of which is placed, requests that wait, and claims that are made. */
  placed: number;
  waiting: number;
  claims: number;
  reclaims: number;
  /** Of each class and variant on all hosts, afterwards. */
  classes: { resourceClass: ResourceClass; variant: string; capacity: number; used: number }[];
  leases: { leaseId: string; outcome: 'placed' | 'waits' | 'unchanged'; hostIds: string[]; reasons: { filter: string; reason: string; hosts: string }[] }[];
}

export function simulationText(simulation: Simulation): string {
  return roundText({ format: SIMULATION_FORMAT, ...simulation });
}

/** @throws SyntaxError, TypeError when it is no such file. */
export function readSimulation(text: string): Simulation {
  const { format, operatorAsks = [], recent = [], quotas = [], spots = [], ...read } = roundValue<Partial<Simulation> & { format?: string }>(text);
  if (format !== SIMULATION_FORMAT) throw new TypeError(`it is not of the format ${SIMULATION_FORMAT}`);
  const { hosts, asks, policy, waiting = asks?.length ?? 0, seed = hash('sha256', 'weir'), fair } = read;
  if (!Array.isArray(hosts) || !Array.isArray(asks) || typeof policy !== 'object') throw new TypeError('it lacks hosts, asks or a policy');
  if (!/^[0-9a-f]{64}$/.test(seed)) throw new TypeError('its seed is not of 32 bytes');
  return { hosts: hosts.map((host) => ({ ...host, groupId: host.groupId ?? host.operatorId })), asks, policy, waiting, seed, operatorAsks, recent, quotas, spots, fair };
}

/** Decides about a moment as a round would, with what is to be otherwise. Pure. @throws TypeError where that names what there is not. */
export function simulate(simulation: Simulation, { policy = {}, add, withoutOperators = [], withoutHosts = [] }: WhatIf = {}): Simulated {
  for (const id of withoutOperators) if (!simulation.hosts.some(({ operatorId }) => operatorId === id)) throw new TypeError(`no host is of operator ${id}`);
  for (const id of withoutHosts) if (!simulation.hosts.some((host) => host.id === id)) throw new TypeError(`there is no host ${id}`);
  const left = simulation.hosts.filter(({ id, operatorId }) => !withoutOperators.includes(operatorId) && !withoutHosts.includes(id));
  const hosts = [...left, ...moreHosts(simulation.hosts, add)];
  const inputs: RoundInputs = { ...simulation, hosts, policy: { ...simulation.policy, ...policy } };
  const planned = planRound(inputs, numberOf(Buffer.from(simulation.seed, 'hex')));
  const decision = decideRound(inputs, planned, simulation.spots);
  const byLease = new Map(decision.leases.map((lease) => [lease.leaseId, lease]));
  const leases = inputs.asks.map(({ leaseId }): Simulated['leases'][number] => {
    const lease = byLease.get(leaseId);
    const outcome = !lease ? 'unchanged' : lease.claims.length + lease.resizes.length > 0 ? 'placed' : 'waits';
    return { leaseId, outcome, hostIds: lease?.claims.map(({ hostId }) => hostId) ?? [], reasons: [...(lease?.blocked?.reasons ?? [])] };
  });
  const claims = decision.leases.flatMap((lease) => lease.claims);
  return {
    hosts: hosts.length, placed: decision.leases.filter(({ blocked }) => !blocked).length, waiting: decision.blocked, claims: claims.length, reclaims: decision.reclaims?.length ?? 0,
    classes: classesOf(hosts, claims), leases,
  };
}

function moreHosts(hosts: readonly PlacementHost[], add: WhatIf['add']): PlacementHost[] {
  if (!add || add.count === 0) return [];
  const like = add.likeHostId === undefined ? hosts[0] : hosts.find(({ id }) => id === add.likeHostId);
  if (!like) throw new TypeError(`there is no host ${add.likeHostId ?? 'at all'} for others to be like`);
  const inventories = like.inventories.map((inventory) => ({ ...inventory, used: 0, deviceUsed: inventory.deviceUsed.map(() => 0) }));
  return Array.from({ length: add.count }, (_, index) => ({ ...like, id: `${like.id}-more-${index + 1}`, state: 'open', withheld: false, contact: 'live', inMaintenance: false, maintenance: [], inventories }));
}

function classesOf(hosts: readonly PlacementHost[], claims: readonly { resources: readonly { resourceClass: ResourceClass; variant: string; amount: number }[] }[]): Simulated['classes'] {
  const classes = new Map<string, Simulated['classes'][number]>();
  const of = ({ resourceClass, variant }: { resourceClass: ResourceClass; variant: string }) => {
    const key = `${resourceClass}/${variant}`;
    if (!classes.has(key)) classes.set(key, { resourceClass, variant, capacity: 0, used: 0 });
    return classes.get(key)!;
  };
  for (const inventory of hosts.flatMap(({ inventories }) => inventories)) {
    of(inventory).capacity += inventory.capacity;
    of(inventory).used += inventory.used;
  }
  for (const resource of claims.flatMap(({ resources }) => resources)) of(resource).used += resource.amount;
  return [...classes.values()];
}
