import { ExponentialBackoff, handleWhen, noJitterGenerator, retry } from 'cockatiel';
import { setTimeout as sleep } from 'node:timers/promises';

import { verifyWebhook, type WebhookMessage } from '#libs/client';

import { type ApiCall, ApiRefusal, ApiUnreachable } from '../api-call.js';
import { tenantApi } from '../api-access.js';
import { CommandFailed } from '../command-failed.js';
import { type Config, ConfigurationError } from '../config.js';
import { moment } from '../moment.js';
import type { OutputOptions } from '../options.js';
import { listAll } from '../pages.js';
import { plainTable } from '../plain-table.js';

interface Request {
  id: string;
  messageId: string;
  createdAt: number;
  headers: Record<string, string>;
  body: string;
}

interface Page {
  items: Request[];
  nextCursor: string | null;
}

const LOOK_EVERY_MILLIS = 1_000;
/** What is committed late has an earlier time than what was seen already. */
const OVERLAP_MILLIS = 30_000;
const FIRST_PAUSE_MILLIS = 500;
const LONGEST_PAUSE_MILLIS = 30_000;
/** With growing pauses: about ten minutes. */
const MOST_TRIES = 25;
const ANSWER_WITHIN_MILLIS = 15_000;

export interface ListenOptions extends OutputOptions {
  forward: string;
  since?: number;
  most?: number;
}

/**
 * Sends on what goes to an endpoint, as its receiver would get it, until there were so many. It asks for it, so that nothing needs to reach this
 * machine. Where the API does not answer it tries again; what the receiver refuses is told, and not sent again.
 * @throws CommandFailed, ConfigurationError.
 */
export async function listen(config: Config, endpointId: string, { forward, since, most = Infinity, json }: ListenOptions): Promise<void> {
  const secret = config.webhookSecret;
  if (secret === undefined) throw new ConfigurationError("WEIR_WEBHOOK_SECRET takes the endpoint's secret, with which each request is verified; it is not set (a lost one is replaced by POST /v1/webhooks/endpoints/{id}/rotate)");
  const { call } = await tenantApi(config);
  const inbox = new Inbox(call, endpointId);
  await patiently(() => inbox.start(since));
  console.error(`weir: hearing for ${endpointId}, forwarding to ${forward}`);
  for (let forwarded = 0; ;) {
    for (const request of await patiently(() => inbox.fresh())) {
      const message = verified(secret, endpointId, request);
      const outcome = await post(forward, request);
      tell(message, request, outcome, json);
      forwarded += 1;
      if (forwarded >= most) return;
    }
    await sleep(LOOK_EVERY_MILLIS);
  }
}

/** Prints a tenant's endpoints. @throws CommandFailed, ConfigurationError. */
export async function listEndpoints(config: Config, { search, json }: OutputOptions & { search?: string }): Promise<void> {
  const { call } = await tenantApi(config);
  const endpoints = await listAll<{ id: string; url: string; state: string; eventTypes: string[]; circuit: { state: string; reason: string | null } }>(call, `/v1/webhooks/endpoints${search === undefined ? '' : `?search=${encodeURIComponent(search)}`}`);
  if (json) return console.log(JSON.stringify(endpoints));
  const table = plainTable(['endpoint', 'URL', 'state', 'wants']);
  for (const { id, url, state, circuit, eventTypes } of endpoints) table.push([id, url, circuit.state === 'closed' ? state : `${state}, paused: ${circuit.reason}`, eventTypes.join(', ') || 'everything']);
  console.log(table.toString());
}

/** What goes to an endpoint, each once and in order, as far as the API tells it in order. */
class Inbox {
  /** By id, with its time: what would be told again because of the overlap. */
  private seen = new Map<string, number>();
  private newestAt = 0;

  constructor(private readonly call: ApiCall, private readonly endpointId: string) {}

