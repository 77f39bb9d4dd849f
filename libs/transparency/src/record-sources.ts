import { rowsOf, type Sql, sql, type Transaction } from '#libs/database';
import type { Plain } from '#libs/verify';

import type { LeafKind, NewLeaf } from './leaf.js';

/** Records of one kind after one sequence, up to and including another, in order. */
export interface RecordSpan {
  after: bigint;
  upTo: bigint;
  limit: number;
}

interface Source {
  table: string;
  /** The sequence that numbers its rows. */
  sequence: string;
  /** The greatest sequence of a record that a row of this number is, or gives; the number itself unless said. */
  lastOf?: (number: bigint) => bigint;
  /** Rows of `sequence`, `tenantId`, `leaseId`, `shown` and `hidden`: JSON objects, whose big numbers are texts. */
  select(span: RecordSpan): Sql;
}

interface Row {
  sequence: bigint;
  tenantId: string | null;
  leaseId: string | null;
  shown: Record<string, Plain>;
  hidden: Record<string, Plain> | null;
}

/** Assets for a share, times 10^27, as `exitRate` has it: one of each that nobody has is reckoned with. */
const rateRay = (assets: Sql, shares: Sql) => sql`div((${assets} + 1::numeric) * ${10n ** 27n}::numeric, ${shares} + 1::numeric)::text`;

const page = ({ after, upTo, limit }: RecordSpan, column: Sql) => sql`${column} > ${after} and ${column} <= ${upTo} order by ${column} limit ${limit}`;

/**
 * Where leaves come from: what rules, metering, pricing, billing and the ledger append and never change. Hidden is whatever
 * names operators, hosts, claims, or who measured.
 */
