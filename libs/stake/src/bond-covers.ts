import { type Reader, rowsOf, sql, type Sql } from '#libs/database';
import { requiredBond } from '#libs/economics';
import { type Millis, type NanoTokens } from '#libs/kernel';
import { type Rules, rulesAt } from '#libs/rules';

import type { BondCover } from './bond-cover.js';
import { selectOffered } from './bond.store.js';

/** By operator: how much of what it offers its bond is enough for. Empty where the rules in force ask for no bond: then everything is on offer. */
export type BondCovers = ReadonlyMap<string, BondCover>;

/** Of all operators with hosts in a pool. */
export function bondCoversIn(reader: Reader, poolId: string, now: Millis): Promise<BondCovers> {
  return bondCovers(reader, sql`select operator_id from hosts where pool_id = ${poolId}`, now);
}

/** Of all operators. */
export function bondCoversOfAll(reader: Reader, now: Millis): Promise<BondCovers> {
  return bondCovers(reader, sql`select distinct operator_id from hosts`, now);
}

/** Of one operator; undefined where no bond is asked for. */
export async function bondCoverOf(reader: Reader, operatorId: string, now: Millis): Promise<BondCover | undefined> {
  return (await bondCovers(reader, sql`select ${operatorId}`, now)).get(operatorId);
}

async function bondCovers(reader: Reader, operators: Sql, now: Millis): Promise<BondCovers> {
  const { rules } = await rulesAt(reader, now);
  const { rates } = rules.bond;
  if (rates.length === 0) return new Map();
  const offered = await selectOffered(reader, operators, classesOf(rules));
  const bonded = await rowsOf<{ operator_id: string; bonded: NanoTokens }>(reader, sql`select operator_id, bonded from bonds where operator_id in (${operators})`);
  const bondOf = new Map(bonded.map((row) => [row.operator_id, row.bonded]));
  return new Map([...offered].map(([operatorId, lists]) => [operatorId, { bonded: bondOf.get(operatorId) ?? 0n, required: requiredBond(lists.offered, rates), rates }]));
}

/** What must stay bonded: for what claims hold. */
export async function bondInUse(reader: Reader, operatorId: string, rules: Rules): Promise<NanoTokens> {
  if (rules.bond.rates.length === 0) return 0n;
  const offered = await selectOffered(reader, sql`select ${operatorId}`, classesOf(rules));
  return requiredBond(offered.get(operatorId)?.held ?? [], rules.bond.rates);
}

function classesOf({ bond }: Rules) {
  return [...new Set(bond.rates.map(({ resourceClass }) => resourceClass))];
}
