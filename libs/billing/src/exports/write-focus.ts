import { type Millis, MILLIS_PER_SECOND, type TokenPrice } from '#libs/kernel';
import { undiscounted } from '#libs/pricing';

import type { DepositRow, PricedUse } from '../statement-content.store.js';
import type { Bill } from './bill.js';
import { csvRow, type Digits } from './csv.js';
import { decimal } from './decimals.js';
import { focusColumns, type FocusRow, pricingCategories, PROVIDER, serviceOf, TOKEN } from './focus-terms.js';
import { isMeasured, measureOf } from './measure.js';

/** Digits behind the point: of tokens, of money (a token's nano-units at a price in nano-units), and to which quantities are rounded. */
const TOKEN_PLACES = 9;
const MONEY_PLACES = 18;
const QUANTITY_PLACES = 12;
const QUANTITY_SCALE = 10n ** BigInt(QUANTITY_PLACES);

/**
 * The statement as a dataset of FOCUS 1.2: tokens are the currency of prices, and money, at the price of a token that is given,
 * is the currency of the bill. Deposits are purchases of tokens: they are what is billed. Usage was paid by those: it is billed
 * nothing, and its effective cost is what it took. A line has a row for each price that it was charged at.
 * What a reserved lease was committed to is listed at what it would have cost without its discount, to which its effective cost compares.
 */
export async function* writeFocus(bill: Bill, tokenPrice: TokenPrice): AsyncGenerator<string> {
  yield csvRow(focusColumns);
  const written = (row: FocusRow) => csvRow(focusColumns.map((column) => row[column]));
  const common = commonOf(bill, tokenPrice);
  for await (const page of bill.deposits()) yield page.map((deposit) => written({ ...common, ...purchase(deposit, tokenPrice) })).join('');
  for await (const page of bill.pricedUses()) yield page.map((use) => written({ ...common, ...usage(use, tokenPrice) })).join('');
}

/** What is the same on every row; columns of which a row says nothing are null. */
function commonOf({ statement, tenantName }: Bill, { currency }: TokenPrice): FocusRow {
  return {
    ...(Object.fromEntries(focusColumns.map((column) => [column, null])) as FocusRow),
    BillingAccountId: statement.tenantId, BillingAccountName: tenantName, BillingCurrency: currency, InvoiceId: statement.id, InvoiceIssuerName: PROVIDER,
    BillingPeriodStart: second(statement.startsAt), BillingPeriodEnd: endSecond(statement.startsAt, statement.endsAt), ProviderName: PROVIDER, PublisherName: PROVIDER,
  };
}

/** Tokens bought ahead: paid for now, and used up by what is charged later. */
function purchase({ transferId, amount, at }: DepositRow, { currency, nanoUnitsPerToken }: TokenPrice): Partial<FocusRow> {
  const price = number(nanoUnitsPerToken, TOKEN_PLACES);
  const cost = number(amount * nanoUnitsPerToken, MONEY_PLACES);
  return {
    ...serviceOf(undefined), ChargeCategory: 'Purchase', ChargeFrequency: 'One-Time', ChargeDescription: `Deposit of tokens, transfer ${transferId}`, ChargePeriodStart: second(at),
    ChargePeriodEnd: endSecond(at, at), BilledCost: cost, ListCost: cost, ContractedCost: cost, EffectiveCost: number(0n, 0), ListUnitPrice: price, ContractedUnitPrice: price,
    PricingCategory: 'Standard', PricingCurrency: currency, PricingCurrencyListUnitPrice: price, PricingCurrencyContractedUnitPrice: price, PricingCurrencyEffectiveCost: number(0n, 0),
    PricingQuantity: number(amount, TOKEN_PLACES), PricingUnit: 'Tokens', SkuId: TOKEN, SkuPriceId: TOKEN, SkuMeter: 'Tokens',
  };
}

