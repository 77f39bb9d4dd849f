import { hash } from 'node:crypto';

import { appendLeaves, hashOfSubtrees, inclusionRanges, leafHash, proofOf } from '#libs/economics';
import { assert, type Millis } from '#libs/kernel';
import { canonicalText, type Plain, ROUND_FORMAT, type RoundHeader, type RoundLeaf, type RoundTree } from '#libs/verify';

import { type RefusedLease } from '../apply-plan.js';
import { type RequestSpec, type Policy } from '../board.js';
import { type SpotLease } from '../choose-reclaims.js';
import { type PlannedLease } from '../plan.js';
import { type Decision, type RoundInputs } from './decide-round.js';
import { type FieldText, inOrder, objectText, orderedText, roundText, shownOf, shownText, Written } from './round-text.js';

type Shown = { readonly [key: string]: Plain };

/** What came of a round: its decision, and which leases of it could not be written. */
export interface RoundOutcome {
  decision: Pick<Decision, 'leases' | 'reclaims'>;
  refused: readonly RefusedLease[];
}

/** Which round it is, and by what it was decided. */
export interface RoundIdentity {
  roundId: string;
  poolId: string;
  at: Millis;
  seed: RoundHeader['seed'];
  /** Salts follow from it; 32 random bytes. */
  secret: Uint8Array;
  /** The hash of the hosts, and of what was asked for lately and by operators. */
  hosts: string;
  market: string;
}

/** The texts of a round's requests and of what was planned for them: each is written once, for its leaf and for what is kept. */
export interface RoundTexts {
  asks: readonly AskText[];
  /** By lease. */
  planned: ReadonlyMap<string, Written>;
}

interface AskText {
  whole: Written;
  /** Of each field that its tenant knows, as it is shown, in order. */
  shown: readonly FieldText[];
  hidden: string;
}

/** Work in steps, between which others may have their turn. */
export type Steps<T> = Generator<void, T>;

/** Requests or leases of one step: a few milliseconds. */
const OF_ONE_STEP = 32;

/** All steps at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

export function* textsOf(asks: readonly RequestSpec[], { leases }: RoundOutcome['decision']): Steps<RoundTexts> {
  const askTexts: AskText[] = [];
  for (const ask of asks) if (askTexts.push(askText(ask)) % OF_ONE_STEP === 0) yield;
  const planned = new Map<string, Written>();
  for (const one of leases) if (planned.set(one.leaseId, new Written(roundText(one))).size % OF_ONE_STEP === 0) yield;
  return { asks: askTexts, planned };
}

function askText(ask: RequestSpec): AskText {
  const fields = inOrder(Object.entries(ask).filter(([, value]) => value !== undefined).map(([field, value]) => [field, roundText(value)] as const));
  const shown = fields.filter(([field]) => shownFields.has(field));
  return {
    whole: new Written(orderedText(fields)), hidden: orderedText(fields.filter(([field]) => !shownFields.has(field))),
    // Only amounts of tokens are written in another way.
    shown: shown.map(([field, text]) => (field === 'prices' ? [field, shownText(ask[field])] : [field, text])),
  };
}

/** The header of a round, of which the log gets the hash. */
export function* headerOf(identity: RoundIdentity, { policy, asks }: Pick<RoundInputs, 'policy' | 'asks'>, outcome: RoundOutcome, known?: RoundTexts): Steps<RoundHeader> {
  const { roundId, poolId, at, seed, secret, hosts, market } = identity;
  const texts = known ?? (yield* textsOf(asks, outcome.decision));
  return {
    format: ROUND_FORMAT, roundId, poolId, at, policy: shownOf(policy), seed, hosts, market,
    requests: yield* treeOf(requestTexts(asks.length, secret, texts)),
    outcomes: yield* treeOf(outcomeTexts(asks, outcome, secret, texts)),
  };
}

/** What the log says of a round. */
export function commitmentOf(headerText: string): string {
  return hash('sha256', headerText, 'hex');
}

/** The hash of what the market was: nobody guesses it, for the salt. */
export function marketHash(learnt: string, { quotas, waiting, fair }: Pick<RoundInputs, 'quotas' | 'waiting' | 'fair'>, spots: readonly SpotLease[], secret: Uint8Array): string {
  return saltedHash(secret, 'market', roundText({ learnt, quotas, spots, waiting, fair }));
}

/** Hash of a salt and a text: says nothing of the text to whoever does not know the secret. */
export function saltedHash(secret: Uint8Array, of: string, text: string): string {
  return hash('sha256', saltOf(secret, of) + text, 'hex');
}

/** The texts of the tree of requests: what each tenant knows of its own, and the hash of what it does not. */
export function requestLeaves(asks: readonly RequestSpec[], secret: Uint8Array): string[] {
  return [...requestTexts(asks.length, secret, { asks: asks.map(askText) })];
}

function* requestTexts(count: number, secret: Uint8Array, { asks }: Pick<RoundTexts, 'asks'>): Generator<string> {
  for (const [index, { shown, hidden }] of asks.entries()) yield leafText(secret, `request/${index}`, shown, hidden);
  yield* fillings('request', count, secret);
}

