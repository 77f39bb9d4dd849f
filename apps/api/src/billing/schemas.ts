import { z } from 'zod';

import { chargeOrders, exportFormats, periods, statementOrders, walletEntryOrders } from '#libs/billing';
import { MOST_SAMPLES, usageTypes } from '#libs/metering';

import { foundQuery, idSchema, millisSchema, nanoTokensView, page, pageQuery, queryInteger, searchedQuery } from '../platform/index.js';

const LAST_MILLIS = 253_402_300_799_999;
const variant = z.string().meta({ description: 'A GPU\'s model or a storage class; empty where there is none.' });
const resourceClass = z.string().meta({ examples: ['CPU_MILLI'] });
const waived = nanoTokensView.meta({ description: 'Owed besides, and not asked for: the funds had ended.' });

export const walletView = z
  .object({
    balance: nanoTokensView.meta({ description: 'In the wallet itself.' }),
    reserved: nanoTokensView.meta({ description: 'Of the balance: held for leases that do not run yet.' }),
    available: nanoTokensView.meta({ description: 'Of the balance: free to spend.' }),
    inEscrow: nanoTokensView.meta({ description: 'Besides the balance: set aside for leases that run. What is left of it comes back when they close.' }),
    storageReserve: nanoTokensView.meta({ description: 'Of what is in escrow: kept to pay for volumes while their leases are suspended.' }),
    nanoTokensPerHour: nanoTokensView.meta({ description: 'What everything that runs costs an hour.' }),
    runwayMillis: z.int().min(0).nullable().meta({ description: 'How long what is available and in escrow, but for the reserve, lasts at that, less what is owed since it was last charged; null when nothing runs.' }),
    lastsUntil: millisSchema.nullable().meta({ description: 'The instant at which that ends, at the prices of now; null when nothing runs.' }),
    whenFundsEnd: z
      .object({
        warningMillis: z.int().meta({ description: 'So long before the end of its funds a lease says `lease.funds_low`,' }),
        graceMillis: z.int().meta({ description: 'and so long before it `lease.grace_began`.' }),
        suspensionMillis: z.int().meta({ description: 'At the end it is suspended for so long, its volumes kept and paid from its reserve, and then closes; 0 closes it at once.' }),
      })
      .meta({ description: 'What happens to leases as their funds end.' }),
  })
  .meta({ id: 'Wallet' });

export const balanceAtQuery = z.strictObject({
  at: queryInteger(0, LAST_MILLIS).meta({ description: 'The moment; what moved in its millisecond is counted.' }),
});
export const balanceAtView = z
  .object({ at: millisSchema, balance: nanoTokensView.meta({ description: 'What the wallet held then, what was reserved of it included.' }) })
  .meta({ id: 'BalanceAt' });

export const walletEntryPage = page(
  z
    .object({
      transferId: idSchema('transfer'), at: millisSchema, amount: nanoTokensView.meta({ description: 'Negative for what went out.' }),
      reason: z.string().meta({
        description: '`deposit`, `deposit_return`; `hold`, `top_up`: to a lease\'s escrow, which pays for it; `refund`: what of that was not needed; `service_credit`; `reversal`: what was taken back.', examples: ['top_up'],
      }),
      leaseId: idSchema('lease').nullable().meta({ description: 'The lease that it is about; null when it is about none.' }),
    })
    .meta({ id: 'WalletEntry' }),
  'WalletEntryPage',
);
export const walletEntryQuery = foundQuery("Part of a reason, or the beginning of a lease's id", 'charge').extend({
  from: queryInteger(0, LAST_MILLIS).optional().meta({ description: 'Moved at this moment or later.' }),
  to: queryInteger(0, LAST_MILLIS).optional().meta({ description: 'Moved before this moment.' }),
  sort: z.enum(walletEntryOrders).default('at').meta({ description: 'By when they moved; `-at` the newest first. A cursor goes on in the order that it was given in.' }),
});
export const walletEntryPosition = z.strictObject({ at: z.int().min(0), entryId: z.string().regex(/^\d{1,19}$/) });

const statementFields = {
  id: idSchema('statement'),
  period: z.enum([...periods, 'interim']).meta({ description: '`interim` for one that was closed on request.' }),
  startsAt: millisSchema,
  endsAt: millisSchema,
  openingBalance: nanoTokensView.meta({ description: 'Wallet and escrows together. Opening + deposits − charges = closing.' }),
  deposits: nanoTokensView.meta({ description: 'What came in, net of corrections: a deposit that was taken back, a charge that was given back.' }),
  charges: nanoTokensView,
  closingBalance: nanoTokensView,
  closedAt: millisSchema,
};

