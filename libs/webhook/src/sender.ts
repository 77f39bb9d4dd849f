import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Inject, Injectable, type OnApplicationShutdown, Optional } from '@nestjs/common';
import { Agent, buildConnector, type Dispatcher, request } from 'undici';

import { SETTINGS, type Settings } from '#libs/kernel';

import { isAddress, refusedAddress } from './addresses.js';
import { refusedUrl } from './endpoint-url.js';

/** How a test stands in for the internet. */
export interface SenderOptions {
  lookup?: LookupFunction;
  /** Why an address is refused, or undefined. */
  refuses?: (address: string) => string | undefined;
}

/** Nest's injection token for SenderOptions; without one, the real internet. */
export const SENDER_OPTIONS = Symbol('SENDER_OPTIONS');

/** What came of one attempt. Without a status, `error` says why there was no answer. */
export interface Sent {
  status?: number;
  error?: string;
  /** What kind of failure, unless it succeeded. */
  errorClass?: ErrorClass;
  /** The beginning of the answer. */
  response?: string;
  retryAfter?: string;
  durationMillis: number;
}

/**
 * Why an attempt failed. `refused`: we may not send there; `dns`, `tls`, `connection`: no connection stood; `closed_early`:
 * it closed before it answered; `timeout`: it did not answer in time; the others by the status of its answer.
 */
export const errorClasses = ['refused', 'dns', 'tls', 'connection', 'closed_early', 'timeout', 'redirect', 'gone', 'client_error', 'server_error'] as const;
export type ErrorClass = (typeof errorClasses)[number];

const RESPONSE_BYTES = 1_024;

/** An address that deliveries may not reach. */
class AddressRefused extends Error {
  override name = 'AddressRefused';

  constructor(hostname: string, reason: string) {
    super(`${hostname} is ${reason}, where no deliveries go`);
  }
}

/**
 * Sends one POST to where a tenant says, and nowhere else: addresses are checked as they are resolved for the very
 * connection that is made, so that an answer of the DNS that changes gains nothing; redirects are not followed.
 */
@Injectable()
export class WebhookSender implements OnApplicationShutdown {
  private readonly agent: Agent;
  private readonly refuses: (address: string) => string | undefined;
  private readonly lookup: LookupFunction;

  constructor(@Inject(SETTINGS) private readonly settings: Settings, @Optional() @Inject(SENDER_OPTIONS) options: SenderOptions | null = null) {
    this.lookup = options?.lookup ?? systemLookup;
    this.refuses = options?.refuses ?? (settings.webhookAllowPrivate ? () => undefined : refusedAddress);
    this.agent = new Agent({
      connect: this.connector(),
      // No limit for an origin: endpoints that share one would wait for each other. Each has a limit of its own.
      connections: null,
      keepAliveTimeout: 4_000,
      keepAliveMaxTimeout: 10_000,
      maxHeaderSize: 16_384,
      headersTimeout: settings.webhookTimeoutMillis,
      bodyTimeout: settings.webhookTimeoutMillis,
    });
  }

  /** Posts a body. Never throws: what went wrong is the answer. */
  async send(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<Sent> {
    const start = performance.now();
    const took = () => Math.round(performance.now() - start);
    const reason = refusedUrl(url, { allowPrivate: this.settings.webhookAllowPrivate });
    if (reason) return { error: `refused: ${reason}`, errorClass: 'refused', durationMillis: took() };
    // Not AbortSignal.timeout: its timer goes off, and makes an error, also when the answer came long before.
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), this.settings.webhookTimeoutMillis);
    try {
      const answer = await request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'Weir-Webhooks/1', ...headers },
        body,
        dispatcher: this.agent,
        signal: stop.signal,
      });
      const response = await beginningOf(answer).catch(() => ''); // the status has been said; a body that breaks off changes nothing
      const retryAfter = answer.headers['retry-after'];
      return { status: answer.statusCode, errorClass: classOfStatus(answer.statusCode), response, retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined, durationMillis: took() };
    } catch (error) {
      if (stop.signal.aborted) return { error: `no answer within ${this.settings.webhookTimeoutMillis} ms`, errorClass: 'timeout', durationMillis: took() };
      return { ...explained(error), durationMillis: took() };
    } finally {
      clearTimeout(timer);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.agent.destroy();
  }

  /** Refuses literal addresses before, resolved ones while, and whatever slipped through right after connecting. */
  private connector(): buildConnector.connector {
    const connect = buildConnector({ timeout: this.settings.webhookTimeoutMillis, lookup: this.checkedLookup });
    return (options, callback) => {
      const literal = isAddress(options.hostname) ? this.refuses(options.hostname) : undefined;
      if (literal) {
        callback(new AddressRefused(options.hostname, literal), null);
        return;
      }
      connect(options, (error, socket) => {
        if (error) {
          callback(error, null);
          return;
        }
        const reason = this.refuses(socket.remoteAddress ?? '');
        if (reason) {
          socket.destroy();
          callback(new AddressRefused(options.hostname, reason), null);
        } else callback(null, socket);
      });
    };
  }

  /** One refused address among a name's addresses refuses the name: which of them is connected to is not ours to choose. */
  private readonly checkedLookup: LookupFunction = (hostname, options, callback) => {
    this.lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) {
        callback(error, []);
        return;
      }
      const addresses = typeof found === 'string' ? [{ address: found, family: 0 }] : found;
      for (const { address } of addresses) {
        const reason = this.refuses(address);
        if (reason) {
          callback(new AddressRefused(hostname, reason), []);
          return;
        }
      }
      if (options.all) callback(null, addresses);
      else callback(null, addresses[0]!.address, addresses[0]!.family);
    });
  };
}

/** The first KiB as text; the rest is not read, and the connection is given up. Most answers have none. */
async function beginningOf({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<string> {
  if (statusCode === 204 || headers['content-length'] === '0') {
    await body.dump();
    return '';
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= RESPONSE_BYTES) break; // leaving the loop destroys the body
  }
  return storable(Buffer.concat(chunks).subarray(0, RESPONSE_BYTES).toString('utf8'));
}

function explained(error: unknown): { error: string; errorClass: ErrorClass } {
  const cause = error instanceof AggregateError ? error.errors[0] : error;
  if (cause instanceof AddressRefused) return { error: `refused: ${cause.message}`, errorClass: 'refused' };
  const message = cause instanceof Error ? cause.message : String(cause);
  return { error: storable(message.slice(0, 500)), errorClass: classOfCode((cause as { code?: string } | undefined)?.code ?? '') };
}

function classOfCode(code: string): ErrorClass {
  if (/^(ENOTFOUND|EAI_|ENODATA|ESERVFAIL)/.test(code)) return 'dns';
  if (/^(UND_ERR_SOCKET|ECONNRESET|EPIPE|HPE_|UND_ERR_RES|UND_ERR_HEADERS_OVERFLOW)/.test(code)) return 'closed_early';
  if (code.endsWith('TIMEOUT') || code === 'ETIMEDOUT') return 'timeout';
  if (/^(ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code)) return 'tls';
  return 'connection';
}

function classOfStatus(status: number): ErrorClass | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 410) return 'gone';
  if (status >= 400) return status < 500 ? 'client_error' : 'server_error';
  return status >= 300 ? 'redirect' : 'closed_early';
}

/** PostgreSQL's text takes no NUL, and its JSON no half of a pair. */
function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
