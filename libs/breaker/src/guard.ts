import { appendEvents, type NewEvent, sql, type Transaction } from '#libs/database';
import { audit } from '#libs/identity';
import { assert, type Millis, newId, systemActor } from '#libs/kernel';
import { type BreakerFlow, type BreakerLimit, type BreakerScope, rulesAt } from '#libs/rules';

import { asksOf, type Flowing, partBps, type Passage, subjectOf } from './breaker.js';
import {
  addCounts, type Counts, coveringBreakers, deleteStops, type FlowSubject, insertBreaker, keepStops, MOST_COUNTED, type NewBreaker, type OpenBreaker, selectCounts, selectStops, type Stop,
} from './breaker.store.js';

/** What became of something that was asked for, and what is to be told of it. */
export type Told<Outcome> = Outcome & { events: NewEvent[] };

/**
 * Asks whether something may flow now, in the transaction that would move it. It may not while a breaker is open that covers it, and opens one itself when it would pass a limit of the
 * rules in force: then the caller moves nothing, commits, and asks again later under the same key. What a person let go on passes once, uncounted.
 * Locks the flow until the transaction ends, where there are limits on it: take other locks before.
 */
export async function guard(tx: Transaction, now: Millis, flow: BreakerFlow, flowing: Flowing): Promise<Passage> {
  const [{ events, ...passage }] = (await guardEach(tx, now, flow, [flowing])) as [Told<Passage>];
  await appendEvents(tx, now, events);
  return passage;
}

/**
 * Asks for several, each under a key of its own, as one after the other would be: with those before it counted, and stopped by what they tripped. In as few statements as one takes.
 * @returns for each whether it may, in order; the caller appends what is to be told of it to the events, in its place among others.
 */
export async function guardEach(tx: Transaction, now: Millis, flow: BreakerFlow, flowings: readonly Flowing[]): Promise<Told<Passage>[]> {
  assert(flowings.every(({ amount, of }) => amount >= 0n && of >= 0n), 'what flows is not negative');
  assert(new Set(flowings.map(({ key }) => key)).size === flowings.length, 'each is asked for once');
  const { version, rules } = await rulesAt(tx, now);
  const limits = rules.breakers.filter((limit) => limit.flow === flow && flowings.some((flowing) => subjectOf(flowing, limit.scope) !== undefined));
  if (limits.length > 0) await tx.$executeRaw(sql`select pg_advisory_xact_lock(hashtextextended(${`breakers/${flow}`}, 0))`);
  const gate = new Gate(now, { version, limits }, await coveringBreakers(tx, flow, flowings), await selectStops(tx, flowings.map(({ key }) => key)), await Flowed.of(tx, flow, limits, flowings, now));
  const passages = flowings.map((flowing) => gate.ask(flowing));
  await gate.write(tx, flow);
  return passages;
}

/** What flowed lately, of the subjects of some things, in the windows of the limits on them. */
class Flowed {
  private constructor(private readonly windows: ReadonlyMap<string, { subject: FlowSubject; before: Counts; minute: Counts }>) {}

  static async of(tx: Transaction, flow: BreakerFlow, limits: readonly BreakerLimit[], flowings: readonly Flowing[], now: Millis): Promise<Flowed> {
    const asked = new Map(limits.flatMap(({ scope, windowMillis }) => flowings.flatMap((flowing) => {
      const subject = subjectIn(flowing, scope);
      return subject ? [[keyOf(subject, windowMillis), { ...subject, windowMillis }] as const] : [];
    })));
    const counted = await selectCounts(tx, flow, [...asked.values()], now);
    return new Flowed(new Map([...asked].map(([key, subject], place) => {
      const { amount, parts, minute } = counted[place]!;
      return [key, { subject, before: { amount: amount - minute.amount, parts: parts - minute.parts }, minute }];
    })));
  }

  in(subject: FlowSubject, { windowMillis, mostNanoTokens }: BreakerLimit): bigint {
    const { before, minute } = this.windows.get(keyOf(subject, windowMillis))!;
    return mostNanoTokens === null ? before.parts + minute.parts : before.amount + minute.amount;
  }

  /** As it is counted where it is kept: a minute holds no more than a bigint. */
  add(subject: FlowSubject, counts: Counts): void {
    for (const window of this.windows.values()) {
      if (window.subject.scope === subject.scope && window.subject.subjectId === subject.subjectId) window.minute = sumOf(window.minute, counts);
    }
  }
}

