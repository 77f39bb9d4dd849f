import { z } from 'zod';

import { type ResourceClass, resourceClassPattern } from '#libs/kernel';

import { variantSchema } from '../inventory/schemas.js';
import { leaseConstraints, leaseResources } from '../lease/schemas.js';
import { idSchema, millisSchema, nanoTokensSchema, nanoTokensView, page, pageQuery, queryBoolean } from '../platform/index.js';

const claimable = z.string().regex(resourceClassPattern, 'Invalid class: expected a resource class').meta({ examples: ['CPU_MILLI'] }) as unknown as z.ZodType<ResourceClass, string>;
const wanted = { description: "What you want to get of a priced unit (a vCPU, a GiB, a GPU) an hour, in nano-tokens as a decimal string: after the pool's shares, and nothing of a base fee.", examples: ['15000000'] };
const nonce = z.string().regex(/^[0-9A-Fa-f]{32,64}$/, 'Invalid nonce: expected 32 to 64 hexadecimal digits').meta({ examples: ['9f86d081884c7d659a2feaa0c55ad015'] });
const hash = z.string().regex(/^[0-9a-f]{64}$/).meta({ description: 'SHA-256, hexadecimal.' });

export const bidInput = z
  .strictObject({
    prices: z.array(z.strictObject({ resourceClass: claimable, variant: variantSchema.default(''), nanoTokensPerUnitHour: nanoTokensSchema.meta(wanted) })).min(1).max(64)
      .meta({ description: 'For each class of `most`; of GPU models for those you offer.' }),
    nonce: nonce.optional().meta({ description: 'Your own, and nobody else can guess it; one is drawn when left out. It is part of what decides between bids that cost the same.' }),
  })
  .meta({ id: 'BidRequest', examples: [{ prices: [{ resourceClass: 'CPU_MILLI', nanoTokensPerUnitHour: '15000000' }, { resourceClass: 'MEMORY_MIB', nanoTokensPerUnitHour: '3000000' }] }] });

const bidPrice = z.object({ resourceClass: z.string(), variant: z.string(), nanoTokensPerUnitHour: nanoTokensView });
export const bidView = z
  .object({
    id: idSchema('bid'), auctionId: idSchema('auction'), prices: z.array(bidPrice), nonce,
    digest: hash.meta({ description: 'Of `{"auctionId","nonce","prices":[{"nanoTokensPerUnitHour","resourceClass","variant"}]}` without blanks, prices by class and variant. It is told when the auction is over.' }),
    madeAt: millisSchema,
  })
  .meta({ id: 'Bid' });

const told = {
  digest: hash,
  nanoTokensPerHour: nanoTokensView.nullable().meta({ description: 'What the lease would cost an hour by it; null when it did not pass every filter of placement.' }),
  ticket: hash.meta({ description: 'SHA-256 of seed, colon and digest. Of the cheapest bids the one with the least ticket wins.' }),
  won: z.boolean(),
};
const common = {
  id: idSchema('auction'),
  state: z.enum(['open', 'awarded', 'no_bids', 'no_fitting_bid', 'void']).meta({ description: 'Without a winner the lease is placed at the price of the pool; `void`: it was closed before.' }),
  opensAt: millisSchema, closesAt: millisSchema, closedAt: millisSchema.nullable(),
  seedHash: hash.meta({ description: 'SHA-256 of the seed, told before anybody could bid.' }),
  seed: z.string().nullable().meta({ description: 'Null until the auction is over.' }),
};
export const auctionView = z
  .object({ ...common, bids: z.array(z.object(told)).nullable().meta({ description: 'Null until the auction is over.' }) })
  .meta({ id: 'LeaseAuction' });

export const operatorAuctionView = z
  .object({
    ...common, poolId: idSchema('pool'), replicas: z.int().min(1), resources: leaseResources, constraints: leaseConstraints,
    durationMillis: z.int().nullable().meta({ description: 'Null: until its tenant closes it. The price of the winner holds as long.' }),
    most: z.array(bidPrice).meta({ description: 'What its operator would get by the price of the pool: bids are not above.' }),
    yourBid: bidView.nullable(),
    bids: z.array(z.object({ ...told, prices: z.array(bidPrice), nonce, yours: z.boolean() })).nullable().meta({ description: 'All of them, when the auction is over; null before.' }),
  })
  .meta({ id: 'Auction' });
export const operatorAuctionPage = page(operatorAuctionView, 'AuctionPage');
export const auctionQuery = pageQuery.extend({ open: queryBoolean.default(false).meta({ description: 'Only those in which bids are taken.' }) });
