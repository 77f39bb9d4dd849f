import type { Bill, ClaimFact, Key, LeaseFacts, OutageFact, PromiseFact, SampleFact, WorldFacts } from './facts.js';

/**
 * What leases cost, worked out from nothing but what happened to them. It imports nothing of the product, keeps no state, knows no
 * settlements and no statements, and is as plain as it can be: it may be slow, and must not be clever.
 */

const HOUR = 3_600_000n;
const GIB = 1n << 30n;

/** Units of a class that its rate is for. */
function unitsOf(key: Key): bigint {
  if (key.startsWith('CPU_MILLI/') || key.startsWith('GPU_MILLI/')) return 1_000n;
  if (key.startsWith('MEMORY_MIB/')) return 1_024n;
  return 1n;
}

/** So much of one class, held by a replica that was ready throughout. */
interface Span {
  claim: ClaimFact;
  key: Key;
  quantity: bigint;
  from: number;
  to: number;
  /** When it was known that it runs: it is charged the price that its lease had then. */
  noticedAt: number;
}

/** A span at one price: rounded down once, as a whole. */
interface Piece extends Span {
  rate: bigint;
  base: bigint;
}

/** What the lease costs in all when its funds suffice. */
export function billOf(lease: LeaseFacts, world: WorldFacts): Bill {
  if (lease.free) return { amount: 0n, treasury: 0n, fee: 0n, operators: {} };
  const pieces = piecesOf(lease, world).map((piece) => ({ operatorId: piece.claim.operatorId, amount: costOf(piece), rate: piece.rate, base: piece.base }));
  const once = samplesOnce(lease.samples);
  const samples = once.filter((sample) => counts(sample, once)).map((sample) => ({ operatorId: claimOf(lease, sample.claimId).operatorId, amount: costOfSample(sample, lease, world), rate: 1n, base: 0n }));
  return sum([...pieces, ...samples], world.shares.get(lease.poolId)!);
}

/** Why a replica may be down that nothing is given back for: it lies in what the tenant runs, or changed. */
const TENANTS_REASONS = ['image_not_found', 'crash_loop', 'out_of_memory', 'invalid_workload', 'health_check_failed', 'changed_by_tenant'];

/**
 * What a lease whose funds suffice is given back for a time, by what its pool promised: of what that time cost, the share of the lowest availability that was missed. Each
 * replica's time counts, up to the lease's end.
 */
export function creditOf(lease: LeaseFacts, world: WorldFacts, outages: readonly OutageFact[], promised: readonly PromiseFact[], [from, to]: readonly [number, number]): bigint {
  const within = (start: number, end: number) => BigInt(Math.max(0, Math.min(end, to) - Math.max(start, from)));
  const end = endOf(lease, world);
  const down = outages.filter((one) => one.leaseId === lease.id && !TENANTS_REASONS.includes(one.reason)).reduce((total, one) => total + within(one.from, Math.min(one.until ?? Infinity, end)), 0n);
  if (lease.free || down === 0n) return 0n;
  const pieces = piecesOf(lease, world);
  const served = pieces.filter(({ key }) => key === 'CPU_MILLI/').reduce((total, piece) => total + within(piece.from, piece.to), 0n);
  const missed = promised.filter(({ belowPpm }) => served * 1_000_000n < (served + down) * belowPpm);
  if (missed.length === 0) return 0n;
  const upToEach = (at: number) => upTo(pieces, at).reduce((total, piece) => total + costOf(piece), 0n);
  const once = samplesOnce(lease.samples);
  const usage = once.filter((sample) => counts(sample, once)).reduce((total, sample) => total + costOfSample(sample, lease, world, to) - costOfSample(sample, lease, world, from), 0n);
  const lowest = missed.reduce((one, other) => (one.belowPpm < other.belowPpm ? one : other));
  return ((upToEach(to) - upToEach(from) + usage) * lowest.credit) / 10_000n;
}

/**
 * What it costs when there is only so much: all of it up to the last millisecond that the funds reach, besides what is kept for its volumes; these go on, at their
 * prices of then, for as long as they are kept, also where nothing ran just then.
 */