export const recordSources: Readonly<Record<LeafKind, Source>> = {
  rules: {
    table: 'rule_sets',
    sequence: 'rule_sets_sequence_seq',
    select: (span) => sql`
      select sequence, null as "tenantId", null as "leaseId", null as hidden, jsonb_build_object(
        'version', version, 'activeFrom', active_from, 'proposedAt', proposed_at, 'decidedBy', decided_by, 'rules', content::jsonb) as shown
      from rule_sets where ${page(span, sql`sequence`)}`,
  },
  seeds: {
    table: 'placement_seed_chains',
    sequence: 'placement_seed_chains_sequence_seq',
    select: (span) => sql`
      select sequence, null as "tenantId", null as "leaseId", null as hidden,
        jsonb_build_object('chainId', id, 'poolId', pool_id, 'number', number, 'anchor', encode(anchor, 'hex'), 'length', "length", 'madeAt', made_at) as shown
      from placement_seed_chains where ${page(span, sql`sequence`)}`,
  },
  round: {
    table: 'placement_rounds',
    sequence: 'placement_rounds_sequence_seq',
    // Only the hash of its header, which has those of all its parts: whoever is shown a header hashes it again.
    select: (span) => sql`
      select sequence, null as "tenantId", null as "leaseId", null as hidden,
        jsonb_build_object('roundId', id, 'poolId', pool_id, 'at', at, 'commitment', encode(sha256(convert_to(header, 'UTF8')), 'hex')) as shown
      from placement_rounds where ${page(span, sql`sequence`)}`,
  },
  rate: {
    table: 'rates',
    sequence: 'rates_sequence_seq',
    select: (span) => sql`
      select sequence, null as "tenantId", null as "leaseId", null as hidden, jsonb_build_object(
        'id', id, 'poolId', pool_id, 'resourceClass', resource_class, 'variant', variant, 'version', version, 'curve', curve, 'activeFrom', active_from, 'createdAt', created_at) as shown
      from rates where ${page(span, sql`sequence`)}`,
  },
  usage: {
    table: 'usage_records',
    sequence: 'usage_records_sequence_seq',
    select: (span) => sql`
      select sequence, tenant_id as "tenantId", lease_id as "leaseId",
        jsonb_build_object('reporterId', reporter_id, 'source', source, 'id', id, 'claimId', claim_id, 'operatorId', operator_id, 'hostId', host_id) as hidden,
        jsonb_build_object('tenantId', tenant_id, 'leaseId', lease_id, 'meter', meter, 'quantity', quantity::text, 'startsAt', starts_at, 'endsAt', ends_at,
          'receivedAt', received_at, 'flags', to_jsonb(flags)) as shown
      from usage_records where ${page(span, sql`sequence`)}`,
  },
  draw: {
    // What decides when whom is challenged, before anybody knows it: the hash of a secret that the challenge's own leaf says.
    table: 'challenge_draws',
    sequence: 'challenge_draws_sequence_seq',
    select: (span) => sql`
      select sequence, null as "tenantId", null as "leaseId", null as hidden,
        jsonb_build_object('poolId', pool_id, 'hour', hour, 'number', number, 'commitment', commitment, 'madeAt', made_at, 'rulesVersion', rules_version)
        || case when kind = 'compute' then '{}' else jsonb_build_object('type', kind) end as shown
      from challenge_draws where ${page(span, sql`sequence`)}`,
  },
  challenge: {
    table: 'challenge_verdicts',
    sequence: 'challenge_verdicts_sequence_seq',
    select: (span) => sql`
      select v.sequence, null as "tenantId", null as "leaseId",
        jsonb_build_object('operatorId', c.operator_id, 'hostId', c.host_id, 'leaseId', c.lease_id, 'reason', v.reason)
          || case when c.drawn is null then '{}' else jsonb_build_object('hostPath', c.drawn -> 'hostPath', 'sizes', c.drawn -> 'sizes') end as hidden,
        jsonb_build_object('challengeId', c.id, 'poolId', c.pool_id, 'hour', c.hour, 'number', c.number, 'secret', d.secret, 'candidates', c.candidates, 'units', c.units, 'work', c.work,
          'rulesVersion', c.rules_version, 'begunAt', c.begun_at, 'readyAt', v.ready_at, 'deadlineAt', v.deadline_at, 'answeredAt', v.answered_at, 'outcome', v.outcome, 'at', v.at)
        || case when c.kind = 'compute' then '{}' else jsonb_build_object('type', c.kind) end
        || case when c.drawn is null then '{}' else jsonb_build_object('hostsRoot', c.drawn -> 'hostsRoot') end
        || case when v.answer is null then '{}' else jsonb_build_object('answer', v.answer) end
        || case when c.kind = 'possession' then jsonb_build_object('periods', (
          select coalesce(jsonb_agg(jsonb_build_object('number', p.number, 'asksAt', p.asks_at, 'deadlineAt', p.deadline_at, 'seed', p.seed, 'askedAt', p.asked_at, 'answeredAt', p.answered_at, 'proofs', p.proofs,
            'outcome', p.outcome) order by p.number), '[]') from challenge_periods p where p.challenge_id = c.id)) else '{}' end
        || case when c.kind = 'network' then jsonb_build_object('transfers', (
          select coalesce(jsonb_agg(jsonb_build_object('number', t.number, 'begunAt', t.begun_at, 'bytes', t.bytes, 'millis', t.millis, 'busyPercent', t.busy_percent, 'outcome', t.outcome) order by t.number), '[]')
          from challenge_transfers t where t.challenge_id = c.id)) else '{}' end as shown
      from challenge_verdicts v join challenges c on c.id = v.challenge_id join challenge_draws d on d.pool_id = c.pool_id and d.hour = c.hour and d.number = c.number
      where ${page(span, sql`v.sequence`)}`,
  },
  fault: {
    // Once it is settled: what was seen, and what became of it.
    table: 'fault_verdicts',
    sequence: 'fault_verdicts_sequence_seq',
    select: (span) => sql`
      select v.sequence, null as "tenantId", null as "leaseId",
        jsonb_build_object('operatorId', f.operator_id, 'poolId', f.pool_id, 'hostId', f.host_id, 'evidence', f.evidence, 'reason', v.reason) as hidden,
        jsonb_build_object('faultId', f.id, 'type', f.kind, 'at', f.at, 'recordedAt', f.recorded_at, 'rulesVersion', f.rules_version, 'units', f.units, 'state', v.state, 'settledAt', v.at) as shown
      from fault_verdicts v join operator_faults f on f.id = v.fault_id where ${page(span, sql`v.sequence`)}`,
  },
  slash: {
    table: 'slashes',
    sequence: 'slashes_sequence_seq',
    select: (span) => sql`
      select sequence, null as "tenantId", null as "leaseId", jsonb_build_object('operatorId', operator_id, 'poolId', pool_id) as hidden,
        jsonb_build_object('slashId', id, 'faultId', fault_id, 'type', kind, 'rulesVersion', rules_version, 'units', units, 'base', base::text, 'atStake', at_stake::text,
          'slashedBefore', slashed_before::text, 'amount', amount::text, 'proposedAt', proposed_at, 'dueAt', due_at)
        || case when bonded is null then '{}' else jsonb_build_object('bonded', bonded::text, 'backed', backed::text) end as shown
      from slashes where ${page(span, sql`sequence`)}`,
  },
  decision: {
    table: 'slash_decisions',
    sequence: 'slash_decisions_sequence_seq',
    select: (span) => sql`
      select sequence, null as "tenantId", null as "leaseId", jsonb_build_object('reason', reason) as hidden,
        jsonb_build_object('slashId', slash_id, 'decision', decision, 'decidedBy', decided_by, 'at', at) as shown
      from slash_decisions where ${page(span, sql`sequence`)}`,
  },
  loss: {
    table: 'losses',
    sequence: 'losses_sequence_seq',
    select: (span) => sql`
      select sequence, null as "tenantId", null as "leaseId", jsonb_build_object('operatorId', operator_id, 'poolId', pool_id) as hidden,
        jsonb_build_object('key', key, 'amount', amount::text, 'harm', harm::text, 'bond', bond::text, 'stake', stake::text, 'insurance', insurance::text, 'treasury', treasury::text,
          'deficit', deficit::text, 'at', at)
        || case when bond_available is null then '{}' else jsonb_build_object('available', jsonb_build_object('bond', bond_available::text, 'stake', stake_available::text, 'treasury', treasury_available::text)) end as shown
      from losses where ${page(span, sql`sequence`)}`,
  },
  charge: {
    table: 'charges',
    sequence: 'charges_sequence_seq',
    // What a stream owes counts from its start; what a usage record owes, from its first piece. Of those before, the quantity is needed to price this one.
    select: (span) => sql`
      select c.sequence, c.tenant_id as "tenantId", c.lease_id as "leaseId",
        jsonb_build_object('operatorId', c.operator_id, 'hostId', c.host_id, 'streamId', c.stream_id, 'operatorAmount', c.operator_amount::text,
          'treasuryAmount', c.treasury_amount::text, 'feeAmount', c.fee_amount::text, 'settlementId', c.settlement_id) as hidden,
        jsonb_build_object('id', c.id, 'type', c.kind, 'tenantId', c.tenant_id, 'leaseId', c.lease_id, 'poolId', c.pool_id, 'resourceClass', c.resource_class, 'variant', c.variant,
          'quantity', c.quantity::text, 'nanoTokensPerUnitHour', c.nano_tokens_per_unit_hour::text, 'startsAt', c.starts_at, 'endsAt', c.ends_at, 'amount', c.amount::text,
          'waived', c.waived::text, 'postedAt', c.posted_at)
        || case when c.usage_id is not null then jsonb_build_object(
          'usageIndex', (
            select l.index from usage_records u join log_leaves l on l.kind = 'usage' and l.sequence = u.sequence
            where u.reporter_id = c.usage_reporter_id and u.source = c.usage_source and u.id = c.usage_id),
          'quantityBefore', (
            select coalesce(sum(b.quantity), 0)::text from charges b
            where b.usage_reporter_id = c.usage_reporter_id and b.usage_source = c.usage_source and b.usage_id = c.usage_id and b.settlement_id = c.settlement_id and b.starts_at < c.starts_at))
        else jsonb_build_object('streamStartsAt', (select s.starts_at from streams s where s.id = c.stream_id)) end as shown
      from charges c where ${page(span, sql`c.sequence`)}`,
  },
  statement: {
    table: 'statements',
    sequence: 'statements_sequence_seq',
    select: (span) => sql`
      select s.sequence, s.tenant_id as "tenantId", null as "leaseId", null as hidden, jsonb_build_object(
        'id', s.id, 'tenantId', s.tenant_id, 'period', s.period, 'startsAt', s.starts_at, 'endsAt', s.ends_at, 'openingBalance', s.opening_balance::text, 'deposits', s.deposits::text,
        'charges', s.charges::text, 'closingBalance', s.closing_balance::text, 'closedAt', s.closed_at,
        'lines', (select count(*) from statement_lines l where l.statement_id = s.id)) as shown
      from statements s where ${page(span, sql`s.sequence`)}`,
  },
  line: {
    // A line is written before its statement closes: its owner is its lease's.
    table: 'statement_lines',
    sequence: 'statement_lines_sequence_seq',
    select: (span) => sql`
      select l.sequence, o.tenant_id as "tenantId", l.lease_id as "leaseId", null as hidden, jsonb_build_object(
        'statementId', l.statement_id, 'line', l.line_number, 'leaseId', l.lease_id, 'leaseName', l.lease_name, 'resourceClass', l.resource_class, 'variant', l.variant,
        'usage', l.usage::text, 'amount', l.amount::text, 'waived', l.waived::text, 'startsAt', l.starts_at, 'endsAt', l.ends_at)
        || case when l.corrects_statement_id is null then '{}' else jsonb_build_object('correctsStatementId', l.corrects_statement_id) end as shown
      from statement_lines l join leases o on o.id = l.lease_id where ${page(span, sql`l.sequence`)}`,
  },
  cover: {
    table: 'covers',
    sequence: 'covers_sequence_seq',
    // All that the premium follows from, with the rules of its version.
    select: (span) => sql`
      select sequence, tenant_id as "tenantId", lease_id as "leaseId", null as hidden, jsonb_build_object(
        'id', id, 'poolId', pool_id, 'tenantId', tenant_id, 'leaseId', lease_id, 'amount', amount::text, 'nanoTokensPerHour', per_hour::text, 'premium', premium::text, 'baseBps', base_bps::text,
        'capacity', capacity::text, 'used', used::text, 'periodMillis', period_millis, 'boughtAt', bought_at, 'startsAt', starts_at, 'endsAt', ends_at, 'rulesVersion', rules_version)
        || case when bumped_bps is null then '{}' else jsonb_build_object('assets', assets::text, 'leaving', leaving::text, 'bumpedBps', bumped_bps::text,
          'before', jsonb_build_object('bumpedBps', bumped_before_bps::text, 'at', bumped_before_at)) end as shown
      from covers where ${page(span, sql`sequence`)}`,
  },
  price: {
    // Of the same purchases what it made of the price: the next buyer is shown that, and not who bought what.
    table: 'covers',
    sequence: 'covers_sequence_seq',
    select: (span) => sql`
      select sequence, null as "tenantId", null as "leaseId", jsonb_build_object('coverId', id) as hidden,
        jsonb_build_object('poolId', pool_id, 'at', bought_at, 'baseBps', base_bps::text, 'bumpedBps', bumped_bps::text) as shown
      from covers where bumped_bps is not null and ${page(span, sql`sequence`)}`,
  },
  claim: {
    table: 'cover_claims',
    sequence: 'cover_claims_sequence_seq',
    select: (span) => sql`
      select m.sequence, c.tenant_id as "tenantId", c.lease_id as "leaseId", null as hidden, jsonb_build_object(
        'coverId', m.cover_id, 'startsAt', m.starts_at, 'endsAt', m.ends_at, 'downMillis', m.down_millis::text, 'loss', m.loss::text, 'credited', m.credited::text, 'paid', m.paid::text,
        'unpaid', m.unpaid::text, 'judgedAt', m.judged_at)
        || case when m.cover_left is null then '{}' else jsonb_build_object('left', m.cover_left::text, 'assets', m.assets::text, 'outages', m.outages,
          'credit', case when m.credit is not null then jsonb_build_object('amount', m.credit::text, 'downMillis', m.credit_down_millis::text) end) end as shown
      from cover_claims m join covers c on c.id = m.cover_id where ${page(span, sql`m.sequence`)}`,
  },
  credit: {
    // What insurance paid of a service credit that nobody had.
    table: 'cover_credits',
    sequence: 'cover_credits_sequence_seq',
    select: (span) => sql`
      select m.sequence, c.tenant_id as "tenantId", c.lease_id as "leaseId", jsonb_build_object('lossKey', m.loss_key) as hidden,
        jsonb_build_object('coverId', m.cover_id, 'monthStartsAt', m.month_starts_at, 'covered', m.covered::text, 'paid', m.paid::text, 'at', m.at) as shown
      from cover_credits m join covers c on c.id = m.cover_id where ${page(span, sql`m.sequence`)}`,
  },
  verdict: {
    // Of a dispute: what it is about, how votes fell, and what was paid. Who voted how is in none.
    table: 'cover_verdicts',
    sequence: 'cover_verdicts_sequence_seq',
    select: (span) => sql`
      select v.sequence, d.tenant_id as "tenantId", c.lease_id as "leaseId", null as hidden, jsonb_build_object(
        'disputeId', d.id, 'coverId', d.cover_id, 'startsAt', d.starts_at, 'endsAt', d.ends_at, 'recordedMillis', d.recorded::text, 'claimedMillis', d.claimed::text, 'asked', d.asked::text, 'reserved', d.reserved::text,
        'openedAt', d.opened_at, 'votingEndsAt', d.voting_ends_at, 'decidesAt', d.decides_at, 'quorum', d.quorum::text, 'accept', d.accept::text, 'deny', d.deny::text, 'outcome', d.outcome, 'left', v.cover_left::text,
        'assets', v.assets::text, 'paid', d.paid::text, 'at', d.decided_at, 'rulesVersion', d.rules_version) as shown
      from cover_verdicts v join cover_disputes d on d.id = v.dispute_id join covers c on c.id = d.cover_id where ${page(span, sql`v.sequence`)}`,
  },
  share: {
    table: 'reward_shares',
    sequence: 'reward_shares_sequence_seq',
    // By its place among the epoch's, which ties go by: whose it is only that operator is shown.
    select: (span) => sql`
      select sequence, null as "tenantId", null as "leaseId", jsonb_build_object('operatorId', operator_id, 'units', units) as hidden,
        jsonb_build_object('poolId', pool_id, 'startsAt', starts_at, 'work', work::text, 'counted', counted::text, 'amount', amount::text, 'place', (
          select count(*) from reward_shares o where o.pool_id = s.pool_id and o.starts_at = s.starts_at and o.operator_id collate "C" < s.operator_id collate "C")) as shown
      from reward_shares s where ${page(span, sql`sequence`)}`,
  },
  reward: {
    table: 'reward_epochs',
    sequence: 'reward_epochs_sequence_seq',
    // With what each operator's capacity was: all that the amounts follow from, with the rules of its version and the epochs before.
    select: (span) => sql`
      select sequence, null as "tenantId", null as "leaseId",
        jsonb_build_object('shares', (select coalesce(jsonb_agg(jsonb_build_object('operatorId', s.operator_id, 'units', s.units, 'work', s.work::text, 'counted', s.counted::text, 'amount', s.amount::text) order by s.operator_id), '[]')
          from reward_shares s where s.pool_id = e.pool_id and s.starts_at = e.starts_at)) as hidden,
        jsonb_build_object('poolId', pool_id, 'startsAt', starts_at, 'endsAt', ends_at, 'rulesVersion', rules_version, 'scheme', scheme, 'reserve', reserve::text, 'treasury', treasury::text, 'revenue', revenue::text,
          'work', work::text, 'windowFrom', window_from, 'counted', counted::text, 'paid', paid::text, 'closedAt', closed_at) as shown
      from reward_epochs e where ${page(span, sql`sequence`)}`,
  },
  inflow: {
    table: 'stake_inflows',
    sequence: 'stake_inflows_sequence_seq',
    select: (span) => sql`
      select sequence, null as "tenantId", null as "leaseId", jsonb_build_object('operatorId', operator_id) as hidden, jsonb_build_object(
        'stakePoolId', pool_id, 'from', from_at, 'upTo', up_to, 'at', at, 'rulesVersion', rules_version, 'net', net::text, 'earningsBps', earnings_bps, 'commissionBps', commission_bps,
        'before', jsonb_build_object('available', available::text, 'owed', owed_before::text, 'assets', assets::text, 'shares', shares::text, 'locked', locked_before::text, 'at', settled_at, 'unlocksAt', unlocks_at_before),
        'gain', gain::text, 'fee', fee::text, 'feeShares', fee_shares::text, 'owed', owed::text, 'locked', locked::text, 'unlocksAt', unlocks_at) as shown
      from stake_inflows where ${page(span, sql`sequence`)}`,
  },
  exit: {
    table: 'paid_exits',
    sequence: 'paid_exits_sequence_seq',
    // What was asked at which rate and what was paid at which; who left is shown who left alone.
    select: (span) => sql`
      select sequence, case when starts_with(holder_id, 'ten_') then holder_id end as "tenantId", null as "leaseId", jsonb_build_object('holderId', holder_id) as hidden, jsonb_build_object(
        'exitId', exit_id, 'of', kind, 'poolId', pool_id, 'shares', shares::text, 'dueAt', due_at, 'rulesVersion', rules_version,
        'asked', jsonb_build_object('at', asked_at, 'amount', amount::text)
          || case when asked_assets is null then '{}' else jsonb_build_object('assets', asked_assets::text, 'shares', asked_shares::text, 'rateRay', ${rateRay(sql`asked_assets`, sql`asked_shares`)}) end,
        'paidAt', paid_at, 'paidVersion', paid_version, 'assets', assets::text, 'poolShares', pool_shares::text, 'rateRay', ${rateRay(sql`assets`, sql`pool_shares`)},
        'room', room::text, 'paidBefore', paid_before::text, 'paid', paid::text, 'remains', remains::text, 'held', jsonb_build_object('holds', holds, 'until', held_until))
        || case when losses is null then '{}' else jsonb_build_object('lost', jsonb_build_object('losses', losses, 'amount', lost::text)) end
        || case when open_cover is null then '{}' else jsonb_build_object('capital', jsonb_build_object('openCover', open_cover::text, 'required', required::text, 'requiredAt', required_at)) end as shown
      from paid_exits where ${page(span, sql`sequence`)}`,
  },
  division: {
    // A round of the diversified pool. What was behind each stake pool, and what moved, is beside the leaf, which has the hash of it: it grows with them.
    table: 'diversified_rounds',
    sequence: 'diversified_rounds_sequence_seq',
    select: (span) => sql`
      select sequence, null as "tenantId", null as "leaseId", jsonb_build_object('pools', pools, 'deposits', deposits, 'exits', exits) as hidden, jsonb_build_object(
        'poolId', pool_id, 'at', at, 'before', before_at, 'rulesVersion', rules_version, 'cash', cash::text, 'owed', owed::text, 'whole', whole::text, 'pools', jsonb_array_length(pools),
        'deposited', (select coalesce(sum((d ->> 'deposited')::numeric), 0)::text from jsonb_array_elements(deposits) d), 'asked', (select coalesce(sum((e ->> 'asked')::numeric), 0)::text from jsonb_array_elements(exits) e)) as shown
      from diversified_rounds where ${page(span, sql`sequence`)}`,
  },
  payout: {
    // What an operator was due, and by what; who it is, and which payouts were under way, is beside the leaf.
    table: 'made_payouts',
    sequence: 'made_payouts_sequence_seq',
    select: (span) => sql`
      select sequence, null as "tenantId", null as "leaseId", jsonb_build_object('operatorId', operator_id, 'others', others) as hidden, jsonb_build_object(
        'payoutId', payout_id, 'before', before_id, 'periodStartsAt', period_starts_at, 'begunAt', begun_at, 'madeAt', made_at, 'rulesVersion', rules_version, 'cutOff', cut_off, 'payable', payable::text,
        'underWay', under_way::text, 'amount', amount::text, 'stopped', stopped) as shown
      from made_payouts where ${page(span, sql`sequence`)}`,
  },
  resolution: {
    table: 'payout_resolutions',
    sequence: 'payout_resolutions_sequence_seq',
    select: (span) => sql`
      select sequence, null as "tenantId", null as "leaseId", null as hidden, jsonb_build_object('payoutId', payout_id, 'state', state, 'at', at) as shown
      from payout_resolutions where ${page(span, sql`sequence`)}`,
  },
  entry: {
    table: 'transfers',
    sequence: 'transfers_position_seq',
    // Both entries of a transfer, whose numbers follow from its own; looked up by that, which is indexed.
    lastOf: (position) => 2n * position + 1n,
    // An account is its owner's: only of a tenant's own is the leaf shown to the tenant.
    select: ({ after, upTo, limit }) => sql`
      select e.id as sequence, coalesce(l.tenant_id, case a.kind when 'wallet' then a.owner_id end) as "tenantId", l.id as "leaseId",
        jsonb_build_object('key', t.key) as hidden, jsonb_build_object(
          'transferId', t.id, 'account', a.kind, 'ownerId', a.owner_id, 'asset', a.asset, 'amount', e.amount::text, 'reason', t.reason, 'subjectId', t.subject_id, 'at', t.at) as shown
      from transfers t join lateral (values (2 * t.position, t.debit_account, -t.amount), (2 * t.position + 1, t.credit_account, t.amount)) e(id, account, amount) on e.id > ${after}
        join accounts a on a.number = e.account left join leases l on a.kind = 'escrow' and l.id = a.owner_id
      where t.position >= ${after / 2n} and t.position <= ${upTo / 2n} and t.type in ('posted', 'post') and t.amount > 0 order by e.id limit ${limit}`,
  },
};

/** Records of a kind that are not in the log yet, as leaves without a place. */
export async function recordsOf(tx: Transaction, kind: LeafKind, span: RecordSpan): Promise<NewLeaf[]> {
  const rows = await rowsOf<Row>(tx, recordSources[kind].select(span));
  return rows.map(({ hidden, ...row }) => ({ kind, ...row, ...(hidden ? { hidden } : {}) }));
}
