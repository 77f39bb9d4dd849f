import { createHash, randomBytes } from 'node:crypto';

import { appendLeaves, hashOfSubtrees, inclusionRanges, leafHash, proofOf } from '#libs/economics';
import { LogSigner } from '#libs/transparency';
import { canonicalText, headText, type Opened, type Plain, type SettlementDocument } from '#libs/verify';

/** What may be changed of a document: its parts, by name. */
export type Changeable = Record<string, ChangeableLeaf & ChangeableLeaf[]>;
interface ChangeableLeaf {
  leaf: Record<string, Plain> & { index: number };
  hidden?: Record<string, Plain>;
}

/** A document as it would be had the platform logged and signed something else: its leaves in a log of their own, in their order, with the hashes of what they commit to. */
export function relogged(document: SettlementDocument, change: (parts: Changeable) => void): SettlementDocument {
  const changed = structuredClone(document) as SettlementDocument & Record<string, unknown>;
  change(changed as unknown as Changeable);
  const all = [changed.rules, ...Object.values(changed).flat()].filter((part): part is Opened => part !== changed.rules && isOpened(part));
  const opened: Opened[] = [changed.rules, ...all].toSorted((a, b) => a.leaf.index - b.leaf.index);
  const texts = opened.map((part, index) => {
    part.leaf = { ...part.leaf, index, ...(part.hidden ? { hidden: createHash('sha256').update(canonicalText(part.hidden)).digest('hex') } : {}) };
    return canonicalText(part.leaf);
  });
  const { nodes, frontier } = appendLeaves(0, [], texts.map((text) => leafHash(text)));
  const known = new Map(nodes.map((node) => [`${node.level}/${node.index}`, node.hash]));
  for (const [index, part] of opened.entries()) {
    part.hash = Buffer.from(leafHash(texts[index]!)).toString('base64');
    part.proof = Buffer.concat(proofOf(inclusionRanges(index, opened.length), (node) => known.get(`${node.level}/${node.index}`)!)).toString('base64');
  }
  const signer = new LogSigner(randomBytes(32));
  const head = { size: opened.length, root: Buffer.from(hashOfSubtrees(frontier)).toString('base64'), signedAt: changed.log.signedAt };
  const log = { ...changed.log, ...head, keyId: signer.keyId, publicKey: Buffer.from(signer.publicKey).toString('base64'), text: headText(head), signature: Buffer.from(signer.sign(head)).toString('base64') };
  return { ...changed, log, rules: { ...changed.rules, signed: null } };
}

function isOpened(part: unknown): part is Opened {
  return typeof part === 'object' && part !== null && 'leaf' in part && 'proof' in part;
}
