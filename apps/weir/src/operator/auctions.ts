import { operatorApi } from '../api-access.js';
import { classOf } from '../class-of.js';
import { type Config, ConfigurationError } from '../config.js';
import { moment } from '../moment.js';
import type { OperatorOptions } from '../options.js';
import { listAll } from '../pages.js';
import { plainTable } from '../plain-table.js';

interface Price {
  resourceClass: string;
  variant: string;
  nanoTokensPerUnitHour: string;
}

interface Bid {
  id: string;
  auctionId: string;
  prices: Price[];
  digest: string;
}

interface Auction {
  id: string;
  state: string;
  closesAt: number;
  replicas: number;
  most: Price[];
  yourBid: Bid | null;
}

/** Lists auctions in the operator's pools. @throws CommandFailed, ConfigurationError. */
export async function listAuctions(config: Config, { open, operator, json }: OperatorOptions & { open?: boolean }): Promise<void> {
  const call = await operatorApi(config, operator);
  const auctions = await listAll<Auction>(call, `/v1/operator/auctions${open ? '?open=true' : ''}`);
  console.log(json ? JSON.stringify(auctions) : auctions.length === 0 ? 'no auctions in the pools that you have a cluster in' : table(auctions));
}

/** Bids in an auction, in place of what was bid before. @param prices each `CLASS=nano-tokens` or `CLASS/variant=nano-tokens`. @throws CommandFailed, ConfigurationError. */
export async function placeBid(config: Config, auctionId: string, prices: readonly string[], { nonce, operator, json }: OperatorOptions & { nonce?: string }): Promise<void> {
  const body = { prices: prices.map(priceOf), ...(nonce === undefined ? {} : { nonce }) };
  const call = await operatorApi(config, operator);
  const bid = await call<Bid>('PUT', `/v1/operator/auctions/${encodeURIComponent(auctionId)}/bid`, body);
  console.log(json ? JSON.stringify(bid) : `${bid.id} in ${bid.auctionId}: ${bid.prices.map(priceText).join(' ')}\nits digest, told to all when the auction is over: ${bid.digest}`);
}

/** Withdraws the operator's bid in an auction. @throws CommandFailed, ConfigurationError. */
export async function withdrawBid(config: Config, auctionId: string, { operator, json }: OperatorOptions): Promise<void> {
  const call = await operatorApi(config, operator);
  await call('DELETE', `/v1/operator/auctions/${encodeURIComponent(auctionId)}/bid`);
  console.log(json ? JSON.stringify({ withdrawn: auctionId }) : `no bid of yours is in ${auctionId} any more`);
}

function priceOf(text: string): Price {
  const [, resourceClass, variant = '', nanoTokensPerUnitHour] = /^([A-Z_]+)(?:\/([^=]+))?=(\d+)$/.exec(text) ?? [];
  if (resourceClass !== undefined && nanoTokensPerUnitHour !== undefined) return { resourceClass, variant, nanoTokensPerUnitHour };
  throw new ConfigurationError(`a price is CLASS=nano-tokens or CLASS/variant=nano-tokens, such as CPU_MILLI=15000000; it is ${text}`);
}

function priceText(price: Price): string {
  return `${classOf(price)}=${price.nanoTokensPerUnitHour}`;
}

function table(auctions: readonly Auction[]): string {
  const rows = plainTable(['auction', 'state', 'closes', 'replicas', 'at most, a unit and hour', 'your bid']);
  for (const { id, state, closesAt, replicas, most, yourBid } of auctions) rows.push([id, state, moment(closesAt), replicas, most.map(priceText).join('\n'), yourBid?.prices.map(priceText).join('\n') ?? 'none']);
  return rows.toString();
}