export function billWithin(funds: bigint, lease: LeaseFacts, world: WorldFacts): Bill {
  const pieces = lease.free ? [] : piecesOf(lease, world);
  const stopped = fundedUntil(funds, pieces, lease, world);
  const after = pieces.filter((piece) => piece.from <= stopped).map((piece) => {
    const isKept = piece.key.startsWith('STORAGE_GIB/') && piece.to > stopped;
    return { ...piece, to: isKept ? Math.min(stopped + world.suspensionMillis, endOf(lease, world)) : Math.min(piece.to, stopped) };
  });
  after.push(...keptThough(stopped, after, lease, world));
  const over = Math.max(0, ...after.map((piece) => piece.to));
  const paid = upTo(after, stopped < over ? lastFunded(after, funds, stopped, over) : over);
  return sum(paid.map((piece) => ({ operatorId: piece.claim.operatorId, amount: costOf(piece), rate: piece.rate, base: piece.base })), world.shares.get(lease.poolId)!);
}

/** The volumes of replicas that were down when it stopped, and had served before: they are kept as all others are, at the same prices. */
function keptThough(stopped: number, pieces: readonly Piece[], lease: LeaseFacts, world: WorldFacts): Piece[] {
  const volumes = pieces.filter((piece) => piece.key.startsWith('STORAGE_GIB/'));
  const running = volumes.filter((piece) => piece.from <= stopped && piece.to > stopped);
  const down = lease.claims.filter((claim) => (claim.releasedAt ?? Infinity) > stopped && !running.some((piece) => piece.claim === claim) && claim.replica < lease.replicas.at(-1)!.count);
  return down.flatMap((claim) => running.filter(({ claim: other }) => other === running[0]!.claim && volumes.some((piece) => piece.claim === claim)).map(({ key, rate, base }) => ({
    claim, key, rate, base, quantity: sizesSince(claim, key, stopped, stopped).at(-1)!.quantity, from: stopped, to: Math.min(stopped + world.suspensionMillis, endOf(lease, world)), noticedAt: stopped,
  })));
}

/** The last millisecond at which what ran so far is paid and what is kept at the prices of then is left; while nothing runs, nothing is asked. */
function fundedUntil(funds: bigint, pieces: readonly Piece[], lease: LeaseFacts, world: WorldFacts): number {
  const marks = [...new Set(pieces.flatMap(({ from, to }) => [from, to]))].toSorted((a, b) => a - b);
  for (const [index, from] of marks.slice(0, -1).entries()) {
    const to = marks[index + 1]!;
    if (!pieces.some((piece) => piece.from <= from && piece.to > from)) continue;
    const left = funds - keptAt(from, lease, world);
    if (dueAt(pieces, to) > left) return lastFunded(pieces, left, from, to);
  }
  return Infinity;
}

/** The last millisecond from one to another at which no more is due; the first if even then more is. */
function lastFunded(pieces: readonly Piece[], funds: bigint, from: number, to: number): number {
  if (dueAt(pieces, to) <= funds) return to;
  let [funded, beyond] = [from, to];
  while (beyond - funded > 1) {
    const middle = Math.floor((funded + beyond) / 2);
    if (dueAt(pieces, middle) <= funds) funded = middle;
    else beyond = middle;
  }
  return funded;
}

function dueAt(pieces: readonly Piece[], at: number): bigint {
  return upTo(pieces, at).reduce((total, piece) => total + costOf(piece), 0n);
}

function upTo(pieces: readonly Piece[], at: number): Piece[] {
  return pieces.filter((piece) => piece.from < at).map((piece) => ({ ...piece, to: Math.min(piece.to, at) }));
}

/** What its volumes cost for as long as they are kept, at the prices that it has at a time. */
function keptAt(at: number, lease: LeaseFacts, world: WorldFacts): bigint {
  const priced = priceTimes(lease, world, at).at(-1)!;
  let cost = 0n;
  for (const [key, amount] of lease.volumes) cost += (amount * rateAt(world, lease.poolId, key, priced).rate * BigInt(world.suspensionMillis) + HOUR - 1n) / HOUR;
  return cost * BigInt(lease.replicas[0]!.count);
}

function costOf({ key, quantity, rate, from, to }: Piece): bigint {
  return (quantity * rate * BigInt(to - from)) / (unitsOf(key) * HOUR);
}

/** The operator's part of the tip is rounded down, then the treasury's part of the rest; the base is the treasury's, and its fraction too. */
function sum(charges: readonly { operatorId: string; amount: bigint; rate: bigint; base: bigint }[], shares: { operator: bigint; treasury: bigint; fee: bigint }): Bill {
  const bill: Bill = { amount: 0n, treasury: 0n, fee: 0n, operators: {} };
  for (const { operatorId, amount, rate, base } of charges) {
    const tip = base === 0n ? amount : (amount * (rate - base)) / rate;
    const operator = (tip * shares.operator) / 10_000n;
    const others = shares.treasury + shares.fee;
    const treasury = others === 0n ? tip - operator : ((tip - operator) * shares.treasury) / others;
    bill.amount += amount;
    bill.treasury += amount - tip + treasury;
    bill.fee += tip - operator - treasury;
    if (operator > 0n) bill.operators[operatorId] = (bill.operators[operatorId] ?? 0n) + operator;
  }
  return bill;
}

