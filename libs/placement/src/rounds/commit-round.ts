import { hash } from 'node:crypto';

import { appendLeaves, hashOfSubtrees, inclusionRanges, leafHash, proofOf } from '#libs/economics';
import { type Millis } from '#libs/kernel';
import { canonicalText, type Plain, ROUND_FORMAT, type RoundHeader, type RoundLeaf, type RoundTree } from '#libs/verify';

import { type RefusedLease } from '../apply-plan.js';
import { type Ask, type Policy } from '../board.js';
import { type SpotLease } from '../choose-reclaims.js';
import { type PlannedLease } from '../plan.js';
import { type Decision, type RoundInputs } from './decide-round.js';
import { objectText, roundText, shownOf, shownText, Written } from './round-text.js';

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
  /** Of each field that its tenant knows, as it is shown. */
  shown: readonly (readonly [field: string, text: string])[];
  hidden: string;
}

export function textsOf(asks: readonly Ask[], { leases }: RoundOutcome['decision']): RoundTexts {
  return { asks: asks.map(askText), planned: new Map(leases.map((planned) => [planned.leaseId, new Written(roundText(planned))])) };
}

function askText(ask: Ask): AskText {
  const fields = Object.entries(ask).filter(([, value]) => value !== undefined).map(([field, value]) => [field, roundText(value)] as const);
  const shown = fields.filter(([field]) => shownFields.has(field));
  return {
    whole: new Written(objectText(fields)), hidden: objectText(fields.filter(([field]) => !shownFields.has(field))),
    // Only amounts of tokens are written in another way.
    shown: shown.map(([field, text]) => (field === 'prices' ? [field, shownText(ask[field])] : [field, text])),
  };
}

/** The header of a round, of which the log gets the hash. */
export function headerOf(identity: RoundIdentity, { policy, asks }: Pick<RoundInputs, 'policy' | 'asks'>, outcome: RoundOutcome, texts = textsOf(asks, outcome.decision)): RoundHeader {
  const { roundId, poolId, at, seed, secret, hosts, market } = identity;
  return {
    format: ROUND_FORMAT, roundId, poolId, at, policy: shownOf(policy), seed, hosts, market,
    requests: treeOf(requestLeaves(asks, secret, texts)),
    outcomes: treeOf(outcomeLeaves(asks, outcome, secret, texts)),
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
export function requestLeaves(asks: readonly Ask[], secret: Uint8Array, texts: Pick<RoundTexts, 'asks'> = { asks: asks.map(askText) }): string[] {
  return filledUp('request', texts.asks.map(({ shown, hidden }, index) => leafText(secret, `request/${index}`, shown, hidden)), secret);
}

/** The texts of the tree of outcomes, each at the place of its request. */
export function outcomeLeaves(asks: readonly Ask[], { decision, refused }: RoundOutcome, secret: Uint8Array, { planned: written }: Pick<RoundTexts, 'planned'> = textsOf([], decision)): string[] {
  const byLease = new Map(decision.leases.map((planned) => [planned.leaseId as string, planned]));
  const refusals = new Set(refused.map(({ leaseId }) => leaseId));
  const texts = asks.map(({ leaseId }, index) => {
    const planned = byLease.get(leaseId);
    const shown = Object.entries(shownOfOutcome(leaseId, planned, refusals.has(leaseId))).map(([field, value]) => [field, shownText(value)] as const);
    return leafText(secret, `outcome/${index}`, shown, written.get(leaseId)?.text ?? '{}');
  });
  return filledUp('outcome', [...texts, leafText(secret, 'reclaims', [], roundText({ reclaims: decision.reclaims ?? [] }))], secret);
}

/** What a tenant reads of what came of its request. */
export function shownOfOutcome(leaseId: string, planned: PlannedLease | undefined, isRefused: boolean): Shown {
  if (!planned) return { leaseId, outcome: 'unchanged' };
  const replicas = planned.claims.map(({ replica }) => replica).toSorted((a, b) => a - b);
  const outcome = isRefused ? 'refused' : planned.claims.length + planned.resizes.length === 0 ? 'waits' : 'placed';
  return { leaseId, outcome, version: planned.version, replicas, resized: planned.resizes.length, blocked: shownOf(planned.blocked ?? null) };
}

/** Of a request, what its tenant knows; all else names operators, hosts or other leases. */
const shownFields: ReadonlySet<string> = new Set<keyof Ask>([
  'leaseId', 'tenantId', 'projectId', 'state', 'version', 'replicas', 'resources', 'gpuModels', 'prices', 'constraints', 'isSpot', 'rank', 'durationMillis', 'endsAt', 'createdAt',
]);

/** A leaf's proof within its tree. */
export function provenIn(texts: readonly string[], index: number): RoundLeaf {
  const { nodes } = appendLeaves(0, [], hashesOf(texts));
  const known = new Map(nodes.map((node) => [`${node.level}/${node.index}`, node.hash]));
  const proof = proofOf(inclusionRanges(index, texts.length), (node) => known.get(`${node.level}/${node.index}`)!);
  return { index, leaf: JSON.parse(texts[index]!) as RoundLeaf['leaf'], proof: Buffer.concat(proof).toString('base64') };
}

function treeOf(texts: readonly string[]): RoundTree {
  const { frontier } = appendLeaves(0, [], hashesOf(texts));
  return { size: texts.length, root: Buffer.from(hashOfSubtrees(frontier)).toString('hex') };
}

function hashesOf(texts: readonly string[]): Uint8Array[] {
  return texts.map((text) => leafHash(Buffer.from(text, 'utf8')));
}

function leafText(secret: Uint8Array, place: string, shown: AskText['shown'], hidden: string): string {
  return objectText([...shown, ['salt', `"${saltOf(secret, place)}"`], ['hidden', `"${saltedHash(secret, `hidden/${place}`, hidden)}"`]]);
}

/** Up to the next power of two, so that only the order of magnitude of their number is told. */
function filledUp(of: string, texts: readonly string[], secret: Uint8Array): string[] {
  let size = 1;
  while (size < texts.length) size *= 2;
  return [...texts, ...Array.from({ length: size - texts.length }, (_, index) => canonicalText({ salt: saltOf(secret, `${of}-filling/${index}`) }))];
}

function saltOf(secret: Uint8Array, of: string): string {
  return hash('sha256', Buffer.concat([secret, Buffer.from(of, 'utf8')]), 'hex').slice(0, 32);
}

/** Every term by which a pool places: a new one belongs here, since rounds are decided again by what is kept. */
const policyFields: Readonly<Record<keyof Policy, true>> = { operatorShareCapBps: true, concentrationCapBps: true, operatorBps: true, askWeightBps: true, packScore: true, packWeightBps: true, tierWeightBps: true };

/** The terms by which a pool places, and nothing else of it. */
export function policyOf(pool: Policy): Policy {
  return Object.fromEntries(Object.entries(pool).filter(([field]) => field in policyFields)) as unknown as Policy;
}
