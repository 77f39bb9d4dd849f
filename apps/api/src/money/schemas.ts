import { z } from 'zod';

import { MILLIS_PER_DAY, type ResourceClass, resourceClassPattern } from '#libs/kernel';
import { MAX_DISCOUNT_BPS, MAX_NOTICE_MILLIS, MAX_TERM_MILLIS, MIN_BASE_FLOOR, MIN_EPOCH_MILLIS, MIN_NOTICE_MILLIS, MIN_TERM_MILLIS, type RateClass, rateClassPattern } from '#libs/pricing';

import { poolName } from '../inventory/schemas.js';
import { foundQuery, idSchema, millisSchema, nameSchema, nanoTokensSchema, nanoTokensView, page, pageQuery, queryBoolean } from '../platform/index.js';

export const depositInput = z
  .strictObject({
    tenantId: idSchema('tenant'),
    amount: nanoTokensSchema.refine((amount) => amount > 0n, 'Too small: expected more than nothing'),
    reference: nameSchema.meta({ description: "The payer's own: a transfer's or an invoice's. The same deposit sent again with it changes nothing.", examples: ['invoice 2026-117'] }),
  })
  .meta({ id: 'DepositRequest' });

export const depositView = z
  .object({ id: idSchema('transfer'), tenantId: idSchema('tenant'), amount: nanoTokensView, reference: z.string(), at: millisSchema })
  .meta({ id: 'Deposit' });

const rateClass = z
  .string()
  .regex(rateClassPattern, 'Invalid class: expected a resource class, EGRESS_GIB or STORED_GIB_HOUR')
  .meta({ description: 'A resource class, or what is metered: EGRESS_GIB (per GiB), STORED_GIB_HOUR.', examples: ['CPU_MILLI'] }) as unknown as z.ZodType<RateClass, string>;

const claimable = z
  .string()
  .regex(resourceClassPattern, 'Invalid class: expected a resource class')
  .meta({ examples: ['CPU_MILLI'] }) as unknown as z.ZodType<ResourceClass, string>;

const variant = z
  .string()
  .regex(/^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?$/, 'Invalid variant: expected letters, digits, dots, dashes and underscores')
  .meta({ description: 'GPU model or storage class; empty: every variant that has no rate of its own.', examples: [''] });

const kinkBps = z.int().min(1).max(9_999).meta({ description: 'Utilisation at the kink, in basis points.', examples: [8_000] });
const baseFeeRule = {
  targetBps: z.int().min(1).max(9_999).meta({ description: 'Utilisation at which the base stays, in basis points.', examples: [7_000] }),
  denominator: z.int().min(2).max(Number(MIN_BASE_FLOOR)).meta({ description: 'An epoch moves the base by at most this part of it.', examples: [8] }),
  epochMillis: z.int().min(MIN_EPOCH_MILLIS).max(MILLIS_PER_DAY).meta({ examples: [300_000] }),
};
const curveInput = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('fixed'), nanoTokensPerUnitHour: nanoTokensSchema }),
    z.strictObject({ kind: z.literal('kinked'), base: nanoTokensSchema, slope1: nanoTokensSchema, slope2: nanoTokensSchema, kinkBps }),
    z.strictObject({ kind: z.literal('base-fee'), tip: nanoTokensSchema, initial: nanoTokensSchema, floor: nanoTokensSchema, ...baseFeeRule }),
  ])
  .meta({ description: 'Per priced unit (a vCPU, a GiB, a GPU) and hour. Kinked: `base` when idle, `slope1` more at the kink, `slope2` more when full. ' +
    'Base fee: `tip`, which the pool divides as it does any price, and a base, all of which goes to the pool\'s treasury: `initial` at first, then moved at the end of each epoch by ' +
    'at most its `denominator`th part, up when more than `targetBps` of the capacity is claimed, down when less, never below `floor` (EIP-1559).' });
const curveView = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fixed'), nanoTokensPerUnitHour: nanoTokensView }),
  z.object({ kind: z.literal('kinked'), base: nanoTokensView, slope1: nanoTokensView, slope2: nanoTokensView, kinkBps }),
  z.object({ kind: z.literal('base-fee'), tip: nanoTokensView, initial: nanoTokensView, floor: nanoTokensView, ...baseFeeRule }),
]);

export const rateInput = z
  .strictObject({ resourceClass: rateClass, variant: variant.optional(), curve: curveInput, activeFrom: millisSchema.optional().meta({ description: 'Now by default; never in the past.' }) })
  .meta({ id: 'RateRequest', examples: [{ resourceClass: 'CPU_MILLI', curve: { kind: 'fixed', nanoTokensPerUnitHour: '20000000' } }] });

export const rateView = z
  .object({
    id: idSchema('rate'), poolId: idSchema('pool'), resourceClass: rateClass, variant, version: z.int().min(1), curve: curveView, activeFrom: millisSchema,
    activeUntil: millisSchema.nullable().meta({ description: 'When a later version takes over; null while none is set.' }), createdAt: millisSchema,
  })
  .meta({ id: 'Rate' });
export const ratePage = page(rateView, 'RatePage');
export const rateQuery = foundQuery('Part of a class or of a variant', 'gpu').extend({ resourceClass: rateClass.optional(), variant: variant.optional() });
export const rateCursor = z.strictObject({ resourceClass: rateClass, variant, version: z.int().min(1).max(2_147_483_647) });

