import { z } from 'zod';

import { leafKinds } from '#libs/transparency';
import { settlementFormats } from '#libs/verify';

import { queryBoolean } from '../platform/index.js';
import { bytes, documentHead } from './schemas.js';

const opened = z
  .object({
    leaf: z.looseObject({ index: z.int().min(0), kind: z.enum(leafKinds), salt: z.string() }).meta({ description: 'What is hashed, as canonical JSON (RFC 8785): keys in order, no blanks.' }),
    hash: bytes('SHA-256 of 0x00 and the leaf'),
    proof: bytes('The hashes from the leaf to the root, one after another'),
    hidden: z.looseObject({ salt: z.string() }).optional().meta({ description: "Whom it is about, and what only they may know: the SHA-256 of its canonical JSON is the leaf's `hidden`. Take it out, and the file is still verified." }),
  })
  .meta({ id: 'OpenedLeaf', description: 'A leaf of the log, its inclusion proof (RFC 6962, 2.1.1), and what it commits to.' });

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
