import { z } from 'zod';

import { type LeafKind, leafKinds } from '#libs/transparency';
import { ROUND_FORMAT, ROUND_PROOF_FORMAT, STATEMENT_FORMAT } from '#libs/verify';

import { idSchema, millisSchema, page, pageQuery, queryInteger } from '../platform/index.js';

export const bytes = (description: string) => z.base64().meta({ description: `${description}, base 64.` });
const size = z.int().min(0).meta({ description: 'Leaves.' });
const keyId = z.string().regex(/^[0-9a-f]{16}$/).meta({ description: 'The first 16 hexadecimal digits of the SHA-256 of the public key.' });

export const logHead = z
  .object({
    size,
    root: bytes('The root of the tree, as RFC 6962 has it'),
    signedAt: millisSchema,
    keyId,
    signature: bytes('Ed25519, of the lines `weir-log-head`, size, root and signedAt, each ended by a line feed'),
  })
  .meta({ id: 'LogHead', description: 'What the log was at a moment. Keep one: no later log can deny it.' });
/** The head that a document proves everything against. */
export const documentHead = logHead.extend({ publicKey: bytes('The 32 bytes of an Ed25519 public key'), text: z.string().meta({ description: 'What was signed.' }) });
export const headPage = page(logHead, 'LogHeadPage');
export const headPosition = z.int().min(0);

export const logView = z
  .object({
    keys: z.array(z.object({ id: keyId, publicKey: bytes('The 32 bytes of an Ed25519 public key'), firstSignedAt: millisSchema })).meta({ description: 'Every key that ever signed, the latest first.' }),
    head: logHead.nullable().meta({ description: 'The latest; null before the first.' }),
  })
  .meta({ id: 'Log' });

export const consistencyQuery = z.strictObject({
  first: queryInteger(0, Number.MAX_SAFE_INTEGER).meta({ description: 'The size of the older head.' }),
  second: queryInteger(0, Number.MAX_SAFE_INTEGER).meta({ description: 'The size of the newer head.' }),
});
export const consistencyView = z
  .object({ first: size, second: size, proof: z.array(bytes('A hash')).meta({ description: 'As RFC 6962, 2.1.2 has it; verified as RFC 9162, 2.1.4.2 says.' }) })
  .meta({ id: 'LogConsistency' });

/** Kinds of leaves that proofs of statements and rounds hand out: what operators' capacity is challenged by, and what settlements rest on, is in none. */
const elsewhere = ['draw', 'challenge', 'decision', 'share', 'price', 'credit', 'verdict', 'inflow', 'exit', 'division', 'payout', 'resolution'] as const satisfies LeafKind[];
const provenKinds = leafKinds.filter((kind): kind is Exclude<LeafKind, (typeof elsewhere)[number]> => !elsewhere.some((other) => other === kind));

const proven = z
  .object({
    leaf: z.looseObject({ index: z.int().min(0), kind: z.enum(provenKinds), salt: z.string() }).meta({ description: 'What is hashed, as canonical JSON (RFC 8785): keys in order, no blanks.' }),
    hash: bytes('SHA-256 of 0x00 and the leaf'),
    proof: bytes('The hashes from the leaf to the root, one after another'),
  })
  .meta({ id: 'ProvenLeaf', description: 'A leaf of the log and its inclusion proof (RFC 6962, 2.1.1).' });

export const statementProof = z
  .object({
    format: z.literal(STATEMENT_FORMAT),
    log: documentHead,
    statement: proven,
    deposits: z.array(proven),
    rates: z.array(proven).meta({ description: "The versions of rates that the charges' prices come from." }),
    lines: z.array(proven.extend({ charges: z.array(proven.extend({ usage: proven.optional() })) })),
  })
  .meta({ id: 'StatementProof', description: 'A statement with all that it comes from. `weir verify` checks it without us.' });

