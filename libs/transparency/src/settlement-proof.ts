import { type Reader, rowsOf, sql } from '#libs/database';
import { headText, type Opened, type ProvenRules, type SettlementDocument, settlementFormats, type SettlementKind } from '#libs/verify';

import type { LeafKind } from './leaf.js';
import { base64, selectHeads, selectKeys } from './log.store.js';
import { openedLeaves } from './proven-leaves.js';
import { transparencyProblems } from './transparency.errors.js';

/** A record that a document shows the leaf of. */
export interface RecordOf {
  kind: LeafKind;
  sequence: bigint;
  /** Whether what the leaf commits to and does not say is shown. */
  isOpened?: boolean;
}

/** The records of a document's parts, by name. */
export type RecordsOf = Readonly<Record<string, RecordOf | readonly RecordOf[] | undefined>>;

/** Entries of the ledger of one document; of more the sum alone is there. */
export const MOST_ENTRIES = 2_000;
/** Leaves of one document: an answer of some megabytes. */
const MOST_LEAVES = 5_000;

/**
 * An amount with all that it follows from, each leaf proven against the latest head: what `weir verify` takes.
 * @throws Problem `settlement_not_logged` until a head is signed that has it; `settlement_too_large`.
 */
export async function settlementDocument(reader: Reader, kind: SettlementKind, rulesVersion: number, records: RecordsOf): Promise<SettlementDocument> {
  const [rules] = await rowsOf<{ sequence: bigint; publicKey: Uint8Array | null; signature: Uint8Array | null }>(reader, sql`
    select sequence, public_key as "publicKey", signature from rule_sets where version = ${rulesVersion}`);
  const [head] = await selectHeads(reader, { limit: 1 });
  if (!head || !rules) throw notLogged();
  const all: RecordOf[] = [{ kind: 'rules', sequence: rules.sequence }, ...Object.values(records).flatMap((part) => part ?? [])];
  if (all.length > MOST_LEAVES) throw transparencyProblems.settlement_too_large(`It follows from more than ${MOST_LEAVES} leaves.`, { extra: { limit: MOST_LEAVES } });
  const places = await placesOf(reader, all);
  const proven = await openedLeaves(reader, [...places.values()].filter((index) => index < head.size), head.size);
  const opened = ({ kind: of, sequence, isOpened = false }: RecordOf): Opened => {
    const index = places.get(`${of}/${sequence}`);
    const found = index === undefined ? undefined : proven.get(index);
    if (!found) throw notLogged();
    const { hidden, ...leaf } = found;
    return { ...leaf, ...(isOpened && hidden ? { hidden: JSON.parse(hidden) as Opened['hidden'] } : {}) };
  };
  const parts = Object.entries(records).flatMap(([name, part]) => (part === undefined ? [] : [[name, 'kind' in part ? opened(part) : part.map(opened)] as const]));
  const keys = await selectKeys(reader);
  const log = { publicKey: keys.find(({ id }) => id === head.keyId)!.publicKey, ...head, text: headText(head) };
  const signed = rules.publicKey && rules.signature ? { publicKey: base64(rules.publicKey), signature: base64(rules.signature) } : null;
  return { format: settlementFormats[kind], log, rules: { ...opened(all[0]!), signed } satisfies ProvenRules, ...Object.fromEntries(parts) };
}

/** The position of the transfer with a key; undefined where there is none. Its debit is the entry of twice as much, its credit the one after. */
export async function transferPosition(reader: Reader, key: string): Promise<bigint | undefined> {
  const [row] = await rowsOf<{ position: bigint }>(reader, sql`select position from transfers where transfer_hash(key) = transfer_hash(${key}) and key = ${key}`);
  return row?.position;
}

function notLogged() {
  return transparencyProblems.settlement_not_logged('The next head of the log has it: within a minute of what it is about, where heads are signed.');
}

/** Where records are in the log; those that are not there yet are left out. */
async function placesOf(reader: Reader, records: readonly RecordOf[]): Promise<Map<string, number>> {
  const wanted = records.map(({ kind, sequence }) => ({ kind, sequence: sequence.toString() }));
  const rows = await rowsOf<{ kind: string; sequence: bigint; index: bigint }>(reader, sql`
    select l.kind, l.sequence, l.index from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as t(kind text, sequence bigint) join log_leaves l on l.kind = t.kind and l.sequence = t.sequence`);
  return new Map(rows.map(({ kind, sequence, index }) => [`${kind}/${sequence}`, Number(index)]));
}
