import type { Database } from '#libs/database';
import { sql } from '#libs/database';

import { audit } from '../../bench/audit.js';

/** The audit's findings, but for events that no relay carries here; and whether any account was beyond its limits at any moment, in whatever asset. */
export async function wrongBooks(database: Database, databaseUrl: string): Promise<string[]> {
  const { findings } = await audit(databaseUrl);
  const below = await database.query<{ why: string; what: string }>(sql`
    with moves as (
      select debit_account as account, position, -amount as amount from transfers where type in ('posted', 'post')
      union all select credit_account, position, amount from transfers where type in ('posted', 'post')
    ), levels as (
      select account, position, sum(amount) over (partition by account order by position rows unbounded preceding) as level from moves
    )
    select 'an account was beyond its limits' as why, a.id || ' at ' || l.position || ': ' || l.level as what
      from levels l join accounts a on a.number = l.account where (l.level < 0 and not a.may_go_below) or l.level > a.cap
    union all
    select 'a transfer does not sum to zero in an asset', e.transfer_id from entries e join accounts a on a.id = e.account_id group by e.transfer_id, a.asset having sum(e.amount) <> 0
    limit 5`);
  return [...findings.filter((finding) => !finding.startsWith('an event was never carried')), ...below.map(({ why, what }) => `${why}: ${what}`)];
}
