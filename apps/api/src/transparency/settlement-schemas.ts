import { z } from 'zod';

import { type LeafKind, leafKinds, MOST_ENTRIES } from '#libs/transparency';
import { settlementFormats } from '#libs/verify';

import { queryBoolean, queryInteger } from '../platform/index.js';
import { bytes, documentHead } from './schemas.js';

/** These have forms of their own: they came later than the others. */
const later = ['verdict', 'exit', 'division', 'payout', 'resolution'] as const satisfies LeafKind[];
const openedKinds = leafKinds.filter((kind): kind is Exclude<LeafKind, (typeof later)[number]> => !later.some((other) => other === kind));

const opened = z
  .object({
    leaf: z.looseObject({ index: z.int().min(0), kind: z.enum(openedKinds), salt: z.string() }).meta({ description: 'What is hashed, as canonical JSON (RFC 8785): keys in order, no blanks.' }),
    hash: bytes('SHA-256 of 0x00 and the leaf'),
    proof: bytes('The hashes from the leaf to the root, one after another'),
    hidden: z.looseObject({ salt: z.string() }).optional().meta({ description: "Whom it is about, and what only they may know: the SHA-256 of its canonical JSON is the leaf's `hidden`. Take it out, and the file is still verified." }),
  })
  .meta({ id: 'OpenedLeaf', description: 'A leaf of the log, its inclusion proof (RFC 6962, 2.1.1), and what it commits to.' });

const verdict = opened.extend({ leaf: z.looseObject({ index: z.int().min(0), kind: z.literal('verdict'), salt: z.string() }) }).meta({ id: 'OpenedVerdict', description: 'What assessors decided of a dispute: the votes for and against by weight, the quorum, what was asked for and paid. Who voted how is not told.' });

const rules = opened.extend({
  signed: z.object({ publicKey: bytes('The 32 bytes of an Ed25519 public key'), signature: bytes('Ed25519, as docs/rules.md says') }).nullable().meta({ description: "The version's own signature; null where the platform had no key." }),
}).meta({ id: 'ProvenRules', description: 'The version of the rules that it goes by.' });

export const blindedQuery = z.strictObject({ blinded: queryBoolean.default(false).meta({ description: 'Without whatever names somebody: for showing it to others.' }) });

export const slashProof = z
  .object({
    format: z.literal(settlementFormats.slash), log: documentHead, rules,
    fault: opened, slash: opened,
    decision: opened.optional().meta({ description: 'What an administrator, or time, decided.' }),
    loss: opened.optional().meta({ description: 'What each bore of it, and had.' }),
    before: z.array(opened).meta({ description: 'Slashes of the kind within the period before.' }),
    beforeDecisions: z.array(opened).meta({ description: 'Decisions on those.' }), beforeLosses: z.array(opened).meta({ description: 'What was borne of those.' }),
  })
  .meta({ id: 'SlashProof', description: 'A slash with all that it follows from. `weir verify` checks it without us.' });

export const challengeProof = z
  .object({
    format: z.literal(settlementFormats.challenge), log: documentHead, rules,
    draw: opened.meta({ description: 'The hash of its secret, from when its hour began.' }), challenge: opened.meta({ description: 'The verdict, with the secret, what was asked, and what of the answer was done again; beside it whose host it was.' }),
    witness: opened.optional().meta({ description: "A challenge of another host that did as much in time, where that decided; of `network` and `gpu`." }),
    faults: z.array(opened).meta({ description: 'What it led to, as far as that is settled.' }), slashes: z.array(opened).meta({ description: 'What that costs; each has a proof of its own.' }),
  })
  .meta({ id: 'ChallengeProof', description: 'A challenge with all that its verdict follows from. `weir verify` checks it without us.' });

export const rewardProof = z
  .object({
    format: z.literal(settlementFormats.reward), log: documentHead, rules,
    epoch: opened,
    shares: z.array(opened).meta({ description: 'Of each operator, in the order that ties go by; whose each is, is in `hidden`.' }),
    window: z.array(opened).meta({ description: 'The hours of the window before, the newest first.' }),
    own: z.array(opened).optional().meta({ description: 'Your shares of those hours.' }), moved: opened.optional().meta({ description: 'The entry of the ledger that paid you.' }),
  })
  .meta({ id: 'RewardProof', description: "An hour's rewards with all that they follow from. `weir verify` checks them without us." });

