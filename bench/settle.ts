import { Pool } from 'pg';

import type { Contest } from './contest.js';
import { benchPostgres } from './servers.js';
import { SettleWorld } from './settle-world.js';

/** Open leases, of each a stream of processors and one of memory. */
const LEASES = 100_000;
const LEASES_PER_TENANT = 50;
const STREAMS_PER_LEASE = 2;
/** Sweeps of a run, of 500 leases each. */
const SWEEPS = 4;
const LEASES_PER_SWEEP = 500;
/** Leases of a transaction, as the product's. */
const BATCH = 25;

/** Streams settled by the sweep, while many leases are open, on the embedded PostgreSQL that syncs every commit. */
export async function* settleContests(): AsyncGenerator<Contest> {
  const postgres = await benchPostgres();
  const world = await SettleWorld.create(postgres.url, { leases: LEASES, leasesPerTenant: LEASES_PER_TENANT });
  const peer = await barePeer(postgres.url);
  try {
    yield {
      name: 'settle', unit: 'streams/s', target: 0.4,
      peerIs: `one bare statement for ${BATCH} leases: a row for each charge and each transfer, positions and balances moved, nothing checked, on tables without constraints`,
      ours: async () => {
        world.nextMinute();
        const start = performance.now();
        let leases = 0;
        for (let sweep = 0; sweep < SWEEPS; sweep += 1) leases += await world.settlement.settleOpen(world.clock.now());
        if (leases !== SWEEPS * LEASES_PER_SWEEP) throw new Error(`the sweeps settled ${leases} leases`);
        return (leases * STREAMS_PER_LEASE) / ((performance.now() - start) / 1_000);
      },
      peer: () => peer.run(),
      close: () => peer.close(),
    };
  } finally {
    await world.close();
    await postgres.stop();
  }
}

/**
 * The least that settling writes: of each stream a charge and its position, of each lease when it is next and three transfers, with six
 * balances moved. The same rows in as many transactions, by one statement each, which reads nothing but the streams: no lock, no price, no
 * funds to be judged, no share to be rounded. Nobody who charges by the minute writes less.
 */
async function barePeer(serverUrl: string): Promise<{ run(): Promise<number>; close(): Promise<void> }> {
  const pool = new Pool({ connectionString: serverUrl, max: 1 });
  await pool.query(`
    create table bare_streams (id bigint primary key, lease_id bigint, quantity bigint, rate bigint, starts_at bigint, settled_to bigint, charged bigint);
    create table bare_leases (id bigint primary key, next_at bigint);
    create table bare_charges (id bigserial primary key, stream_id bigint, starts_at bigint, ends_at bigint, amount bigint, operator bigint, treasury bigint, fee bigint);
    create table bare_transfers (id bigserial primary key, key text unique, debit bigint, credit bigint, amount bigint);
    create table bare_accounts (id bigint primary key, balance bigint);
    insert into bare_leases select id, 0 from generate_series(0, ${LEASES - 1}) id;
    insert into bare_streams select id, id / ${STREAMS_PER_LEASE}, 1000, 36000000, 0, 0, 0 from generate_series(0, ${LEASES * STREAMS_PER_LEASE - 1}) id;
    insert into bare_accounts select id, 1000000000000 from generate_series(-3, ${LEASES - 1}) id;
    create index on bare_streams (lease_id);`);
  await pool.query('vacuum analyze');
  let [minute, next] = [0, 0];
  const settle = async (first: number, now: number) => pool.query({
    name: 'settle',
    text: `
      with moved as (
        update bare_streams s set settled_to = $3, charged = s.quantity * s.rate * ($3 - s.starts_at) / 3600000000
        from bare_streams b where b.id = s.id and s.lease_id >= $1 and s.lease_id < $2
        returning s.id, s.lease_id, b.settled_to as from_at, s.charged - b.charged as amount
      ), charged as (
        insert into bare_charges (stream_id, starts_at, ends_at, amount, operator, treasury, fee)
        select id, from_at, $3, amount, amount * 85 / 100, amount / 10, amount - amount * 85 / 100 - amount / 10 from moved
        returning stream_id, operator, treasury, fee
      ), parties as (
        select m.lease_id, p.account, sum(case p.account when -1 then c.operator when -2 then c.treasury else c.fee end) as amount
        from charged c join moved m on m.id = c.stream_id cross join (values (-1), (-2), (-3)) p(account) group by 1, 2
      ), paid as (
        insert into bare_transfers (key, debit, credit, amount) select $3 || '/' || lease_id || '/' || account, lease_id, account, amount from parties returning debit, credit, amount
      ), balances as (
        update bare_accounts a set balance = balance + d.amount
        from (select account, sum(amount) as amount from (select debit as account, -amount as amount from paid union all select credit, amount from paid) e group by 1) d where a.id = d.account
      )
      update bare_leases set next_at = $3 + 60000 where id >= $1 and id < $2`,
    values: [first, first + BATCH, now],
  });
  return {
    async run() {
      minute += 1;
      const start = performance.now();
      const leases = SWEEPS * LEASES_PER_SWEEP;
      for (let done = 0; done < leases; done += BATCH) {
        await settle(next, minute * 60_000);
        next = (next + BATCH) % LEASES;
      }
      return (leases * STREAMS_PER_LEASE) / ((performance.now() - start) / 1_000);
    },
    close: () => pool.end(),
  };
}
