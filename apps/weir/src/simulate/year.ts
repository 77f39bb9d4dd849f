import { sharesBetween } from '#libs/billing';
import { kinkedRate, nextBaseFee, owed } from '#libs/economics';
import { type PlacementHost } from '#libs/inventory';
import { type ClaimedResource, MILLIS_PER_DAY, MILLIS_PER_HOUR, type Millis, type NanoTokens, type ResourceClass, unitsPerPriced } from '#libs/kernel';
import { type Demand, demandsOf, place, type Policy, takeSnapshot } from '#libs/placement';
import { type PriceParts } from '#libs/pricing';

import { PoolUse } from './pool-use.js';
import { exponential, hostsOf, randomBy, usualRates, type Wish, wishesPerDay, wishOf } from './scene.js';

export interface YearOptions {
  hosts: number;
  days: number;
  seed: number;
  /** What would be in use if everybody paid the usual rate and nobody waited, in basis points. */
  loadBps: number;
  curve: 'fixed' | 'kinked' | 'base-fee';
  packScore: NonNullable<Policy['packScore']>;
}

/** A week of the year: plain JSON. */
export interface Week {
  week: number;
  /** That it has: the last may end before its time. */
  days: number;
  /** Of the CPUs of hosts that live, the mean. */
  utilisationBps: number;
  /** Of a vCPU and hour, at its end. */
  nanoTokensPerCpuHour: string;
  requests: number;
  /** Of them: who came and found it too dear; who was not placed in the first round after; who left unplaced after a day. */
  deterred: number;
  waited: number;
  left: number;
  meanWaitMillis: Millis;
  deaths: number;
  chargedNanoTokens: string;
  operatorsNanoTokens: string;
}

const WEEK = 7 * MILLIS_PER_DAY;
/** Rounds of placement; in between, everything happens at the time that it does. */
const ROUND_MILLIS = 6 * MILLIS_PER_HOUR;
const PATIENCE_MILLIS = MILLIS_PER_DAY;
const MEAN_LIFE_OF_HOST = 3 * 365 * MILLIS_PER_DAY;
const AWAY_MILLIS = 3 * MILLIS_PER_DAY;
const RECENT = 1_000;
const CPUS = 'CPU_MILLI/';
const TARGET_BPS = 7_500;
const shares = { operatorBps: 8_500, treasuryBps: 1_000, feeBps: 500 };

interface Stream {
  resource: ClaimedResource;
  price: PriceParts;
  startedAt: Millis;
  charged: NanoTokens;
}

interface Running {
  wish: Wish;
  host: PlacementHost;
  streams: Stream[];
  endsAt: Millis;
}

/**
 * A year of a pool on a virtual clock: requests come and go, hosts die and come back, prices follow demand and demand prices, and what runs is charged. Placement,
 * prices, streams and the division of charges are the product's own functions; leases, queues and the database are left out. The same options give the same year.
 */
export class Year {
  private readonly random: () => number;
  private readonly hosts: PlacementHost[];
  private readonly policy: Policy;
  private readonly on = new Map<string, Set<Running>>();
  private readonly ends = new Map<number, Running[]>();
  private readonly returns = new Map<number, PlacementHost[]>();
  private waiting: { wish: Wish; since: Millis; isNew: boolean }[] = [];
  private readonly recent: Demand[] = [];
  private readonly bases = new Map<string, NanoTokens>();
  private readonly use: PoolUse;
  private numbers = 0;
  private week = freshWeek();
  /** By operator. */
  readonly income = new Map<string, NanoTokens>();
  readonly totals = { placements: 0, charged: 0n, operators: 0n, treasury: 0n, fee: 0n, deaths: 0, interrupted: 0 };

  constructor(private readonly options: YearOptions) {
    this.random = randomBy(options.seed);
    this.hosts = hostsOf(options.hosts);
    this.use = new PoolUse(this.hosts);
    this.policy = { operatorShareCapBps: 10_000, operatorBps: shares.operatorBps, askWeightBps: 0, packScore: options.packScore };
  }