export const statementView = z.object(statementFields).meta({ id: 'Statement' });
export const statementPage = page(statementView, 'StatementPage');
export const statementPosition = z.int().min(0);
export const statementQuery = searchedQuery(statementOrders);

export const statementLine = z
  .object({
    line: z.int().min(1),
    leaseId: idSchema('lease'),
    leaseName: z.string(),
    pricing: z.enum(['on-demand', 'spot', 'reserved']).meta({ description: 'How the lease is bought.' }),
    resourceClass,
    variant,
    usage: z.string().regex(/^-?\d+$/).meta({ description: 'Units × milliseconds of what was claimed; bytes, or byte-milliseconds, of what was measured.' }),
    amount: nanoTokensView,
    waived,
    startsAt: millisSchema,
    endsAt: millisSchema,
    corrects: z.object({ statementId: idSchema('statement'), startsAt: millisSchema, endsAt: millisSchema }).nullable().meta({
      description: 'On what came too late for its own statement: which statement that was, and its period. Null on what is of this period.',
    }),
  })
  .meta({ id: 'StatementLine' });

const correction = z
  .object({
    reversalId: idSchema('transfer'), transferId: idSchema('transfer').meta({ description: 'The transfer that was taken back.' }),
    of: z.string().meta({ description: 'What it was.', examples: ['charge'] }), leaseId: idSchema('lease').nullable(),
    amount: nanoTokensView.meta({ description: 'Positive when it came back to you.' }), at: millisSchema,
  })
  .meta({ id: 'Correction' });

export const statementWithLines = z
  .object({
    ...statementFields,
    lines: z.array(statementLine).meta({ description: 'A page of the lines; all of them sum to the charges.' }),
    corrections: z.array(correction).meta({ description: 'What was taken back, the latest thousand. They are in `deposits`.' }),
    nextCursor: z.string().nullable().meta({ description: 'Give it as `cursor` for further lines; null on the last page.' }),
  })
  .meta({ id: 'StatementWithLines' });

export const exportQuery = z.strictObject({
  format: z.enum(exportFormats).default('json').meta({ description: '`csv`: the lines alone, for spreadsheets. `html`: a page to read and to print. `focus`: FinOps FOCUS 1.2, as CSV.' }),
  tokenPrice: z.string().regex(/^\d{1,9}(\.\d{1,9})?$/).optional().meta({ description: 'Of `focus`: what a token costs, in `currency`. Default: what this installation says, where it does.', examples: ['0.01'] }),
  currency: z.string().regex(/^[A-Z]{3}$/).optional().meta({ description: 'ISO 4217; goes with `tokenPrice`.', examples: ['USD'] }),
});
export const statementExport = z
  .object({
    ...statementFields,
    tenantId: idSchema('tenant'),
    depositLines: z.array(z.object({ transferId: idSchema('transfer'), amount: nanoTokensView, at: millisSchema })).meta({ description: 'By time; they sum to the deposits.' }),
    lines: z.array(statementLine).meta({ description: 'One for each lease and class; they sum to the charges.' }),
  })
  .meta({ id: 'StatementExport' });

export const chargeView = z
  .object({
    id: idSchema('charge'),
    kind: z.enum(['time', 'usage', 'credit', 'service_credit']).meta({ description: '`credit` takes back what was charged for time that was not served, or for usage that is charged otherwise; `service_credit` is for a service level that was missed in a month. Their amounts are negative.' }),
    resourceClass,
    variant,
    quantity: z.string().regex(/^\d+$/).meta({ description: 'Units of the class; bytes or byte-milliseconds of usage.' }),
    nanoTokensPerUnitHour: nanoTokensView,
    baseNanoTokensPerUnitHour: nanoTokensView.meta({ description: 'What of the rate is base fee.' }),
    startsAt: millisSchema,
    endsAt: millisSchema,
    amount: nanoTokensView,
    baseAmount: nanoTokensView.meta({ description: 'What of the amount was for the base fee: it went to the pool\'s treasury, and nothing of it to whoever serves the lease.' }),
    waived,
    statementId: idSchema('statement').nullable().meta({ description: 'The statement that it is on, once it is on one.' }),
    postedAt: millisSchema,
  })
  .meta({ id: 'Charge' });
