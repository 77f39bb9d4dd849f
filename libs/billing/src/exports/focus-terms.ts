import type { Cell } from './csv.js';

/**
 * The columns of FOCUS 1.2 that we can fill, and one of our own. Where work ran is nothing that a tenant is told: there are no
 * regions. A reserved lease is a commitment discount: it is paid ahead in tokens, which are what is bought, so it has no purchase of its own.
 */
export const focusColumns = [
  'BilledCost', 'BillingAccountId', 'BillingAccountName', 'BillingCurrency', 'BillingPeriodEnd', 'BillingPeriodStart', 'ChargeCategory', 'ChargeClass', 'ChargeDescription', 'ChargeFrequency',
  'ChargePeriodEnd', 'ChargePeriodStart', 'CommitmentDiscountCategory', 'CommitmentDiscountId', 'CommitmentDiscountName', 'CommitmentDiscountQuantity', 'CommitmentDiscountStatus',
  'CommitmentDiscountType', 'CommitmentDiscountUnit', 'ConsumedQuantity', 'ConsumedUnit', 'ContractedCost', 'ContractedUnitPrice', 'EffectiveCost', 'InvoiceId', 'InvoiceIssuerName', 'ListCost',
  'ListUnitPrice', 'PricingCategory', 'PricingCurrency', 'PricingCurrencyContractedUnitPrice', 'PricingCurrencyEffectiveCost', 'PricingCurrencyListUnitPrice', 'PricingQuantity', 'PricingUnit',
  'ProviderName', 'PublisherName', 'ResourceId', 'ResourceName', 'ResourceType', 'ServiceCategory', 'ServiceName', 'ServiceSubcategory', 'SkuId', 'SkuMeter', 'SkuPriceDetails', 'SkuPriceId',
  'SubAccountId', 'SubAccountName', 'x_StatementLine',
] as const;

export type FocusRow = Record<(typeof focusColumns)[number], Cell>;

export const PROVIDER = 'Weir';
/** How tokens are called as a currency: three capitals as other currencies, and none of ISO 4217. */
export const TOKEN = 'TKN';

/** How a lease's prices come about, by how it is bought; of a reserved one, those of what is measured besides its term, which is `Committed`. */
export const pricingCategories: Readonly<Record<string, string>> = { 'on-demand': 'Standard', spot: 'Dynamic', reserved: 'Standard' };

type Service = Pick<FocusRow, 'ServiceCategory' | 'ServiceName' | 'ServiceSubcategory' | 'SkuMeter' | 'SkuPriceDetails'>;

const compute = { ServiceCategory: 'Compute', ServiceName: 'Weir Compute', ServiceSubcategory: 'Containers' } as const;
const storage = { ServiceCategory: 'Storage', ServiceName: 'Weir Storage', ServiceSubcategory: 'Block Storage' } as const;
const network = { ServiceCategory: 'Networking', ServiceName: 'Weir Network', ServiceSubcategory: 'Network Connectivity' } as const;
const ofClass: Readonly<Record<string, { service: typeof compute | typeof storage | typeof network; meter: string; detail?: string }>> = {
  CPU_MILLI: { service: compute, meter: 'CPU time' },
  MEMORY_MIB: { service: compute, meter: 'Memory time' },
  GPU_MILLI: { service: compute, meter: 'GPU time', detail: 'x_GpuModel' },
  STORAGE_GIB: { service: storage, meter: 'Claimed storage time', detail: 'StorageClass' },
  STORED_GIB_HOUR: { service: storage, meter: 'Stored data time' },
  EGRESS_MBPS: { service: network, meter: 'Claimed egress time' },
  EGRESS_GIB: { service: network, meter: 'Egress volume' },
};

/** What a class belongs to; without one, what the tokens themselves do. */
export function serviceOf(resourceClass: string | undefined, variant = ''): Service {
  if (resourceClass === undefined) return { ServiceCategory: 'Other', ServiceName: 'Weir Tokens', ServiceSubcategory: 'Other (Other)', SkuMeter: 'Tokens', SkuPriceDetails: null };
  const { service, meter, detail = 'x_Variant' } = ofClass[resourceClass] ?? { service: compute, meter: `${resourceClass} time` };
  return { ...service, SkuMeter: meter, SkuPriceDetails: variant === '' ? null : JSON.stringify({ [detail]: variant }) };
}
