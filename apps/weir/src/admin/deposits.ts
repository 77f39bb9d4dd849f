import { adminApi } from '../api-access.js';
import type { Config } from '../config.js';
import { moment } from '../moment.js';
import type { OutputOptions } from '../options.js';
import { listAll } from '../pages.js';
import { plainTable } from '../plain-table.js';

export interface ResolveOptions extends OutputOptions {
  reason: string;
}

interface PaymentDeposit {
  id: string;
  reference: string;
  recipient: string;
  tenantId: string | null;
  amount: string;
  state: string;
  receivedAt: number;
}

/** Lists what the payment service paid in. @throws CommandFailed, ConfigurationError. */
export async function listDeposits(config: Config, { state, json }: OutputOptions & { state?: string }): Promise<void> {
  const { call } = await adminApi(config);
  const deposits = await listAll<PaymentDeposit>(call, `/v1/admin/payments/deposits${state === undefined ? '' : `?state=${state}`}`);
  if (json) return console.log(JSON.stringify(deposits));
  console.log(deposits.length === 0 ? 'no deposits' : table(deposits));
}

/** Gives one that is held to a tenant. @throws CommandFailed, ConfigurationError. */
export async function assignDeposit(config: Config, id: string, tenantId: string, { reason, ...options }: ResolveOptions): Promise<void> {
  await resolve(config, `${pathOf(id)}/assignment`, { tenantId, reason }, options);
}

/** Has one that is held sent back. @throws CommandFailed, ConfigurationError. */
export async function returnDeposit(config: Config, id: string, { reason, ...options }: ResolveOptions): Promise<void> {
  await resolve(config, `${pathOf(id)}/return`, { reason }, options);
}

/** Puts tokens into a tenant's wallet; again by the same reference, it changes nothing. @throws CommandFailed, ConfigurationError. */
export async function depositTokens(config: Config, tenantId: string, amount: string, { reference, json }: OutputOptions & { reference: string }): Promise<void> {
  const { call } = await adminApi(config);
  const deposit = await call<{ id: string; at: number }>('POST', '/v1/admin/deposits', { tenantId, amount, reference });
  console.log(json ? JSON.stringify(deposit) : `${deposit.id}: ${amount} nano-tokens for ${tenantId}, ${moment(deposit.at)}`);
}

async function resolve(config: Config, path: string, body: object, { json }: OutputOptions): Promise<void> {
  const { call } = await adminApi(config);
  const deposit = await call<PaymentDeposit>('POST', path, body);
  console.log(json ? JSON.stringify(deposit) : table([deposit]));
}

function pathOf(id: string): string {
  return `/v1/admin/payments/deposits/${encodeURIComponent(id)}`;
}

function table(deposits: readonly PaymentDeposit[]): string {
  const rows = plainTable(['deposit', 'reference', 'for', 'tenant', 'nano-tokens', 'state', 'received']);
  for (const { id, reference, recipient, tenantId, amount, state, receivedAt } of deposits) rows.push([id, reference, recipient, tenantId ?? '', amount, state, moment(receivedAt)]);
  return rows.toString();
}
