import { Client } from 'pg';

/** What the product works as: it can read and add, and change only what is not history. The migrations make it. */
const PRODUCT_ROLE = 'weir_product';
/** Any number; all processes that grant use the same. */
const GRANT_LOCK = 7_074_171;

/** A database's URL for the product: each session that it opens is the role's, whoever the URL names. */
export function productUrl(url: string): string {
  return withSessionOption(url, 'role', PRODUCT_ROLE);
}

/** A URL whose sessions begin with a setting. */
export function withSessionOption(url: string, name: string, value: string): string {
  const changed = new URL(url);
  changed.searchParams.set('options', [changed.searchParams.get('options') ?? '', `-c ${name}=${value}`].join(' ').trim());
  return changed.href;
}

/**
 * Sees that sessions of a URL cannot change history: something between us and the server may drop what they begin with.
 * @throws Error saying who they are, when they can.
 */
export async function checkProductRole(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ who: string; can: boolean }>(
      `select current_user as who, has_table_privilege('transfers', 'update') or has_table_privilege('transfers', 'delete') or has_table_privilege('transfers', 'truncate') as can`);
    if (rows[0]!.can) throw new Error(`the product would work as ${rows[0]!.who}, who can change the ledger's history; its sessions must begin as ${PRODUCT_ROLE} (does a pooler drop their options?)`);
  } finally {
    await client.end();
  }
}

/** Lets the product work in a schema that somebody else makes: the queues', where BullMQ makes sequences as it goes. */
export async function grantSchema(client: Pick<Client, 'query'>, schema: string): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [PRODUCT_ROLE]);
  if (!rowCount) return;
  const grants = [`all on schema ${schema}`, `all on all tables in schema ${schema}`, `all on all sequences in schema ${schema}`, `execute on all routines in schema ${schema}`];
  // One at a time: two that change the same table's rights at once fail.
  await client.query(['begin', `select pg_advisory_xact_lock(${GRANT_LOCK})`, ...grants.map((what) => `grant ${what} to ${PRODUCT_ROLE}`), 'commit'].join('; '));
}