export const chargePage = page(chargeView, 'ChargePage');
export const chargeQuery = foundQuery('Part of a class or variant, or the beginning of an id', 'cpu').extend({
  sort: z.enum(chargeOrders).default('starts').meta({ description: 'By the time that they are for; `-starts` the latest first. A cursor goes on in the order that it was given in.' }),
});
export const leaseCost = z
  .object({
    amount: nanoTokensView.meta({ description: 'All charges of the lease, less its credits.' }),
    classes: z.array(z.object({
      resourceClass, variant, usage: z.string().regex(/^-?\d+$/).meta({ description: 'As on a line of a statement: units of the class times milliseconds; bytes or byte-milliseconds of usage. Less what was credited.' }), amount: nanoTokensView,
    })).meta({ description: 'By class; they sum to the amount.' }),
    until: millisSchema.nullable().meta({ description: 'The latest moment that was charged; null when nothing was yet.' }),
  })
  .meta({ id: 'LeaseCost' });
export const chargePosition = z.strictObject({ startsAt: z.int(), id: z.string().max(64) });

export const earningsQuery = pageQuery.extend({
  from: queryInteger(0, LAST_MILLIS).optional().meta({ description: 'Paid at this moment or later. Default: 30 days ago.' }),
  to: queryInteger(0, LAST_MILLIS).optional().meta({ description: 'Paid before this moment. Default: now, with what is paid now.' }),
  by: z.enum(periods).default('day').meta({ description: 'What to sum up.' }),
  hostId: idSchema('host').optional(),
});
export const earningsLine = z
  .object({ periodStartsAt: millisSchema, hostId: idSchema('host'), resourceClass, variant, amount: nanoTokensView })
  .meta({ id: 'EarningsLine' });
export const earningsView = z
  .object({
    items: z.array(earningsLine),
    nextCursor: z.string().nullable(),
    total: nanoTokensView.meta({ description: 'Of the whole span. Without `hostId` it is what charges brought into the earnings account in that time.' }),
    balance: nanoTokensView.meta({ description: 'What the earnings account holds now.' }),
  })
  .meta({ id: 'Earnings' });
export const earningsPosition = z.strictObject({ periodStartsAt: z.int(), hostId: z.string().max(64), resourceClass: z.string().max(64), variant: z.string().max(256) });

/** Events are read one by one, so that a bad one does not cost the others. */
export const usageEvent = z
  .looseObject({
    specversion: z.unknown().meta({ description: '"1.0"' }),
    id: z.unknown().meta({ description: 'Unique for its source. A repeat adds nothing.' }),
    source: z.unknown().meta({ description: 'Who measured: an agent\'s name.' }),
    type: z.unknown().meta({ description: Object.keys(usageTypes).join(', ') }),
    subject: z.unknown().meta({ description: 'The claim that it is about.' }),
    data: z.unknown().meta({ description: '{bytes, startsAt, endsAt}: bytes sent in the interval, or kept throughout it.' }),
  })
  .partial()
  .meta({
    id: 'UsageEvent',
    description: 'A CloudEvent 1.0.',
    examples: [{
      specversion: '1.0', id: '42', source: '/agents/a1', type: 'weir.usage.egress_bytes.v1', subject: 'clm_4k9d0x7h2m5n8p1qr3st6vwy',
      data: { bytes: 1_048_576, startsAt: 1_795_000_000_000, endsAt: 1_795_000_060_000 },
    }],
  });
export const usageBody = z.union([z.array(usageEvent).min(1).max(MOST_SAMPLES), usageEvent]).meta({ id: 'UsageEvents' });
export const usageReceipt = z
  .object({
    accepted: z.int().min(0),
    duplicates: z.int().min(0).meta({ description: 'Known before, or twice in the batch.' }),
    rejected: z.array(z.object({ index: z.int().min(0), code: z.enum(['invalid_event', 'unknown_type', 'not_found']), detail: z.string() })),
    notCharged: z.array(z.object({ index: z.int().min(0), code: z.enum(['too_late']), detail: z.string() })).meta({
      description: 'Of the accepted: kept, and never charged. `too_late` ended more than 72 hours before it came.',
    }),
  })
  .meta({ id: 'UsageReceipt' });
