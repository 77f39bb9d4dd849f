import { canonicalText } from './canonical.js';
import type { Finding, Proven, StatementDocument } from './document.js';
import { findChange } from './find-change.js';
import { HASH_BYTES, leafHash, sameHash } from './hashing.js';
import { bytesOf } from './head.js';
import type { KnownNodes } from './known-nodes.js';

/** Changes are searched for in so many leaves; of more it is only said that they were changed. */
const MOST_SEARCHES = 10;

/** Checks that the log has every leaf of a document, and counts them. */
export function checkProofs(document: StatementDocument, nodes: KnownNodes): { findings: Finding[]; leaves: number } {
  const findings: Finding[] = [];
  let leaves = 0;
  for (const [pointer, proven] of provenIn(document)) {
    leaves += 1;
    const finding = findingIn(pointer, proven, nodes, findings.length < MOST_SEARCHES);
    if (finding) findings.push(finding);
  }
  return { findings, leaves };
}

/** What is wrong with a leaf of the log; `searches`: a changed character is looked for. */
export function findingIn(pointer: string, proven: Proven, nodes: KnownNodes, searches: boolean): Finding | undefined {
  const found = wrongOf(proven, nodes);
  if (!found) return undefined;
  const change = found.changed && searches ? findChange(proven.leaf, found.changed) : undefined;
  return change ? { pointer: `${pointer}/leaf${change.pointer}`, detail: `was changed: the log has ${JSON.stringify(change.was)}` } : { pointer: `${pointer}${found.field}`, detail: found.detail };
}

/** Every leaf of a document with its pointer. */
export function* provenIn({ statement, deposits, lines, rates }: StatementDocument): Generator<[pointer: string, proven: Proven]> {
  yield ['/statement', statement];
  for (const [place, deposit] of deposits.entries()) yield [`/deposits/${place}`, deposit];
  for (const [place, line] of lines.entries()) {
    yield [`/lines/${place}`, line];
    for (const [number, charge] of line.charges.entries()) {
      yield [`/lines/${place}/charges/${number}`, charge];
      if (charge.usage) yield [`/lines/${place}/charges/${number}/usage`, charge.usage];
    }
  }
  for (const [place, rate] of rates.entries()) yield [`/rates/${place}`, rate];
}

interface Wrong {
  field: '/leaf' | '/hash' | '/proof';
  detail: string;
  /** What the leaf's hash should be, when the leaf is what was changed. */
  changed?: Uint8Array;
}

function wrongOf({ leaf, hash, proof }: Proven, nodes: KnownNodes): Wrong | undefined {
  const actual = leafHash(canonicalText(leaf));
  const said = bytesOf(hash, HASH_BYTES);
  const holds = nodes.holdsText(leaf.index, actual, proof);
  if (said && sameHash(said, actual)) return holds ? undefined : { field: '/proof', detail: 'does not lead from this leaf to the root that was signed' };
  if (holds) return { field: '/hash', detail: 'is not that of this leaf' };
  return { field: '/leaf', detail: 'is not the leaf of that hash', ...(said ? { changed: said } : {}) };
}