  /** From so long ago; by default behind what is there. By the times of the API, whose clock may not be ours. */
  async start(sinceMillis: number | undefined): Promise<void> {
    const newest = await this.call<{ items: { createdAt: number }[] }>('GET', `/v1/webhooks/messages?limit=1&endpointId=${encodeURIComponent(this.endpointId)}`);
    this.newestAt = newest.items[0]?.createdAt ?? 0;
    if (sinceMillis === undefined) for (let round = 0; round < 100 && (await this.fresh()).length > 0;) round += 1;
    else this.newestAt = Math.max(0, this.newestAt - sinceMillis);
  }

  async fresh(): Promise<Request[]> {
    const from = Math.max(0, this.newestAt - OVERLAP_MILLIS);
    const found: Request[] = [];
    let cursor: string | null = null;
    do {
      const page: Page = await this.call('GET', `/v1/webhooks/endpoints/${encodeURIComponent(this.endpointId)}/requests?from=${from}&limit=200${cursor === null ? '' : `&cursor=${cursor}`}`);
      found.push(...page.items.filter(({ id }) => !this.seen.has(id)));
      cursor = page.nextCursor;
      // What is behind this much is asked for in the next round.
    } while (cursor !== null && found.length < 1_000);
    for (const { id, createdAt } of found) this.seen.set(id, createdAt);
    this.newestAt = Math.max(this.newestAt, ...found.map(({ createdAt }) => createdAt));
    for (const [id, at] of this.seen) if (at < this.newestAt - OVERLAP_MILLIS) this.seen.delete(id);
    return found;
  }
}

function verified(secret: string, endpointId: string, { body, headers }: Request): WebhookMessage {
  try {
    return verifyWebhook(secret, body, headers);
  } catch (error) {
    throw new CommandFailed(`what ${endpointId} is sent is not signed with the secret in WEIR_WEBHOOK_SECRET (${(error as Error).message}); nothing was forwarded`, { cause: error });
  }
}

type Outcome = { status: number; durationMillis: number } | { error: string; durationMillis: number };

async function post(url: string, { headers, body }: Request): Promise<Outcome> {
  const start = performance.now();
  const durationMillis = () => Math.round(performance.now() - start);
  try {
    const answer = await fetch(url, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body, redirect: 'manual', signal: AbortSignal.timeout(ANSWER_WITHIN_MILLIS) });
    await answer.body?.cancel();
    return { status: answer.status, durationMillis: durationMillis() };
  } catch (error) {
    const { cause = error } = error as { cause?: unknown };
    return { error: cause instanceof Error ? cause.message || (cause as { code?: string }).code || cause.name : String(cause), durationMillis: durationMillis() };
  }
}

function tell({ type }: WebhookMessage, { messageId, createdAt }: Request, outcome: Outcome, json: boolean | undefined): void {
  if (json) return console.log(JSON.stringify({ messageId, type, createdAt, verified: true, ...outcome }));
  console.log(`${moment(createdAt)}  ${type.padEnd(22)} ${messageId}  ${'status' in outcome ? outcome.status : outcome.error} in ${outcome.durationMillis} ms`);
}

/** Tries again while the API is away or busy. @throws CommandFailed when that lasts. */
function patiently<T>(what: () => Promise<T>): Promise<T> {
  const backoff = new ExponentialBackoff({ generator: noJitterGenerator, initialDelay: FIRST_PAUSE_MILLIS, maxDelay: LONGEST_PAUSE_MILLIS });
  const policy = retry(handleWhen(passes), { maxAttempts: MOST_TRIES - 1, backoff });
  policy.onRetry((why) => console.error(`weir: ${'error' in why ? (why.error as Error).message : ''}; trying again in ${why.delay / 1_000} s`));
  return policy.execute(what);
}

function passes(error: unknown): boolean {
  const { cause } = error as { cause?: unknown };
  return cause instanceof ApiUnreachable || (cause instanceof ApiRefusal && (cause.status >= 500 || cause.status === 429));
}