/** Asks breakers for one thing after the other, and remembers what is to be written of it. */
class Gate {
  private readonly added = new Map<string, FlowSubject & Counts>();
  private readonly tripped: NewBreaker[] = [];
  private readonly again: string[] = [];
  private readonly stopped: Stop[] = [];

  constructor(
    private readonly now: Millis, private readonly ruleSet: { version: number; limits: readonly BreakerLimit[] }, private readonly open: OpenBreaker[],
    private readonly stops: ReadonlyMap<string, { amount: bigint; released: boolean }>, private readonly flowed: Flowed,
  ) {}

  ask(flowing: Flowing): Told<Passage> {
    // Those that were open before are the first.
    const covering = this.open.find(({ scope, subjectId }) => subjectOf(flowing, scope) === subjectId);
    if (covering) return this.stop(covering.id, flowing, []);
    const before = this.stops.get(flowing.key);
    if (before) this.again.push(flowing.key);
    if (before?.released && flowing.amount <= before.amount) return { outcome: 'passed', events: [] };
    const limits = this.ruleSet.limits.flatMap((limit) => {
      const subject = subjectIn(flowing, limit.scope);
      return subject ? [{ limit, subject }] : [];
    });
    for (const { limit, subject } of limits) {
      const counted = this.flowed.in(subject, limit);
      const { asked, most } = asksOf(limit, flowing);
      if (counted + asked > most) return this.trip(limit, { ...subject, counted, asked }, flowing);
    }
    if (flowing.amount > 0n) for (const { subject } of new Map(limits.map((of) => [of.limit.scope, of])).values()) this.count(subject, flowing);
    return { outcome: 'passed', events: [] };
  }

  /** Writes it. @param flow locked where there are limits on it. */
  async write(tx: Transaction, flow: BreakerFlow): Promise<void> {
    for (const breaker of this.tripped) {
      await insertBreaker(tx, breaker);
      await audit(tx, systemActor, this.now, { action: 'breaker.tripped', subjectId: breaker.id, detail: tripDetail(breaker) });
    }
    await deleteStops(tx, this.again);
    await keepStops(tx, this.stopped, this.now);
    await addCounts(tx, flow, [...this.added.values()], this.now);
  }

  /** Once for each scope that has a limit. */
  private count(subject: FlowSubject, flowing: Flowing): void {
    const counts = { amount: flowing.amount, parts: partBps(flowing) };
    const key = keyOf(subject, 0);
    this.flowed.add(subject, counts);
    this.added.set(key, { ...subject, ...sumOf(this.added.get(key) ?? { amount: 0n, parts: 0n }, counts) });
  }

  /** The first limit that it would pass with what flowed in the window. */
  private trip({ flow, windowMillis, mostNanoTokens, mostBps }: BreakerLimit, { scope, subjectId, counted, asked }: FlowSubject & { counted: bigint; asked: bigint }, flowing: Flowing): Told<Passage> {
    const breaker: NewBreaker = {
      id: newId('breaker'), flow, scope, subjectId, rule: { rulesVersion: this.ruleSet.version, windowMillis, mostNanoTokens, mostBps }, counted, asked, authorId: systemActor.keyId, reason: 'limit passed', trippedAt: this.now,
    };
    this.tripped.push(breaker);
    this.open.push(breaker);
    return this.stop(breaker.id, flowing, [{ type: 'breaker.tripped', subjectId: breaker.id, payload: { ...tripDetail(breaker), reason: breaker.reason } }]);
  }

  private stop(breakerId: string, { key, amount }: Flowing, events: NewEvent[]): Told<Passage> {
    this.stopped.push({ key, breakerId, amount });
    return { outcome: 'stopped', breakerId, events };
  }
}

function tripDetail({ flow, scope, subjectId, rule, counted, asked }: NewBreaker) {
  return { flow, scope, subjectId, ...rule, counted, asked };
}

function subjectIn(flowing: Flowing, scope: BreakerScope): FlowSubject | undefined {
  const subjectId = subjectOf(flowing, scope);
  return subjectId === undefined ? undefined : { scope, subjectId };
}

function keyOf({ scope, subjectId }: FlowSubject, windowMillis: Millis): string {
  return `${windowMillis}/${scope}/${subjectId}`;
}

function sumOf(one: Counts, other: Counts): Counts {
  const sum = (a: bigint, b: bigint) => (a + b < MOST_COUNTED ? a + b : MOST_COUNTED);
  return { amount: sum(one.amount, other.amount), parts: sum(one.parts, other.parts) };
}
