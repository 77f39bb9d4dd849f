import { className, duration, nanoTokensOf, percentOfBps, tokens, words } from '../format.js';

export type Value = string | number | null;

/** One number of a rule set: where it stands, what it is, and in what people read and write it. */
export interface Parameter {
  /** Its JSON pointer in the rules. */
  pointer: string;
  group: string;
  label: string;
  kind: 'duration' | 'percent' | 'tokens' | 'count' | 'text';
  value: Value;
  /** Of the row of a list that it is a part of. */
  row?: string;
}

const groupNames: Record<string, string> = { bond: 'Bonds', stake: 'Stake pools', faults: 'Faults', breakers: 'Circuit breakers', cover: 'Insurance' };

/** What people call the part of the rules that a pointer points into. */
export const groupOf = (pointer: string): string => groupNames[pointer.split('/')[1]!] ?? words(pointer.split('/')[1]!);

/** Lists of the rules by pointer: what a row of each is, and what a new one begins as. */
export const ruleLists: Readonly<Record<string, { name: string; row: Readonly<Record<string, Value>> }>> = {
  '/bond/rates': { name: 'class that needs a bond', row: { resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnit: '0' } },
  '/breakers': { name: 'limit', row: { flow: 'payout', scope: 'operator', windowMillis: 3_600_000, mostBps: null, mostNanoTokens: '0' } },
  '/reputation/times': { name: 'class that counts for more', row: { resourceClass: 'CPU_MILLI', times: 1 } },
  '/reward/rates': { name: 'class that is rewarded', row: { resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: '0' } },
};

/** The parameters of a rule set, one after the other. */
export function parametersOf(rules: object): Parameter[] {
  return leavesOf(rules, []).map(({ path, value, owner }) => ({
    pointer: pointerOf(path), group: path.length === 1 ? 'Change' : groupOf(pointerOf(path)), label: labelOf(path, owner), kind: kindOf(path.at(-1)!, value), value,
    ...(/^\d+$/.test(path.at(-2) ?? '') && { row: pointerOf(path.slice(0, -1)) }),
  }));
}

const pointerOf = (path: readonly string[]): string => path.map((part) => `/${part}`).join('');

interface Leaf { path: string[]; value: Value; owner: Record<string, unknown> }

function leavesOf(node: object, path: readonly string[]): Leaf[] {
  return Object.entries(node).flatMap(([name, value]: [string, unknown]): Leaf[] => {
    const here = [...path, name];
    return typeof value === 'object' && value !== null ? leavesOf(value, here) : [{ path: here, value: value as Value, owner: node as Record<string, unknown> }];
  });
}

function kindOf(name: string, value: Value): Parameter['kind'] {
  if (name.endsWith('Millis')) return 'duration';
  if (/Bps(PerDay)?$/.test(name)) return 'percent';
  if (/nanoTokens/i.test(name)) return 'tokens';
  return typeof value === 'number' ? 'count' : 'text';
}

const inWords = (name: string): string => words(name.replace(/(Millis|Bps|NanoTokens)(?=PerDay|$)/g, '').replace('nanoTokensPerUnit', 'tokensPerUnit').replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_')).toLowerCase();

/** As these are written everywhere. */
const spelt: Readonly<Record<string, string>> = { gpu: 'GPU', gpus: 'GPUs', mib: 'MiB', gib: 'GiB', mbps: 'Mbit/s', vcpus: 'vCPUs' };

function labelOf(path: readonly string[], owner: Record<string, unknown>): string {
  const name = inWords(path.at(-1)!);
  const text = (key: string): string => String(owner[key]);
  const what = path.includes('breakers') ? `${text('flow')}, each ${text('scope')}:` : 'resourceClass' in owner ? `${className(text('resourceClass'), 'variant' in owner ? text('variant') : '')}:` : path.length > 2 ? `${inWords(path.at(-2)!)}:` : '';
  return words(`${what} ${name}`.trim()).trim().replaceAll(/\b[a-z]+\b/gi, (word) => spelt[word.toLowerCase()] ?? word);
}

/** In words, with its unit. */
export function parameterText({ kind, value }: Pick<Parameter, 'kind' | 'value'>): string {
  if (value === null) return 'no limit';
  if (kind === 'duration') return duration(Number(value));
  if (kind === 'percent') return percentOfBps(Number(value));
  if (kind === 'tokens') return `${tokens(String(value))} tokens`;
  return String(value) || 'any';
}

const units = [['h', 3_600_000], ['min', 60_000], ['s', 1_000], ['ms', 1]] as const;

/** Durations are written in the greatest unit in which what holds now is whole. */
function durationUnit(value: Value): (typeof units)[number] {
  return units.find(([, millis]) => Number(value) !== 0 && Number(value) % millis === 0) ?? units[1];
}

/** What stands behind the field of a parameter. */
export function unitOf({ kind, value }: Parameter): string | undefined {
  if (kind === 'duration') return durationUnit(value)[0];
  return kind === 'percent' ? '%' : kind === 'tokens' ? 'tokens' : undefined;
}

/** As it stands in a field. */
export function written({ kind, value }: Parameter): string {
  if (value === null) return '';
  if (kind === 'duration') return String(Number(value) / durationUnit(value)[1]);
  if (kind === 'percent') return String(Number(value) / 100);
  if (kind === 'tokens') return tokens(String(value)).replaceAll(/\s/g, '');
  return String(value);
}

/** What a field says, as the API takes it; what is no number is left for the API to refuse. */
export function valueOf({ kind, value }: Parameter, text: string): Value {
  const trimmed = text.trim();
  if (kind === 'text') return trimmed;
  if (trimmed === '') return null;
  if (kind === 'tokens') return nanoTokensOf(trimmed) ?? trimmed;
  const number = Number(trimmed.replace(',', '.'));
  if (Number.isNaN(number)) return trimmed;
  return kind === 'duration' ? Math.round(number * durationUnit(value)[1]) : kind === 'percent' ? Math.round(number * 100) : number;
}

/** The rules with other values at some pointers; the rules given stay as they are. */
export function withValues<T extends object>(rules: T, changes: ReadonlyMap<string, Value>): T {
  const changed = structuredClone(rules);
  for (const [pointer, value] of changes) (at(changed, parentOf(pointer)) as Record<string, unknown>)[lastOf(pointer)] = value;
  return changed;
}

/** The rules with so many new rows at the ends of lists. */
export function withRows<T extends object>(rules: T, added: Readonly<Record<string, number>>): T {
  const changed = structuredClone(rules);
  for (const [list, count] of Object.entries(added)) (at(changed, list) as unknown[]).push(...Array.from({ length: count }, () => ({ ...ruleLists[list]!.row })));
  return changed;
}

/** The rules without some rows. */
export function withoutRows<T extends object>(rules: T, rows: readonly string[]): T {
  const changed = structuredClone(rules);
  // From the end: those before stay where they are named.
  for (const row of rows.toSorted((one, other) => Number(lastOf(other)) - Number(lastOf(one)))) (at(changed, parentOf(row)) as unknown[]).splice(Number(lastOf(row)), 1);
  return changed;
}

/** Whether the rules given have a row, or it is a new one. */
export const hasRow = (rules: object, row: string): boolean => Number(lastOf(row)) < (at(rules, parentOf(row)) as unknown[]).length;

const parentOf = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf('/'));
const lastOf = (pointer: string): string => pointer.slice(pointer.lastIndexOf('/') + 1);

function at(rules: object, pointer: string): unknown {
  return pointer.split('/').slice(1).reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], rules);
}
