import { type Database, sql } from '#libs/database';
import type { Millis } from '#libs/kernel';
import { initialRules, type Rules, rulesText } from '#libs/rules';

/** Has rules hold at once, which no way of publishing them does: what is not said is the product's own. @returns their version. */
export function rulesNow(database: Database, now: Millis, over: Partial<Rules>): Promise<number> {
  return rulesAsWritten(database, now, rulesText({ ...initialRules, ...over }));
}

/** The same of a text as an older version wrote it, and from any time on. */
export async function rulesAsWritten(database: Database, activeFrom: Millis, content: string): Promise<number> {
  return database.transaction(async (tx) => {
    await tx.$executeRaw(sql`select pg_advisory_xact_lock(hashtextextended('rules', 0))`);
    const [row] = await tx.$queryRaw<{ version: number }[]>(sql`
      insert into rule_sets (version, content, decided_by, author_id, reason, proposed_at, active_from)
      select coalesce(max(version), 0) + 1, ${content}, 'administrator', 'test', 'a test', ${BigInt(activeFrom)}, ${BigInt(activeFrom)} from rule_sets returning version`);
    return row!.version;
  });
}