/** The texts of the tree of outcomes, each at the place of its request. */
export function outcomeLeaves(asks: readonly RequestSpec[], outcome: RoundOutcome, secret: Uint8Array): string[] {
  return [...outcomeTexts(asks, outcome, secret, atOnce(textsOf([], outcome.decision)))];
}

function* outcomeTexts(asks: readonly RequestSpec[], { decision, refused }: RoundOutcome, secret: Uint8Array, { planned: written }: Pick<RoundTexts, 'planned'>): Generator<string> {
  const byLease = new Map(decision.leases.map((planned) => [planned.leaseId as string, planned]));
  const refusals = new Set(refused.map(({ leaseId }) => leaseId));
  for (const [index, { leaseId }] of asks.entries()) {
    const shown = Object.entries(shownOfOutcome(leaseId, byLease.get(leaseId), refusals.has(leaseId))).map(([field, value]) => [field, shownText(value)] as const);
    yield leafText(secret, `outcome/${index}`, shown, written.get(leaseId)?.text ?? '{}');
  }
  yield leafText(secret, 'reclaims', [], roundText({ reclaims: decision.reclaims ?? [] }));
  yield* fillings('outcome', asks.length + 1, secret);
}

/** What a tenant reads of what came of its request. */
export function shownOfOutcome(leaseId: string, planned: PlannedLease | undefined, isRefused: boolean): Shown {
  if (!planned) return { leaseId, outcome: 'unchanged' };
  const replicas = planned.claims.map(({ replica }) => replica).toSorted((a, b) => a - b);
  const outcome = isRefused ? 'refused' : planned.claims.length + planned.resizes.length === 0 ? 'waits' : 'placed';
  return { leaseId, outcome, version: planned.version, replicas, resized: planned.resizes.length, blocked: shownOf(planned.blocked ?? null) };
}

/** Of a request, what its tenant knows; all else names operators, hosts or other leases. */
const shownFields: ReadonlySet<string> = new Set<keyof RequestSpec>([
  'leaseId', 'tenantId', 'projectId', 'state', 'version', 'replicas', 'resources', 'gpuModels', 'prices', 'constraints', 'isSpot', 'rank', 'durationMillis', 'endsAt', 'createdAt',
]);

/** A leaf's proof within its tree. */
export function provenIn(texts: readonly string[], index: number): RoundLeaf {
  const { nodes } = appendLeaves(0, [], texts.map((text) => leafHash(text)));
  const known = new Map(nodes.map((node) => [`${node.level}/${node.index}`, node.hash]));
  const proof = proofOf(inclusionRanges(index, texts.length), (node) => known.get(`${node.level}/${node.index}`)!);
  return { index, leaf: JSON.parse(texts[index]!) as RoundLeaf['leaf'], proof: Buffer.concat(proof).toString('base64') };
}

function* treeOf(texts: Iterable<string>): Steps<RoundTree> {
  const hashes: Uint8Array[] = [];
  for (const text of texts) if (hashes.push(leafHash(text)) % OF_ONE_STEP === 0) yield;
  const { frontier } = appendLeaves(0, [], hashes);
  return { size: hashes.length, root: Buffer.from(hashOfSubtrees(frontier)).toString('hex') };
}

function leafText(secret: Uint8Array, place: string, shown: readonly FieldText[], hidden: string): string {
  return objectText([...shown, ['salt', `"${saltOf(secret, place)}"`], ['hidden', `"${saltedHash(secret, `hidden/${place}`, hidden)}"`]]);
}

/** What fills a tree up to the next power of two, so that only the order of magnitude of their number is told. */
function* fillings(of: string, count: number, secret: Uint8Array): Generator<string> {
  let size = 1;
  while (size < count) size *= 2;
  for (let index = 0; index < size - count; index += 1) yield canonicalText({ salt: saltOf(secret, `${of}-filling/${index}`) });
}

/** Written anew for each salt: there are four in each request's leaves. */
const salted = Buffer.alloc(1_024);

function saltOf(secret: Uint8Array, of: string): string {
  assert(secret.length + 3 * of.length <= salted.length, 'what a salt is of has a short name');
  salted.set(secret);
  const end = secret.length + salted.write(of, secret.length, 'utf8');
  return hash('sha256', salted.subarray(0, end), 'hex').slice(0, 32);
}

/** Every term by which a pool places: a new one belongs here, since rounds are decided again by what is kept. */
const policyFields: Readonly<Record<keyof Policy, true>> = { operatorShareCapBps: true, concentrationCapBps: true, operatorBps: true, askWeightBps: true, packScore: true, packWeightBps: true, tierWeightBps: true };

/** The terms by which a pool places, and nothing else of it. */
export function policyOf(pool: Policy): Policy {
  return Object.fromEntries(Object.entries(pool).filter(([field]) => field in policyFields)) as unknown as Policy;
}