/** What ran, cut where the price changed. */
function piecesOf(lease: LeaseFacts, world: WorldFacts): Piece[] {
  return spansOf(lease, world).flatMap((span) => {
    const pieces: Piece[] = [];
    const times = priceTimes(lease, world, Math.max(span.to, span.noticedAt));
    const first = times.findLastIndex((time) => time <= span.noticedAt);
    for (const [index, time] of times.entries()) {
      if (index < first) continue;
      const from = index === first ? span.from : Math.max(span.from, time);
      const piece = { ...span, from, to: Math.min(span.to, times[index + 1] ?? Infinity), ...leaseRateAt(lease, world, span.key, time) };
      const last = pieces.at(-1);
      if (last && last.rate === piece.rate && last.base === piece.base) last.to = piece.to;
      else if (piece.to > piece.from) pieces.push(piece);
    }
    return pieces;
  });
}

/** A term that is paid ahead costs less, the base as the rest, each rounded down. */
function leaseRateAt(lease: LeaseFacts, world: WorldFacts, key: Key, at: number): { rate: bigint; base: bigint } {
  const { rate, base } = rateAt(world, lease.poolId, key, at);
  const less = (amount: bigint) => (amount * (10_000n - (lease.reserved?.discount ?? 0n))) / 10_000n;
  return { rate: less(rate), base: less(base) };
}

/** The times whose prices a lease has, up to one: on demand that of each lock, paid ahead that of its request, else those that it was given. */
function priceTimes(lease: LeaseFacts, world: WorldFacts, upTo: number): number[] {
  if (lease.reserved) return [lease.requestedAt];
  if (lease.spot) return spotOf(lease, world).times;
  const times = [];
  for (let time = lease.requestedAt; time <= upTo; time += world.lockMillis) times.push(time);
  return times;
}

/** When a spot lease was given new prices, and when it ends because one was above its maximum. */
function spotOf(lease: LeaseFacts, world: WorldFacts): { times: number[]; reclaimedAt: number } {
  const { maximum, resources, replicas } = lease.spot!;
  const active = activationOf(lease);
  const times = [lease.requestedAt];
  let [lockedUntil, reclaimedAt] = [lease.requestedAt + world.spotLockMillis, Infinity];
  for (const sweep of world.spotSweeps) {
    const over = active && active.known < sweep && lease.durationMillis !== null ? active.at + lease.durationMillis : Infinity;
    if (sweep >= Math.min(over, reclaimedAt) || sweep > (lease.closedAt ?? Infinity)) break;
    const isNew = [...resources.keys()].some((key) => {
      const [before, now] = [rateAt(world, lease.poolId, key, times.at(-1)!), rateAt(world, lease.poolId, key, sweep)];
      return before.rate !== now.rate || before.base !== now.base;
    });
    if (sweep < lockedUntil || !isNew) continue;
    lockedUntil = sweep + world.spotLockMillis;
    if (costPerHour(world, lease.poolId, resources, sweep) * BigInt(replicas) <= maximum) times.push(sweep);
    else reclaimedAt = Math.min(reclaimedAt, sweep + world.spotNoticeMillis);
  }
  return { times, reclaimedAt };
}

/** The rate that began last; of those that began together the one that was set last. A variant without rates of its own has its class's. */
function rateAt(world: WorldFacts, poolId: string, key: Key, at: number): { rate: bigint; base: bigint } {
  const known = world.rates.filter((fact) => fact.poolId === poolId && fact.from <= at);
  const own = known.filter((fact) => fact.key === key);
  let found = { rate: 0n, base: 0n, from: -1 };
  for (const fact of own.length > 0 ? own : known.filter(({ key: other }) => other === `${key.split('/')[0]}/`)) if (fact.from >= found.from) found = fact;
  return { rate: found.rate, base: found.base };
}

/** What so much costs an hour at a time, each class rounded up. */
export function costPerHour(world: WorldFacts, poolId: string, amounts: ReadonlyMap<Key, bigint>, at: number): bigint {
  let cost = 0n;
  for (const [key, amount] of amounts) cost += (amount * rateAt(world, poolId, key, at).rate + unitsOf(key) - 1n) / unitsOf(key);
  return cost;
}