function usage(use: PricedUse, { nanoUnitsPerToken }: TokenPrice): Partial<FocusRow> {
  const { focusUnit, per } = measureOf(use.resourceClass);
  const quantity = rounded(BigInt(use.usage) * QUANTITY_SCALE, per);
  const isCommitted = use.mode === 'reserved' && !isMeasured(use.resourceClass);
  const price = isCommitted ? undiscounted(use.nanoTokensPerUnitHour, use.discountBps) : use.nanoTokensPerUnitHour;
  const unitPrice = number(price * nanoUnitsPerToken, MONEY_PLACES);
  // Cost is price × quantity to the last digit, as FOCUS wants it; what was taken, floors, waivers and all, is the effective one.
  const cost = number(price * nanoUnitsPerToken * quantity, MONEY_PLACES + QUANTITY_PLACES);
  // What is credited within the same statement is no `Correction`: FOCUS has that for what was billed before, and null for what is put right in the period itself.
  const sku = [use.poolId, use.resourceClass, ...(use.variant === '' ? [] : [use.variant])].join('/');
  return {
    ...serviceOf(use.resourceClass, use.variant), ChargeCategory: 'Usage', ChargeFrequency: 'Usage-Based', ChargeClass: use.isCorrection ? 'Correction' : null,
    ChargeDescription: `${use.resourceClass}${use.variant === '' ? '' : ` ${use.variant}`} of lease ${use.leaseId}${BigInt(use.usage) < 0n ? ', credited' : ''}`,
    ChargePeriodStart: second(use.startsAt), ChargePeriodEnd: endSecond(use.startsAt, use.endsAt), BilledCost: number(0n, 0), ListCost: cost, ContractedCost: cost,
    EffectiveCost: number(use.amount * nanoUnitsPerToken, MONEY_PLACES), ListUnitPrice: unitPrice, ContractedUnitPrice: unitPrice, PricingCategory: pricingCategories[use.mode] ?? 'Other',
    PricingCurrency: TOKEN, PricingCurrencyListUnitPrice: number(price, TOKEN_PLACES), PricingCurrencyContractedUnitPrice: number(price, TOKEN_PLACES),
    PricingCurrencyEffectiveCost: number(use.amount, TOKEN_PLACES), PricingQuantity: number(quantity, QUANTITY_PLACES), PricingUnit: focusUnit,
    ConsumedQuantity: number(quantity, QUANTITY_PLACES), ConsumedUnit: focusUnit, ResourceId: use.leaseId, ResourceName: use.leaseName === use.leaseId ? null : use.leaseName, ResourceType: 'Lease',
    SubAccountId: use.projectId, SubAccountName: use.projectName, SkuId: sku, SkuPriceId: `${sku}/${price}`, x_StatementLine: use.line,
    ...(isCommitted ? commitment(use, number(quantity, QUANTITY_PLACES), focusUnit) : {}),
    // What a missed service level gives back was not used.
    ...(use.resourceClass === 'SERVICE_CREDIT' ? { ChargeCategory: 'Credit', ChargeFrequency: 'One-Time', ConsumedQuantity: null, ConsumedUnit: null } : {}),
  };
}

/** Each class of a reserved lease is a commitment of its own, since one has one unit. What its tenant gave up before the end is charged, and not used. */
function commitment(use: PricedUse, quantity: Digits, focusUnit: string): Partial<FocusRow> {
  return {
    PricingCategory: 'Committed', CommitmentDiscountCategory: 'Usage', CommitmentDiscountType: 'Reserved Lease', CommitmentDiscountStatus: use.isUnused ? 'Unused' : 'Used',
    CommitmentDiscountId: [use.leaseId, use.resourceClass, ...(use.variant === '' ? [] : [use.variant])].join('/'), CommitmentDiscountName: use.leaseName === use.leaseId ? null : use.leaseName,
    CommitmentDiscountQuantity: quantity, CommitmentDiscountUnit: focusUnit, ...(use.isUnused ? { ConsumedQuantity: null, ConsumedUnit: null } : {}),
  };
}

/** Always with a point: readers guess a column's type from its digits. */
function number(units: bigint, places: number): Digits {
  const digits = decimal(units, places);
  return { digits: digits.includes('.') ? digits : `${digits}.0` };
}

/** To the nearest, halves away from zero. */
function rounded(numerator: bigint, denominator: bigint): bigint {
  const magnitude = (2n * (numerator < 0n ? -numerator : numerator) + denominator) / (2n * denominator);
  return numerator < 0n ? -magnitude : magnitude;
}

/** FOCUS has whole seconds. All are cut, so that what touches still does. */
function second(at: Millis): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** An end is exclusive, hence later than its start. */
function endSecond(startsAt: Millis, endsAt: Millis): string {
  return second(Math.max(endsAt, startsAt + MILLIS_PER_SECOND));
}
