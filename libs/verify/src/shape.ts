import { isList, type Plain } from './canonical.js';
import { type Finding, STATEMENT_FORMAT } from './document.js';
import { ROUND_FORMAT, ROUND_PROOF_FORMAT } from './round.js';
import { settlementFormats, settlementKindOf, settlementParts } from './settlement.js';

type Fields = { readonly [key: string]: Plain };
type Check = (value: Plain | undefined, pointer: string) => Finding[];

/** More than these are not told: a file that is something else altogether has as many as it has values. */
const MOST_FINDINGS = 100;

const text: Check = (value, pointer) => (typeof value === 'string' ? [] : wrong(pointer, 'is not a text'));
const count: Check = (value, pointer) => (Number.isSafeInteger(value) && Number(value) >= 0 ? [] : wrong(pointer, 'is not a whole number'));
const leaf: Check = (value, pointer) => (isFields(value) ? count(value.index, `${pointer}/index`) : wrong(pointer, 'is not a leaf'));

const named = (format: string): Check => (value, pointer) => (value === format ? [] : wrong(pointer, `is not ${format}`));
const any: Check = (value, pointer) => (isFields(value) ? [] : wrong(pointer, 'is not what it should be: an object'));
const proven = { leaf, hash: text, proof: text };
const log = fields({ publicKey: text, keyId: text, size: count, root: text, signedAt: count, text, signature: text });
const tree = fields({ size: count, root: text });
const roundLeaf = fields({ index: count, leaf: any, proof: text });
const round = fields({
  format: named(ROUND_PROOF_FORMAT), log, chain: fields(proven), round: fields(proven), request: roundLeaf, outcome: roundLeaf,
  header: fields({
    format: named(ROUND_FORMAT), roundId: text, poolId: text, at: count, policy: any, seed: fields({ chainId: text, place: count, value: text }),
    hosts: text, market: text, requests: tree, outcomes: tree,
  }),
});
const document = fields({
  format: named(STATEMENT_FORMAT),
  log,
  statement: fields(proven),
  deposits: list(fields(proven)),
  lines: list(fields({ ...proven, charges: list(fields(proven, { usage: fields(proven) })) })),
  rates: list(fields(proven)),
});

const opened = fields(proven, { hidden: any });
const signed: Check = (value, pointer) => (value === null ? [] : fields({ publicKey: text, signature: text })(value, pointer));
const settlement: Check = (value, pointer) => {
  const kind = settlementKindOf(isFields(value) ? value['format'] : undefined);
  if (!kind) return wrong(`${pointer}/format`, `is none of ${Object.values(settlementFormats).join(', ')}`);
  const [required, optional]: Record<string, Check>[] = [{ format: text, log, rules: fields({ ...proven, signed }) }, {}];
  for (const [name, how] of Object.entries(settlementParts[kind])) (how.startsWith('maybe') ? optional : required)![name] = how.endsWith('list') ? list(opened) : opened;
  return fields(required!, optional)(value, pointer);
};

/** Where data is not what a statement with proofs is made of. Nothing beside it is let through: it would be proven by nothing. */
export function shapeFindings(value: unknown): Finding[] {
  return document(value as Plain, '').slice(0, MOST_FINDINGS);
}

/** The same for a round's proof. */
export function roundShapeFindings(value: unknown): Finding[] {
  return round(value as Plain, '').slice(0, MOST_FINDINGS);
}

/** The same for an amount with all that it follows from. */
export function settlementShapeFindings(value: unknown): Finding[] {
  return settlement(value as Plain, '').slice(0, MOST_FINDINGS);
}

function fields(required: Record<string, Check>, optional: Record<string, Check> = {}): Check {
  return (value, pointer) => {
    if (!isFields(value)) return wrong(pointer, 'is not what it should be: an object');
    const extra = Object.keys(value).filter((key) => !(key in required) && !(key in optional));
    return [
      ...Object.entries(required).flatMap(([key, check]) => check(value[key], `${pointer}/${key}`)),
      ...Object.entries(optional).flatMap(([key, check]) => (key in value ? check(value[key], `${pointer}/${key}`) : [])),
      ...extra.flatMap((key) => wrong(`${pointer}/${escaped(key)}`, 'belongs to no such document')),
    ];
  };
}

function list(check: Check): Check {
  return (value, pointer) => {
    if (value === undefined || !isList(value)) return wrong(pointer, 'is not a list');
    const findings: Finding[] = [];
    for (const [place, item] of value.entries()) {
      if (findings.length >= MOST_FINDINGS) break;
      findings.push(...check(item, `${pointer}/${place}`));
    }
    return findings;
  };
}

export function isFields(value: Plain | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !isList(value);
}

/** A key as a part of a JSON pointer. */
export function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function wrong(pointer: string, detail: string): Finding[] {
  return [{ pointer, detail }];
}
