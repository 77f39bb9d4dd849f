import { Client } from 'pg';

/** A process may have to start first, on a machine that may be busy. */
const REACHED_WITHIN_MILLIS = 90_000;

/**
 * Stops whoever is about to write to a table, in the middle of its transaction, for as long as `act` takes.
 * @param role of the process to wait for, as it names itself to the database.
 * @param begin what makes it come to that, once the table is held.
 * @param statement how the write begins that it is to be stopped at: a regular expression of PostgreSQL; any by default.
 * @throws Error when it does not come to that
 */
export async function stopAtTable(databaseUrl: string, table: string, role: string, begin: () => void, act: () => Promise<void>, statement = ''): Promise<void> {
  const [holder, looker] = [new Client({ connectionString: databaseUrl }), new Client({ connectionString: databaseUrl })];
  await Promise.all([holder.connect(), looker.connect()]);
  try {
    await holder.query(`begin; lock table ${table} in share mode`);
    begin();
    for (const end = Date.now() + REACHED_WITHIN_MILLIS; ; await new Promise((resolve) => setTimeout(resolve, 20))) {
      const { rowCount } = await looker.query(
        'select 1 from pg_locks l join pg_stat_activity a using (pid) where l.relation = $1::regclass and not l.granted and a.application_name = $2 and a.query ~* $3', [table, role, statement],
      );
      if (rowCount! > 0) break;
      if (Date.now() > end) throw new Error(`no ${role} came to write to ${table}`);
    }
    await act();
  } finally {
    // Its locks go with it.
    await Promise.all([holder.end(), looker.end()]);
  }
}
