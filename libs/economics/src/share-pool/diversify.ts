import { assert } from '#libs/kernel';

import { mulDivFloor } from '../mul-div.js';

const WHOLE_BPS = 10_000n;
/** What is less than this part of all, in basis points, is not worth a movement. */
const LEAST_MOVE_BPS = 1n;

/** So much more than those who leave wait for is kept for them, in basis points. */
const AHEAD_BPS = 500n;

/** An operator's pool among those that a diversified one divides what it has over. */
export interface BackedPool {
  id: string;
  /** Whose operators belong together. */
  group: string;
  /** What is behind it, without what is on its way out. */
  worth: bigint;
  /** On its way out, and at stake until it is paid. */
  leaving: bigint;
  /** Whether the rules would have it backed: of the others all is taken back. */
  eligible: boolean;
  /** Whether more may be put in just now. */
  takes: boolean;
  /** Whether more may begin to leave just now. */
  gives: boolean;
}

export interface DiversifyRule {
  operatorMostBps: bigint;
  groupMostBps: bigint;
  driftBps: bigint;
  moveMostBps: bigint;
}

/** What a diversified pool has and owes. */
export interface DiversifiedBook {
  /** In hand. */
  cash: bigint;
  /** What is kept for those who leave, `keptForLeavers`. */
  owed: bigint;
  pools: readonly BackedPool[];
}

/** What goes in and what begins to leave, in order of id; nothing moves both ways. */
export interface Routing {
  deposits: { id: string; amount: bigint }[];
  exits: { id: string; amount: bigint }[];
}

/** What a round keeps for those who leave, or asks back: what their shares are worth now and a twentieth of it, no more than they asked for. By the time that it is there it may be worth more: whoever asks for just what is missing now is short of a little each time, for as long as there are gains. */
export function keptForLeavers({ asked, worth }: { asked: bigint; worth: bigint }): bigint {
  return least(asked, worth + mulDivFloor(worth, AHEAD_BPS, WHOLE_BPS));
}

/** All that it has, less what those who leave wait for: what is divided. */
export function dividedWhole({ cash, owed, pools }: DiversifiedBook): bigint {
  const whole = pools.reduce((sum, { worth, leaving }) => sum + worth + leaving, cash) - owed;
  return whole > 0n ? whole : 0n;
}

/** What is to be behind each: the same behind all, but for those whose cap is lower. A group's cap is its operators' alike. What no cap leaves room for stays in hand. */
export function targetsOf(book: DiversifiedBook, rule: DiversifyRule): Map<string, bigint> {
  const whole = dividedWhole(book);
  const eligible = book.pools.filter((pool) => pool.eligible);
  const members = Map.groupBy(eligible, ({ group }) => group);
  const operatorMost = mulDivFloor(whole, rule.operatorMostBps, WHOLE_BPS);
  const groupMost = mulDivFloor(whole, rule.groupMostBps, WHOLE_BPS);
  const capped = eligible.map(({ id, group }) => ({ id, cap: least(operatorMost, groupMost / BigInt(members.get(group)!.length)) }));
  const targets = new Map(book.pools.map(({ id }): [string, bigint] => [id, 0n]));
  let rest = whole;
  let waiting = BigInt(capped.length);
  for (const { id, cap } of capped.toSorted((one, other) => compare(one.cap, other.cap) || compare(one.id, other.id))) {
    const target = least(cap, rest / waiting);
    targets.set(id, target);
    rest -= target;
    waiting -= 1n;
  }
  return targets;
}

/**
 * One round of a diversified pool. What those who leave wait for beyond what is in hand, or comes anyway, begins to leave the pools that are furthest above their part; so does, up to a
 * part of all, what is too far above it or behind nobody who is eligible. What is in hand and nobody waits for goes where least is, up to each one's part. Source of the order: Lido's
 * MinFirstAllocationStrategy, which fills the least filled first, each up to its capacity.
 */
export function routeRound(book: DiversifiedBook, rule: DiversifyRule): Routing {
  const { cash, owed, pools } = book;
  assert(cash >= 0n && owed >= 0n && pools.every(({ worth, leaving }) => worth >= 0n && leaving >= 0n), 'nothing is negative');
  const targets = targetsOf(book, rule);
  const exits = exitsOf(book, targets, rule);
  const free = cash > owed ? cash - owed : 0n;
  return { deposits: depositsOf(book, targets, exits, free), exits: inOrder(exits) };
}

function exitsOf(book: DiversifiedBook, targets: ReadonlyMap<string, bigint>, rule: DiversifyRule): Map<string, bigint> {
  const whole = dividedWhole(book);
  const coming = book.pools.reduce((sum, { leaving }) => sum + leaving, book.cash);
  const drift = mulDivFloor(whole, rule.driftBps, WHOLE_BPS);
  let short = book.owed > coming ? book.owed - coming : 0n;
  let most = mulDivFloor(whole, rule.moveMostBps, WHOLE_BPS);
  const exits = new Map<string, bigint>();
  const above = book.pools
    .filter(({ gives }) => gives)
    .map(({ id, worth, eligible }) => ({ id, eligible, excess: worth - targets.get(id)! }))
    .filter(({ excess }) => excess > 0n)
    .toSorted((one, other) => compare(other.excess, one.excess) || compare(one.id, other.id));
  for (const { id, eligible, excess } of above) {
    const asked = least(short, excess);
    short -= asked;
    const rest = excess - asked;
    const moved = !eligible || rest > drift ? least(rest, most) : 0n;
    most -= moved;
    if (asked + moved > 0n) exits.set(id, asked + moved);
  }
  return exits;
}

/** Water poured over what is behind each, on its way out or not: it rises where it is lowest, nowhere above the part. */
function depositsOf(book: DiversifiedBook, targets: ReadonlyMap<string, bigint>, exits: ReadonlyMap<string, bigint>, free: bigint): { id: string; amount: bigint }[] {
  const at = (pool: BackedPool) => pool.worth + pool.leaving;
  // A group of which one is above its part has no room: the others' would put it above its cap.
  const full = new Set(book.pools.filter((pool) => at(pool) > targets.get(pool.id)!).map(({ group }) => group));
  const open = book.pools.filter((pool) => pool.eligible && pool.takes && !full.has(pool.group) && !exits.has(pool.id)).map((pool) => ({ id: pool.id, has: at(pool), target: targets.get(pool.id)! }));
  const poured = (level: bigint) => open.reduce((sum, { has, target }) => sum + most(0n, least(level, target) - has), 0n);
  let [low, high] = [0n, open.reduce((top, { target }) => most(top, target), 0n)];
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (poured(middle) <= free) low = middle;
    else high = middle - 1n;
  }
  const worthwhile = mulDivFloor(dividedWhole(book), LEAST_MOVE_BPS, WHOLE_BPS);
  return open
    .map(({ id, has, target }) => ({ id, amount: most(0n, least(low, target) - has) }))
    .filter(({ amount }) => amount > 0n && amount >= worthwhile)
    .toSorted((one, other) => compare(one.id, other.id));
}

function inOrder(amounts: ReadonlyMap<string, bigint>): { id: string; amount: bigint }[] {
  return [...amounts].map(([id, amount]) => ({ id, amount })).toSorted((one, other) => compare(one.id, other.id));
}

function compare<T extends bigint | string>(one: T, other: T): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function least(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}

function most(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
