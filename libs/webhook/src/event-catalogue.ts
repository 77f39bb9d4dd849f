import { type EventType, eventTypes, publicEventTypes } from '#libs/kernel';

import { bodyOf } from './message.js';

/** What a message of a type carries. */
interface Example {
  data: Record<string, unknown>;
  /** What is there only when there is something to say. */
  sometimes?: readonly string[];
}

const at = Date.UTC(2027, 0, 15, 12);
const lease = { leaseId: 'lse_4k9d0x7h2m5n8p1qr3st6vwy', projectId: 'prj_7h2m5n8p1qr3st6vwy4k9d0x', name: 'web', version: 3, replicas: 2 };
const closed = { reason: 'tenant_closed', fault: 'none', billed: true };

const cover = { coverId: 'cov_8p1qr3st6vwy4k9d0x7h2m5n', leaseId: lease.leaseId, projectId: lease.projectId };
const budget = { budgetId: 'bdg_3st6vwy4k9d0x7h2m5n8p1qr', projectId: lease.projectId, amount: '100000000000', monthStartsAt: Date.UTC(2027, 0), monthEndsAt: Date.UTC(2027, 1) };

/** An example for each type that goes to webhooks: `docs/events.md` is made of them, and real messages are held against them. */
export const eventExamples: Partial<Record<EventType, Example>> = {
  'lease.requested': { data: { ...lease, state: 'requested', version: 1, nanoTokensPerHour: '60000002' } },
  'lease.blocked': {
    data: { ...lease, state: 'blocked', until: 'capacity-added', reasons: [{ filter: 'jurisdiction', reason: 'outside the jurisdictions asked for', hosts: 'all' }], relaxations: ['jurisdictions'], endsAt: at + 60_000 },
    sometimes: ['relaxations', 'endsAt'],
  },
  'lease.placed': { data: { ...lease, state: 'placed', claims: 2, fallback: 0 }, sometimes: ['fallback'] },
  'lease.activated': { data: { ...lease, state: 'active', ready: 2 } },
  'lease.degraded': { data: { ...lease, state: 'degraded', ready: 1, reasons: ['out_of_memory'] }, sometimes: ['reasons'] },
  'lease.recovered': { data: { ...lease, state: 'active', ready: 2 } },
  'lease.changed': {
    data: { ...lease, state: 'active', resources: { cpuMillis: 1_000, memoryMib: 2_048 }, registryCredential: 'ours' },
    sometimes: ['resources', 'registryCredential'],
  },
  'lease.funds_low': { data: { ...lease, state: 'active', lastUntil: at + 900_000, remaining: '15000000' } },
  'lease.grace_began': { data: { ...lease, state: 'active', lastUntil: at + 300_000, remaining: '5000000' } },
  'lease.suspended': { data: { ...lease, state: 'suspended', reason: 'funds_ended', until: at + 86_400_000 } },
  'lease.resumed': { data: { ...lease, state: 'degraded' } },
  'lease.closing': { data: { ...lease, state: 'closing', ...closed } },
  'lease.closed': { data: { ...lease, state: 'closed', ...closed } },
  'lease.failed': { data: { ...lease, state: 'failed', reason: 'image_not_found', fault: 'tenant', billed: false } },
  'lease.credited': {
    data: {
      leaseId: lease.leaseId, monthStartsAt: at - 2_678_400_000, monthEndsAt: at, servedMillis: '2670000000', downMillis: '8400000', creditBps: 1_000, amount: '4464000000', unpaid: '0',
    },
  },
  'cover.bought': { data: { ...cover, amount: '100000000000', nanoTokensPerHour: '500000000', premium: '164383561', startsAt: at + 86_400_000, endsAt: at + 2_678_400_000 } },
  'cover.paid': { data: { ...cover, startsAt: at - 2_678_400_000, endsAt: at, downMillis: '8400000', loss: '1166666666', credited: '446400000', paid: '720266666', unpaid: '0' } },
  'cover.credit_paid': { data: { ...cover, monthStartsAt: at - 2_678_400_000, covered: '446400000', paid: '446400000' } },
  'cover.dispute_decided': { data: { ...cover, disputeId: 'cvd_3h8v5n2kq7w1x9m4p6r0t5yz', startsAt: at - 2_678_400_000, outcome: 'accepted', paid: '720266666' } },
  'cover.ended': { data: { ...cover, paid: '720266666', endedAt: at } },
  'usage.held': { data: { usageId: 'hus_5n8p1qr3st6vwy4k9d0x7h2m', leaseId: lease.leaseId, replica: 0, meter: 'egress_bytes', startsAt: at - 3_600_000, endsAt: at } },
  'usage.decided': { data: { usageId: 'hus_5n8p1qr3st6vwy4k9d0x7h2m', leaseId: lease.leaseId, replica: 0, meter: 'egress_bytes', startsAt: at - 3_600_000, endsAt: at, outcome: 'charged' } },
  'budget.share_reached': { data: { ...budget, share: 80, spent: '80000000123' } },
  'budget.stopped': { data: { ...budget, spent: '100000000456' } },
  'budget.released': { data: { ...budget, spent: '100000000456' } },
  'transfer.reversed': { data: { transferId: 'trf_1qr3st6vwy4k9d0x7h2m5n8p', reversalId: 'trf_3st6vwy4k9d0x7h2m5n8p1qr', amount: '1500000', of: 'charge', leaseId: lease.leaseId } },
  'deposit.credited': { data: { reference: 'invoice-2027-0042', amount: '100000000000' } },
  'wallet.top_up_requested': { data: { topUpId: 'top_6vwy4k9d0x7h2m5n8p1qr3st', amount: '100000000000', expiresAt: at + 86_400_000 } },
  'wallet.top_up_failed': { data: { topUpId: 'top_6vwy4k9d0x7h2m5n8p1qr3st', amount: '100000000000', outcome: 'declined', reason: 'The card has expired.', nextAt: at + 86_400_000 } },
  'wallet.top_up_expired': { data: { topUpId: 'top_6vwy4k9d0x7h2m5n8p1qr3st', amount: '100000000000' } },
  'lease.auctioned': {
    data: { ...lease, state: 'placed', auctionId: 'auc_5n8p1qr3st6vwy4k9d0x7h2m', outcome: 'awarded', bids: 3, prices: [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: '25000001' }] },
    sometimes: ['prices'],
  },
  'lease.reclaim_noticed': { data: { ...lease, state: 'active', reason: 'capacity_reclaimed', reclaimAt: at + 300_000 } },
  'lease.reclaimed': { data: { ...lease, state: 'closing', reason: 'capacity_reclaimed', noticedAt: at - 300_000 } },
  'statement.closed': {
    data: {
      statementId: 'stm_2m5n8p1qr3st6vwy4k9d0x7h', period: 'month', startsAt: at - 1_252_800_000, endsAt: at, openingBalance: '0', deposits: '100000000000', charges: '44640000000',
      closingBalance: '55360000000', closedAt: at,
    },
  },
  'endpoint.disabled': { data: { endpointId: 'end_8p1qr3st6vwy4k9d0x7h2m5n', url: 'https://example.com/hooks/weir', reason: 'failing' } },
  'endpoint.test': { data: { endpointId: 'end_8p1qr3st6vwy4k9d0x7h2m5n' } },
};