  /** @param each is told of each week as it ends, `passed` of the time after each round. */
  run(each: (week: Week) => void = () => undefined, passed: (now: Millis) => void = () => undefined): Week[] {
    const perRound = (wishesPerDay(this.hosts, this.options.loadBps) * ROUND_MILLIS) / MILLIS_PER_DAY;
    const rounds = Math.floor((this.options.days * MILLIS_PER_DAY) / ROUND_MILLIS);
    const weeks: Week[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const now = round * ROUND_MILLIS;
      this.endWhatEnds(round);
      this.hostsComeAndGo(round, now);
      this.wishesCome(perRound, now);
      this.movePrices();
      this.placeWaiting(round, now);
      this.week.used += Number(this.use.of(CPUS).used);
      this.week.capacity += this.use.capacityOf(CPUS);
      passed(now);
      if (now % WEEK !== 0 && round !== rounds) continue;
      for (const all of this.on.values()) for (const running of all) this.settle(running, now);
      weeks.push(this.weekOf(weeks.length + 1, now));
      each(weeks.at(-1)!);
      this.week = freshWeek();
    }
    return weeks;
  }

  private endWhatEnds(round: number): void {
    for (const running of this.ends.get(round) ?? []) if (this.on.get(running.host.id)?.has(running)) this.stop(running, running.endsAt);
    this.ends.delete(round);
  }

  private hostsComeAndGo(round: number, now: Millis): void {
    for (const host of this.returns.get(round) ?? []) this.use.turn(host, 'live');
    this.returns.delete(round);
    // As many die as would if each did by itself, drawn by lot.
    const alive = this.hosts.filter(({ contact }) => contact === 'live');
    for (let at = exponential(MEAN_LIFE_OF_HOST / Math.max(1, alive.length), this.random); at < ROUND_MILLIS; at += exponential(MEAN_LIFE_OF_HOST / Math.max(1, alive.length), this.random)) {
      const host = alive[Math.floor(this.random() * alive.length)];
      if (host?.contact !== 'live') continue;
      this.use.turn(host, 'lost');
      this.week.deaths += 1;
      this.totals.deaths += 1;
      const back = round + Math.ceil(AWAY_MILLIS / ROUND_MILLIS);
      this.returns.set(back, [...(this.returns.get(back) ?? []), host]);
      for (const running of this.on.get(host.id) ?? []) this.interrupt(running, now);
    }
  }

  /** What ran is placed again, for what is left of its time. */
  private interrupt(running: Running, now: Millis): void {
    this.stop(running, now);
    this.totals.interrupted += 1;
    if (running.endsAt > now) this.waiting.push({ wish: { ...running.wish, lasts: running.endsAt - now }, since: now, isNew: false });
  }

  private wishesCome(perRound: number, now: Millis): void {
    // More by day than by night.
    const mean = perRound * (1 + 0.4 * Math.sin((2 * Math.PI * now) / MILLIS_PER_DAY));
    const asked = Number(this.priceOf('CPU_MILLI', '').nanoTokensPerUnitHour);
    for (let at = exponential(1 / mean, this.random); at < 1; at += exponential(1 / mean, this.random)) {
      const since = now - Math.floor((1 - at) * ROUND_MILLIS);
      const wish = wishOf((this.numbers += 1), since, this.random);
      this.week.requests += 1;
      if (wish.paysTimes * Number(usualRates.CPU_MILLI) < asked) this.week.deterred += 1;
      else this.waiting.push({ wish, since, isNew: true });
    }
  }

  private movePrices(): void {
    if (this.options.curve !== 'base-fee') return;
    for (const key of this.use.keys()) {
      const usual = usualOf(key);
      const rule = { targetBps: TARGET_BPS, denominator: 50, floor: usual / 20n, ceiling: usual * 10n };
      this.bases.set(key, nextBaseFee(rule, this.bases.get(key) ?? usual / 2n, this.use.of(key)));
    }
  }

  /** The price of a class now, by the product's curves. */
  private priceOf(resourceClass: ResourceClass, variant: string): PriceParts {
    const key = `${resourceClass}/${variant}`;
    const usual = usualOf(key);
    if (this.options.curve === 'fixed') return { nanoTokensPerUnitHour: usual };
    if (this.options.curve === 'kinked') {
      return { nanoTokensPerUnitHour: kinkedRate({ base: usual / 2n, slope1: usual / 2n, slope2: usual * 4n, kinkBps: TARGET_BPS }, this.use.of(key)) };
    }
    const base = this.bases.get(key) ?? usual / 2n;
    return { nanoTokensPerUnitHour: usual / 2n + base, baseNanoTokensPerUnitHour: base };
  }

