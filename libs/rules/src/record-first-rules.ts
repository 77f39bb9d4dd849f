import { appendEvents, type Database, sql } from '#libs/database';
import { type Millis, type SigningKey } from '#libs/kernel';

import { insertRuleSet, lockRules } from './rule-set.store.js';
import { initialRules } from './rules.js';

/** Records version 1, the product's own rules, where there is none: they hold at once, since nothing began before them. Any process may, at any time. */
export async function recordFirstRules(database: Database, now: Millis, key: SigningKey | undefined): Promise<void> {
  await database.transaction(async (tx) => {
    await lockRules(tx);
    const known = await tx.$queryRaw<unknown[]>(sql`select 1 from rule_sets limit 1`);
    if (known.length > 0) return;
    const reason = 'the product\'s own';
    const version = await insertRuleSet(tx, { rules: initialRules, decidedBy: 'product', authorId: 'system', reason, proposedAt: now, activeFrom: now }, key);
    await appendEvents(tx, now, [{ type: 'rules.proposed', subjectId: String(version), payload: { version, activeFrom: now, decidedBy: 'product', reason } }]);
  });
}