/** A message of a type as it is sent. */
export function exampleBody(type: EventType): unknown {
  return JSON.parse(bodyOf(type, at, eventExamples[type]?.data ?? {}));
}

/** `docs/events.md`: every type that goes to webhooks, what it means and an example of its body. */
export function eventCatalogue(): string {
  const types = publicEventTypes.map((type) => {
    const example = eventExamples[type];
    if (!example) return `## ${type}\n${eventTypes[type].about}\n`;
    const sometimes = example.sometimes ? ` Only when there is something to say: ${example.sometimes.map((key) => `\`${key}\``).join(', ')}.` : '';
    const body = JSON.stringify(exampleBody(type), null, 2);
    return `## ${type}\n${eventTypes[type].about}${sometimes}\n\n\`\`\`json\n${body}\n\`\`\`\n`;
  });
  return `${preface}\n${types.join('\n')}`;
}

const preface = `# Events

Made from \`libs/webhook/src/event-catalogue.ts\` by \`npm test -- libs/webhook/src/event-catalogue.spec.ts -u\`, and checked against real messages by \`test/canary.spec.ts\`. Amounts are nano-tokens (billionths) as decimal strings; moments in \`data\` are milliseconds since 1970. More fields may come; none changes its meaning.

An endpoint gets them as \`POST\` with these bodies, signed by [Standard Webhooks](https://www.standardwebhooks.com): \`webhook-id\` is the message's and the same in every attempt (use it to drop what came twice),
\`webhook-timestamp\` the attempt's, \`webhook-signature\` over both and the body.
`;
