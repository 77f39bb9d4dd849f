import { z } from 'zod';

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