  private placeWaiting(round: number, now: Millis): void {
    const staying = this.waiting.filter(({ since, isNew }) => !isNew || now - since <= PATIENCE_MILLIS);
    this.week.left += this.waiting.length - staying.length;
    this.waiting = staying;
    if (staying.length === 0) return;
    const asks = staying.map(({ wish: { ask }, since }) => (now - since < ROUND_MILLIS ? ask : { ...ask, state: 'blocked' as const }));
    const { leases } = place(takeSnapshot(this.hosts, [], this.recent.slice()), this.policy, asks, (this.options.seed * 65_536 + round) >>> 0);
    this.recent.push(...asks.filter(({ state }) => state === 'requested').slice(-RECENT).flatMap(demandsOf));
    this.recent.splice(0, Math.max(0, this.recent.length - RECENT));
    const byId = new Map(this.hosts.map((host) => [host.id, host]));
    const prices = new Map<string, PriceParts>();
    this.waiting = staying.filter(({ wish, since }, index) => {
      const [claim] = leases[index]!.claims;
      if (!claim) {
        if (now - since < ROUND_MILLIS) this.week.waited += 1;
        return true;
      }
      this.week.placed += 1;
      this.week.waitMillis += now - since;
      this.start(wish, byId.get(claim.hostId)!, claim.resources, now, prices);
      return false;
    });
  }

  private start(wish: Wish, host: PlacementHost, resources: readonly ClaimedResource[], now: Millis, prices: Map<string, PriceParts>): void {
    this.use.move(host, resources, 1);
    const streams = resources.map((resource): Stream => {
      const key = `${resource.resourceClass}/${resource.variant}`;
      if (!prices.has(key)) prices.set(key, this.priceOf(resource.resourceClass, resource.variant));
      return { resource, price: prices.get(key)!, startedAt: now, charged: 0n };
    });
    const running: Running = { wish, host, streams, endsAt: now + wish.lasts };
    this.totals.placements += 1;
    this.on.set(host.id, (this.on.get(host.id) ?? new Set()).add(running));
    const round = Math.ceil(running.endsAt / ROUND_MILLIS);
    if (round * ROUND_MILLIS > this.options.days * MILLIS_PER_DAY) return;
    const ending = this.ends.get(round);
    if (ending) ending.push(running);
    else this.ends.set(round, [running]);
  }

  private stop(running: Running, at: Millis): void {
    this.settle(running, at);
    this.on.get(running.host.id)!.delete(running);
    this.use.move(running.host, running.streams.map(({ resource }) => resource), -1);
  }

  /** Charges what streams owe by now and were not charged for, and divides it. Seldom or often is the same. */
  private settle({ host, streams }: Running, at: Millis): void {
    for (const stream of streams) {
      const { resource, price, startedAt } = stream;
      const due = owed({ quantity: resource.amount, nanoTokensPerUnitHour: price.nanoTokensPerUnitHour, unitsPerPriced: unitsPerPriced(resource.resourceClass), elapsedMillis: at - startedAt });
      const { operator, treasury, fee } = sharesBetween(stream.charged, due, shares, price);
      this.week.charged += due - stream.charged;
      this.week.operators += operator;
      this.totals.charged += due - stream.charged;
      this.totals.operators += operator;
      this.totals.treasury += treasury;
      this.totals.fee += fee;
      this.income.set(host.operatorId, (this.income.get(host.operatorId) ?? 0n) + operator);
      stream.charged = due;
    }
  }

  private weekOf(week: number, now: Millis): Week {
    const { used, capacity, requests, deterred, waited, left, placed, waitMillis, deaths, charged, operators } = this.week;
    return {
      week, days: (now - (week - 1) * WEEK) / MILLIS_PER_DAY, utilisationBps: capacity === 0 ? 0 : Math.round((10_000 * used) / capacity), nanoTokensPerCpuHour: this.priceOf('CPU_MILLI', '').nanoTokensPerUnitHour.toString(),
      requests, deterred, waited, left, meanWaitMillis: placed === 0 ? 0 : Math.round(waitMillis / placed), deaths, chargedNanoTokens: charged.toString(), operatorsNanoTokens: operators.toString(),
    };
  }
}

function freshWeek() {
  return { used: 0, capacity: 0, requests: 0, deterred: 0, waited: 0, left: 0, placed: 0, waitMillis: 0, deaths: 0, charged: 0n, operators: 0n };
}

function usualOf(key: string): NanoTokens {
  return usualRates[key.split('/')[0] as keyof typeof usualRates]!;
}