export const coverProof = z
  .object({
    format: z.literal(settlementFormats.cover), log: documentHead, rules,
    cover: opened,
    price: opened.meta({ description: 'What it made of the price.' }), priceBefore: opened.optional().meta({ description: 'What the purchase before made of it; whose that was is not told.' }),
    claims: z.array(opened).meta({ description: 'What was found and paid of each month with outages.' }), credits: z.array(opened).meta({ description: 'What was paid of service credits that nobody had.' }),
    verdicts: z.array(verdict).optional().meta({ description: 'What assessors decided of disputes; of those decided before this was kept there is none.' }),
    moved: z.array(opened).meta({ description: 'Entries of the wallet: the premium, and what was paid.' }),
  })
  .meta({ id: 'CoverProof', description: 'A cover with all that it follows from. `weir verify` checks it without us.' });

const exit = opened.extend({ leaf: z.looseObject({ index: z.int().min(0), kind: z.literal('exit'), salt: z.string() }) }).meta({ id: 'OpenedExit', description: 'An exit that was paid: the shares, the pool and the rate when asked and at the end, what could leave, what was paid, and how often a loss was in evidence meanwhile.' });

export const exitProof = z
  .object({
    format: z.literal(settlementFormats.exit), log: documentHead, rules,
    exit,
    rulesAtPayment: opened.optional().meta({ description: 'The version of the rules that held when it was paid, where that is another.' }),
    slashes: z.array(opened).meta({ description: 'Of a stake pool: slashes that were proposed before the payment and not over when it was asked for. Whose they are is not told.' }),
    decisions: z.array(opened).meta({ description: 'Decisions on those.' }), losses: z.array(opened).meta({ description: 'What was borne of those.' }),
    moved: opened.optional().meta({ description: 'The entry of the ledger that paid; none where nothing was paid.' }),
  })
  .meta({ id: 'ExitProof', description: 'An exit with all that it follows from. `weir verify` checks it without us.' });

const division = opened.extend({ leaf: z.looseObject({ index: z.int().min(0), kind: z.literal('division'), salt: z.string() }) }).meta({ id: 'OpenedDivision', description: 'A round of the diversified pool: what it had in hand, owed and divided; beside it what was behind each stake pool, and what went in and began to leave.' });

export const divisionQuery = z.strictObject({ upTo: queryInteger(0, Number.MAX_SAFE_INTEGER).optional().meta({ description: 'The last round up to then; the latest when left out. For the one before, a millisecond less than its `at`.' }) });
export const divisionProof = z
  .object({ format: z.literal(settlementFormats.division), log: documentHead, rules, division, before: division.optional().meta({ description: 'The round before, without what it was decided by.' }) })
  .meta({ id: 'DivisionProof', description: 'A round of the diversified pool with all that it was decided by. `weir verify` decides it again without us.' });

const payout = opened.extend({ leaf: z.looseObject({ index: z.int().min(0), kind: z.literal('payout'), salt: z.string() }) }).meta({ id: 'OpenedPayout', description: 'A payout: the period, what was earned up to the cut-off and there, what was under way, and what was paid. Beside it which payouts were under way.' });
const resolution = opened.extend({ leaf: z.looseObject({ index: z.int().min(0), kind: z.literal('resolution'), salt: z.string() }) }).meta({ id: 'OpenedResolution', description: 'What became of a payout: `paid`, `failed`, `skipped`, or `returned` after it was paid.' });

export const payoutProof = z
  .object({
    format: z.literal(settlementFormats.payout), log: documentHead, rules,
    payout, before: payout.optional().meta({ description: 'The payout before, that it goes on from; none before the first that is in the log.' }),
    entries: z.array(opened).optional().meta({ description: `Entries of the earnings that count since then: what left, and what came in and is old enough by now. None where they are more than ${MOST_ENTRIES.toLocaleString('en')}: then what was earned is as the log has it.` }),
    others: z.array(payout).meta({ description: 'Payouts that were under way when it was made; those from before payouts were in the log have no leaves.' }),
    resolutions: z.array(resolution).meta({ description: 'What became of it, and of those.' }),
    moved: opened.optional().meta({ description: 'The entry of the ledger that paid it, once it is paid.' }),
  })
  .meta({ id: 'PayoutProof', description: 'A payout with all that it follows from. `weir verify` checks it without us.' });

export const inflowQuery = z.strictObject({ upTo: queryInteger(0, Number.MAX_SAFE_INTEGER).optional().meta({ description: 'The last that flowed in for a time up to then; the latest when left out. For the one before, a millisecond less than its `upTo`.' }) });
export const inflowProof = z
  .object({
    format: z.literal(settlementFormats.inflow), log: documentHead, rules,
    inflow: opened, entries: z.array(opened).optional().meta({ description: 'What was earned, and given back, since the time before.' }),
  })
  .meta({ id: 'InflowProof', description: 'What flowed into a stake pool, and the commission, with all that they follow from. `weir verify` checks them without us.' });
