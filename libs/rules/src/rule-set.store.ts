import { type Reader, rowsOf, sql, type Sql, sqlEmpty, type Transaction } from '#libs/database';
import { type Millis, type SigningKey, toJson } from '#libs/kernel';
import { type Plain, rulesDigest, ruleSetText } from '#libs/verify';

import { initialRules, readRules, type Rules, rulesText } from './rules.js';

/** Who decided that a version holds. Votes are to come: they will take the same way, delay and all. */
export type DecidedBy = 'product' | 'administrator';

/** A version, for those who reckon by it. */
export interface RuleSet {
  /** 0: the product's own, where none was ever recorded. */
  version: number;
  rules: Rules;
}

/** A version as anybody reads it: plain JSON. */
export interface RuleSetView {
  version: number;
  /** `pending` until it holds, `superseded` once a later one does. */
  state: 'pending' | 'in_force' | 'superseded' | 'withdrawn';
  decidedBy: DecidedBy;
  reason: string;
  proposedAt: Millis;
  activeFrom: Millis;
  withdrawnAt: Millis | null;
  rules: Plain;
  /** SHA-256 of the rules' canonical text. */
  digest: string;
  /** Null where the platform has no key. */
  signed: { publicKey: string; signature: string } | null;
}

export interface RuleSetRow {
  version: number;
  content: string;
  decided_by: DecidedBy;
  reason: string;
  proposed_at: bigint;
  active_from: bigint;
  withdrawn_at: bigint | null;
  public_key: Uint8Array | null;
  signature: Uint8Array | null;
}

/** The rules that hold at a time. */
export async function rulesAt(reader: Reader, at: Millis): Promise<RuleSet> {
  const [row] = await rowsOf<{ version: number; content: string }>(reader, sql`
    select version, content from rule_sets s where active_from <= ${BigInt(at)} and not exists (select 1 from rule_set_withdrawals w where w.version = s.version)
    order by version desc limit 1`);
  return row ? { version: row.version, rules: readRules(row.content) } : { version: 0, rules: initialRules };
}

/** A version that something began under. */
export async function rulesOfVersion(reader: Reader, version: number): Promise<Rules> {
  if (version === 0) return initialRules;
  const [row] = await rowsOf<{ content: string }>(reader, sql`select content from rule_sets where version = ${version}`);
  if (!row) throw new Error(`there are no rules of version ${version}`);
  return readRules(row.content);
}

/** Versions, the latest first. */
export async function selectRuleSets(reader: Reader, { where = sqlEmpty, limit }: { where?: Sql; limit: number }): Promise<RuleSetRow[]> {
  return rowsOf<RuleSetRow>(reader, sql`
    select s.version, s.content, s.decided_by, s.reason, s.proposed_at, s.active_from, w.at as withdrawn_at, s.public_key, s.signature
    from rule_sets s left join rule_set_withdrawals w on w.version = s.version ${where} order by s.version desc limit ${limit}`);
}

export function viewOf(row: RuleSetRow, now: Millis, inForce: number): RuleSetView {
  const rules = JSON.parse(row.content) as Plain;
  const withdrawn = row.withdrawn_at !== null;
  return {
    version: row.version,
    state: withdrawn ? 'withdrawn' : Number(row.active_from) > now ? 'pending' : row.version === inForce ? 'in_force' : 'superseded',
    decidedBy: row.decided_by, reason: row.reason, proposedAt: Number(row.proposed_at), activeFrom: Number(row.active_from),
    withdrawnAt: withdrawn ? Number(row.withdrawn_at) : null,
    rules, digest: rulesDigest(rules),
    signed: row.public_key && row.signature ? { publicKey: Buffer.from(row.public_key).toString('base64'), signature: Buffer.from(row.signature).toString('base64') } : null,
  };
}

/** Has versions come one after the other. */
export async function lockRules(tx: Transaction): Promise<void> {
  await tx.$executeRaw(sql`select pg_advisory_xact_lock(hashtextextended('rules', 0))`);
}

export interface NewRuleSet {
  rules: Rules;
  decidedBy: DecidedBy;
  authorId: string;
  reason: string;
  proposedAt: Millis;
  activeFrom: Millis;
}

/** Writes the next version, signed where there is a key. Under `lockRules`. @returns its number. */
export async function insertRuleSet(tx: Transaction, given: NewRuleSet, key: SigningKey | undefined): Promise<number> {
  const [last] = await tx.$queryRaw<{ version: number }[]>(sql`select coalesce(max(version), 0)::int as version from rule_sets`);
  const version = last!.version + 1;
  const { decidedBy, authorId, reason, proposedAt, activeFrom } = given;
  const signature = key?.signText(ruleSetText({ version, activeFrom, rules: toJson<Plain>(given.rules) }));
  await tx.$executeRaw(sql`
    insert into rule_sets (version, content, decided_by, author_id, reason, proposed_at, active_from, public_key, signature)
    values (${version}, ${rulesText(given.rules)}, ${decidedBy}, ${authorId}, ${reason}, ${BigInt(proposedAt)}, ${BigInt(activeFrom)},
      decode(${key ? Buffer.from(key.publicKey).toString('hex') : null}, 'hex'), decode(${signature ? Buffer.from(signature).toString('hex') : null}, 'hex'))`);
  return version;
}