/** When all replicas were ready first: by what is said in the first report that says so. */
function activationOf(lease: LeaseFacts): { at: number; known: number } | undefined {
  for (const { at, wanted, sightings } of lease.reports) {
    const ready = sightings.filter((sighting) => sighting.ready && claimOf(lease, sighting.claimId).replica < wanted);
    if (ready.length === wanted) return { at: Math.max(...ready.map(({ since }) => since)), known: at };
  }
  return undefined;
}

/** When it was closed, its duration was over, or it was reclaimed. */
function endOf(lease: LeaseFacts, world: WorldFacts): number {
  const active = activationOf(lease);
  const over = active === undefined || lease.durationMillis === null ? Infinity : active.at + lease.durationMillis;
  return Math.min(lease.closedAt ?? Infinity, over, lease.spot ? spotOf(lease, world).reclaimedAt : Infinity);
}

/** What ran when: from when all replicas were ready first, each while it is ready, none beyond the lease's end. */
function spansOf(lease: LeaseFacts, world: WorldFacts): Span[] {
  const spans: Span[] = [];
  const running = new Map<string, Span>();
  const active = activationOf(lease);
  if (!active) return [];
  for (const { at, wanted, sightings } of lease.reports) {
    endGone(lease, running, at);
    if (at < active.known) continue;
    // Of one that is not wanted any more it still counts that it was down before.
    for (const sighting of sightings) if (!sighting.ready || claimOf(lease, sighting.claimId).replica < wanted) see(lease, spans, running, sighting, at, active.at);
  }
  endGone(lease, running, Infinity);
  // A term that was paid ahead is charged to its end, also when its tenant gives it up before.
  const end = lease.reserved ? active.at + lease.durationMillis! : endOf(lease, world);
  for (const span of spans) {
    span.to = Math.min(span.to, end);
    const known = isGivenUp(lease, span.claim) ? span.claim.releasedAt! : Infinity;
    for (const { hostId, from, until } of world.silences) if (hostId === span.claim.hostId && from < known && span.from < until && span.to > from) span.to = Math.max(span.from, from);
  }
  return spans.filter((span) => span.to > span.from);
}

function see(lease: LeaseFacts, spans: Span[], running: Map<string, Span>, { claimId, ready, lost, since, amounts }: LeaseFacts['reports'][number]['sightings'][number], at: number, activatedAt: number): void {
  const claim = claimOf(lease, claimId);
  const mine = [...running.values()].filter((span) => span.claim === claim);
  // What is paid ahead is there, whether or not its tenant has it run.
  if (lease.reserved && !ready && !lost) return;
  if (!ready) {
    for (const span of mine) running.delete(`${claimId}/${span.key}`);
    // Whatever was charged of it beyond, at whatever price, was not served.
    for (const span of spans) if (span.claim === claim) span.to = Math.max(span.from, Math.min(span.to, since));
    return;
  }
  const before = spans.filter((span) => span.claim === claim && !mine.includes(span)).map((span) => span.to);
  for (const [key, quantity] of amounts) {
    const known = running.get(`${claimId}/${key}`);
    if (known?.quantity === quantity) continue;
    if (known) known.to = at;
    const from = known ? at : Math.max(since, activatedAt, claim.madeAt, ...before);
    const sizes = sizesSince(claim, key, from, at);
    for (const [index, size] of sizes.entries()) {
      const span: Span = { claim, key, quantity: size.quantity, from: Math.max(from, size.at), to: sizes[index + 1]?.at ?? Infinity, noticedAt: at };
      if (span.to === Infinity) running.set(`${claimId}/${key}`, span);
      spans.push(span);
    }
  }
}

/** What a claim held of a class between two times, and from when on. */
function sizesSince(claim: ClaimFact, key: Key, from: number, to: number): { at: number; quantity: bigint }[] {
  const sizes: { at: number; quantity: bigint }[] = [];
  for (const { at, amounts } of claim.sizes) {
    const quantity = amounts.get(key) ?? 0n;
    if (at > to) break;
    if (at <= from) sizes.length = 0;
    if (sizes.at(-1)?.quantity !== quantity) sizes.push({ at, quantity });
  }
  return sizes;
}

