import { Agent, request } from 'undici';

import { assert } from '#libs/kernel';

import type { ClusterConnection } from '../cluster-access.js';

/** The API server answered, though not as hoped. */
export class ApiRefused extends Error {
  override name = 'ApiRefused';

  /** `reason` is what it said; for an operator's eyes at most. */
  constructor(readonly status: number, readonly reason: string) {
    super(`the API server answered ${status}: ${reason}`);
  }
}

/** No answer: no connection, no trust in who answered, or too late. */
export class ApiUnreachable extends Error {
  override name = 'ApiUnreachable';
}

const CONNECT_MILLIS = 3_000;
const ANSWER_MILLIS = 10_000;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** Objects in one answer, and answers to one list. */
const PAGE = 500;
const MAX_PAGES = 100;

type Query = Readonly<Record<string, string>>;

interface List<T> {
  items?: T[];
  metadata?: { continue?: string };
}

/**
 * Asks one API server plain questions: what nodes there are, what pods use, what an account may. Answers are taken as the
 * JSON they are: turning lists of thousands into objects of classes costs more than reading them. Redirects are not followed.
 */
export class ClusterApi {
  private readonly agent: Agent;

  constructor(private readonly connection: Pick<ClusterConnection, 'server' | 'caData' | 'token'>) {
    const ca = connection.caData === undefined ? {} : { ca: Buffer.from(connection.caData, 'base64') };
    this.agent = new Agent({ connections: 4, connect: { ...ca, timeout: CONNECT_MILLIS }, headersTimeout: ANSWER_MILLIS, bodyTimeout: ANSWER_MILLIS });
  }

  /** @throws ApiRefused, ApiUnreachable */
  get<T>(path: string, query?: Query): Promise<T> {
    return this.ask<T>('GET', path, query);
  }

  /** @throws ApiRefused, ApiUnreachable */
  post<T>(path: string, body: unknown, query?: Query): Promise<T> {
    return this.ask<T>('POST', path, query, body);
  }

  /** Everything in a list, page by page. @throws ApiRefused, ApiUnreachable, also when there is more than anybody should have. */
  async list<T>(path: string, query: Query = {}): Promise<T[]> {
    const items: T[] = [];
    let position: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const answer: List<T> = await this.get<List<T>>(path, { ...query, limit: String(PAGE), ...(position ? { continue: position } : {}) });
      items.push(...(answer.items ?? []));
      position = answer.metadata?.continue;
      if (!position) return items;
    }
    throw new ApiRefused(200, `more than ${PAGE * MAX_PAGES} objects in ${path}`);
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private async ask<T>(method: 'GET' | 'POST', path: string, query: Query = {}, body?: unknown): Promise<T> {
    assert(path.startsWith('/'), 'a path begins with a slash');
    const { status, text } = await this.answer(method, `${this.connection.server}${path}?${new URLSearchParams(query).toString()}`, body);
    const answer = parsed(text);
    if (status < 200 || status > 299) throw new ApiRefused(status, messageOf(answer));
    if (typeof answer !== 'object' || answer === null) throw new ApiRefused(status, 'what answered is no API server');
    return answer as T;
  }

  private async answer(method: 'GET' | 'POST', url: string, body: unknown): Promise<{ status: number; text: string }> {
    try {
      const { statusCode, body: stream } = await request(url, {
        method, dispatcher: this.agent, signal: AbortSignal.timeout(ANSWER_MILLIS + CONNECT_MILLIS),
        headers: { authorization: `Bearer ${this.connection.token}`, accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const parts: Buffer[] = [];
      let bytes = 0;
      for await (const part of stream as AsyncIterable<Buffer>) {
        bytes += part.length;
        if (bytes > MAX_ANSWER_BYTES) throw new Error('the answer is too long');
        parts.push(part);
      }
      return { status: statusCode, text: Buffer.concat(parts).toString('utf8') };
    } catch (error) {
      throw new ApiUnreachable(error instanceof Error ? error.message : 'no answer', { cause: error });
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What an API server's answer says, in a line of bounded length. */
export function messageOf(answer: unknown): string {
  const { message } = (typeof answer === 'object' && answer !== null ? answer : {}) as { message?: unknown };
  return typeof message === 'string' ? message.slice(0, 1_000) : 'no reason given';
}