const hex = (description: string) => z.string().regex(/^[0-9a-f]{64}$/).meta({ description: `${description}, hexadecimal.` });
const roundId = idSchema('round');
const roundTree = z.object({ size, root: hex('The root, as RFC 6962 has it') });
export const roundHeader = z
  .object({
    format: z.literal(ROUND_FORMAT),
    roundId,
    poolId: idSchema('pool'),
    at: millisSchema,
    policy: z.looseObject({}).meta({ description: "The pool's policy by which it was decided." }),
    seed: z.object({
      chainId: idSchema('seedChain'), place: z.int().min(0), value: hex('The seed'),
    }).meta({ description: 'Hashed (SHA-256) `place` + 1 times, it is the anchor of the chain, which the log had before.' }),
    hosts: hex('A salted hash of all hosts'),
    market: hex('A salted hash of asks, quotas and what was asked for lately'),
    requests: roundTree,
    outcomes: roundTree,
  })
  .meta({ id: 'RoundHeader', description: 'What a scheduling round committed to: the log has the SHA-256 of its canonical JSON (RFC 8785).' });

export const roundQuery = pageQuery.extend({ poolId: idSchema('pool').meta({ description: 'Whose rounds.' }) });
export const roundPosition = z.string().regex(/^\d{1,19}$/);
export const roundPage = page(
  z.object({
    id: roundId, poolId: idSchema('pool'), at: millisSchema, fence: z.string(), leases: z.int().min(0).meta({ description: 'Of which it said anything.' }),
    bytes: z.int().min(0).meta({ description: 'What is kept of it, compressed.' }), header: roundHeader,
  }).meta({ id: 'PlacementRound' }),
  'PlacementRoundPage',
);

const agrees = z.boolean();
export const replayView = z
  .object({
    roundId,
    identical: z.boolean().meta({ description: 'Whether all checks agree.' }),
    checks: z.object({ seed: agrees, hosts: agrees, market: agrees, requests: agrees, plan: agrees, outcomes: agrees, log: agrees }),
    logIndex: z.int().min(0).nullable().meta({ description: 'Its place in the log; null until it is there.' }),
    header: roundHeader,
    hosts: z.int().min(0),
    requests: z.int().min(0),
    claims: z.int().min(0),
    plan: z.looseObject({}).meta({ description: 'The decision, made again.' }),
    refused: z.array(z.looseObject({})).meta({ description: 'Parts of it that could not be written then.' }),
  })
  .meta({ id: 'PlacementReplay', description: 'A round decided again from what is kept of it.' });

export const roundInputs = z.looseObject({ format: z.string() }).meta({ id: 'PlacementSimulation', description: 'All that a round was decided by: what `weir placement simulate` takes.' });

export const leaseRounds = z
  .object({
    items: z.array(z.object({
      roundId, at: millisSchema, policy: z.looseObject({}),
      decision: z.looseObject({ leaseId: idSchema('lease'), outcome: z.enum(['placed', 'waits', 'refused', 'unchanged']) }).meta({ description: 'What came of it: replicas that were placed, or reasons.' }),
    })),
  })
  .meta({ id: 'LeaseRounds', description: 'The last scheduling rounds that said anything of a lease, the latest first.' });

const roundLeaf = z.object({ index: z.int().min(0), leaf: z.looseObject({ salt: z.string() }), proof: bytes('The hashes from the leaf to the root, one after another') });
export const roundProofQuery = z.strictObject({ roundId: roundId.optional().meta({ description: 'Which round; the last about the lease when left out.' }) });
export const roundProof = z
  .object({
    format: z.literal(ROUND_PROOF_FORMAT),
    log: documentHead,
    chain: proven, round: proven, header: roundHeader, request: roundLeaf, outcome: roundLeaf,
  })
  .meta({ id: 'RoundProof', description: 'That a lease was decided about in a round of the log, by that policy and a seed fixed before. Of other requests there are hashes alone. `weir verify` checks it without us.' });