/** Ends what ran under claims that were given back by a time, and of replicas that are not wanted any more. */
function endGone(lease: LeaseFacts, running: Map<string, Span>, by: number): void {
  for (const [name, span] of running) {
    // What was paid ahead is kept for its tenant, however many of it are wanted.
    const dropped = lease.reserved ? undefined : lease.replicas.find((change) => change.at >= span.noticedAt && change.count <= span.claim.replica);
    const gone = isGivenUp(lease, span.claim) ? Infinity : Math.min(span.claim.releasedAt ?? Infinity, dropped?.at ?? Infinity);
    if (gone > by) continue;
    span.to = Math.max(span.from, Math.min(span.to, gone));
    if (gone < Infinity) running.delete(name);
  }
}

/** Of what was paid ahead, and its tenant gave back before its time: nobody looks any more whether it is there. */
function isGivenUp(lease: LeaseFacts, claim: ClaimFact): boolean {
  return lease.reserved !== null && lease.closedAt !== null && claim.releasedAt !== null && claim.releasedAt >= lease.closedAt;
}

function claimOf(lease: LeaseFacts, claimId: string): ClaimFact {
  return lease.claims.find((claim) => claim.id === claimId)!;
}

/** However often a sample came, it is one. */
function samplesOnce(samples: readonly SampleFact[]): SampleFact[] {
  const first = new Map<string, SampleFact>();
  for (const sample of samples) {
    const name = JSON.stringify([sample.reporterId, sample.source, sample.id]);
    if (!first.has(name)) first.set(name, sample);
  }
  return [...first.values()];
}

/** What comes after so long is kept and costs nothing. */
const TOO_LATE = 72 * 3_600_000;

/** Sources of one meter may be so far apart in an hour, in ten-thousandths of the larger. */
const TOLERANCE = 500n;

/** Whether a sample is paid for: in the hour in which it ended no other source counted, or its own does not differ and is the gateways'. */
function counts(sample: SampleFact, all: readonly SampleFact[]): boolean {
  const hour = Math.floor((endedAt(sample) - 1) / Number(HOUR));
  const counted = (byPlatform: boolean) => all.filter((one) => one.claimId === sample.claimId && one.meter === sample.meter && (one.reporterId === 'platform') === byPlatform
    && one.endsAt >= one.receivedAt - TOO_LATE).map((one) => countedIn(one, hour)).filter((part) => part !== undefined);
  const [gateways, operators] = [counted(true), counted(false)];
  if (gateways.length === 0 || operators.length === 0) return true;
  const [one, other] = [gateways, operators].map((parts) => parts.reduce((total, part) => total + part, 0n)) as [bigint, bigint];
  const [most, least] = one > other ? [one, other] : [other, one];
  return (most - least) * 10_000n <= most * TOLERANCE && sample.reporterId === 'platform';
}

/** What of a sample was used in an hour since 1970, in proportion to time; undefined when none of it was. */
function countedIn(sample: SampleFact, hour: number): bigint | undefined {
  const length = sample.endsAt - sample.startsAt;
  const from = Math.max(hour * Number(HOUR), endedAt(sample) - length);
  const to = Math.min((hour + 1) * Number(HOUR), endedAt(sample));
  const quantity = sample.meter === 'stored_bytes' ? sample.bytes * BigInt(length) : sample.bytes;
  return to > from ? (quantity * BigInt(to - from)) / BigInt(length) : undefined;
}

/** A fast clock's sample ended when it came. */
function endedAt(sample: SampleFact): number {
  return Math.min(sample.endsAt, sample.receivedAt);
}

/** At the rate of when it came in; of what it covers, the part in which the claim was there to be used, or what of that was before a time. A fast clock's sample ended when it came. */
function costOfSample(sample: SampleFact, lease: LeaseFacts, world: WorldFacts, before = Infinity): bigint {
  const claim = claimOf(lease, sample.claimId);
  const ahead = Math.max(0, sample.endsAt - sample.receivedAt);
  const from = Math.max(Math.max(0, sample.startsAt - ahead), claim.madeAt);
  const to = Math.min(sample.endsAt - ahead, claim.releasedAt ?? Infinity, endOf(lease, world));
  if (to <= from || sample.endsAt < sample.receivedAt - TOO_LATE) return 0n;
  const length = BigInt(sample.endsAt - sample.startsAt);
  const stored = sample.meter === 'stored_bytes';
  const quantity = stored ? sample.bytes * length : sample.bytes;
  const whole = (quantity * BigInt(to - from)) / length;
  const used = before >= to ? whole : before <= from ? 0n : (whole * BigInt(before - from)) / BigInt(to - from);
  const { rate } = rateAt(world, lease.poolId, stored ? 'STORED_GIB_HOUR/' : 'EGRESS_GIB/', sample.receivedAt);
  return (used * rate) / (stored ? GIB * HOUR : GIB);
}