export const priceView = z
  .object({
    resourceClass: rateClass, variant, unit: z.string().meta({ description: 'What the price is for.', examples: ['vCPU hour'] }), nanoTokensPerUnitHour: nanoTokensView,
    baseNanoTokensPerUnitHour: nanoTokensView.meta({ description: 'What of it is base fee, which goes to the pool\'s treasury.' }),
    kind: z.enum(['fixed', 'kinked', 'base-fee']).meta({ description: 'Whether it is always so, moves with how much of the pool is claimed, or from epoch to epoch with how much was.' }), since: millisSchema,
  })
  .meta({ id: 'Price' });
export const pricePage = page(priceView, 'PricePage');
export const priceCursor = z.strictObject({ resourceClass: rateClass, variant });

export const termsOfSale = z
  .strictObject({
    spotNoticeMillis: z.int().min(MIN_NOTICE_MILLIS).max(MAX_NOTICE_MILLIS).meta({ description: 'A spot lease is told at least this long before it is reclaimed.', examples: [120_000] }),
    reserved: z
      .array(z.strictObject({
        termMillis: z.int().min(MIN_TERM_MILLIS).max(MAX_TERM_MILLIS).meta({ examples: [2_592_000_000] }),
        discountBps: z.int().min(0).max(MAX_DISCOUNT_BPS).meta({ description: 'Of every price, in basis points.', examples: [2_000] }),
      }))
      .max(20)
      .refine((offers) => new Set(offers.map(({ termMillis }) => termMillis)).size === offers.length, 'Invalid: expected each term once')
      .default([])
      .meta({ description: 'Terms that may be paid ahead.' }),
  })
  .meta({ id: 'TermsOfSale', description: 'What a pool publishes of the ways to buy from it, besides its prices. A lease keeps those it was made under.' });

const askPrice = { description: 'What you want to get of a priced unit (a vCPU, a GiB, a GPU) an hour, in nano-tokens as a decimal string: after the pool\'s shares, and nothing of a base fee.', examples: ['15000000'] };
const askedVariant = variant.meta({ description: 'GPU model or storage class; empty: every variant that you have no ask of its own for.', examples: [''] });
export const askInput = z
  .strictObject({
    pool: poolName, clusterId: idSchema('cluster').optional().meta({ description: 'One of your clusters in the pool, for which this goes before what you ask elsewhere; all of them when left out.' }),
    resourceClass: claimable, variant: askedVariant.optional(), nanoTokensPerUnitHour: nanoTokensSchema.meta(askPrice),
  })
  .meta({ id: 'AskRequest', examples: [{ pool: 'standard', resourceClass: 'CPU_MILLI', nanoTokensPerUnitHour: '15000000' }] });
export const askView = z
  .object({
    id: idSchema('ask'), poolId: idSchema('pool'), clusterId: idSchema('cluster').nullable(), resourceClass: claimable, variant: askedVariant, version: z.int().min(1),
    nanoTokensPerUnitHour: nanoTokensView.meta(askPrice), activeFrom: millisSchema, activeUntil: millisSchema.nullable().meta({ description: 'When it was replaced or withdrawn; null while it stands.' }),
  })
  .meta({ id: 'Ask' });
export const askPage = page(askView, 'AskPage');
export const askQuery = pageQuery.extend({ history: queryBoolean.default(false).meta({ description: 'Also those that were replaced or withdrawn.' }) });

const units = z.string().regex(/^\d+$/);
export const baseFeeView = z
  .object({
    resourceClass: rateClass, variant, epoch: z.int().min(1), activeFrom: millisSchema.meta({ description: 'When it was set, and began to hold.' }),
    base: nanoTokensView.meta({ description: 'Follows from all that is below, as EIP-1559 says, within floor and ceiling.' }), tip: nanoTokensView, previous: nanoTokensView,
    used: units.meta({ description: 'What was claimed when the epoch before had ended, in units of the class.' }), total: units.meta({ description: 'What was offered then.' }),
    targetBps: baseFeeRule.targetBps, denominator: baseFeeRule.denominator, floor: nanoTokensView, ceiling: nanoTokensView,
  })
  .meta({ id: 'BaseFee' });
export const baseFeePage = page(baseFeeView, 'BaseFeePage');
export const baseFeeQuery = pageQuery.extend({ resourceClass: claimable, variant: variant.default('') });
export const baseFeeCursor = z.strictObject({ activeFrom: z.int().min(0), epoch: z.int().min(1) });

const count = z.int().min(0);
const accountFault = z.object({
  accountId: idSchema('account'), ownerId: z.string(), kind: z.string(), balance: nanoTokensView, entries: nanoTokensView, reserved: nanoTokensView, pending: nanoTokensView,
});
export const ledgerAuditView = z
  .object({
    entriesSum: nanoTokensView.meta({ description: 'Of all entries: zero.' }),
    issued: nanoTokensView.meta({ description: 'Tokens in the world.' }),
    accounts: count,
    transfers: count,
    wrongBalances: z.array(accountFault).meta({ description: 'Accounts that disagree with their entries or their pending transfers; the first hundred.' }),
    unbalancedTransfers: z.array(idSchema('transfer')).meta({ description: 'Transfers that disagree with their entries; the first hundred.' }),
    wrongHistories: z.array(idSchema('account')).meta({ description: 'Accounts whose history is not their entries; the first hundred.' }),
  })
  .meta({ id: 'LedgerAudit' });
