import { z } from 'zod';

import { leafKinds } from '#libs/transparency';
import { STATEMENT_FORMAT } from '#libs/verify';

import { millisSchema, page, queryInteger } from '../platform/index.js';

const bytes = (description: string) => z.base64().meta({ description: `${description}, base 64.` });
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

const proven = z
  .object({
    leaf: z.looseObject({ index: z.int().min(0), kind: z.enum(leafKinds), salt: z.string() }).meta({ description: 'What is hashed, as canonical JSON (RFC 8785): keys in order, no blanks.' }),
    hash: bytes('SHA-256 of 0x00 and the leaf'),
    proof: bytes('The hashes from the leaf to the root, one after another'),
  })
  .meta({ id: 'ProvenLeaf', description: 'A leaf of the log and its inclusion proof (RFC 6962, 2.1.1).' });

export const statementProof = z
  .object({
    format: z.literal(STATEMENT_FORMAT),
    log: logHead.extend({ publicKey: bytes('The 32 bytes of an Ed25519 public key'), text: z.string().meta({ description: 'What was signed.' }) }),
    statement: proven,
    deposits: z.array(proven),
    rates: z.array(proven).meta({ description: "The versions of rates that the charges' prices come from." }),
    lines: z.array(proven.extend({ charges: z.array(proven.extend({ usage: proven.optional() })) })),
  })
  .meta({ id: 'StatementProof', description: 'A statement with all that it comes from. `weir verify` checks it without us.' });
