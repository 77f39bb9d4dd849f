import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { idPrefixes } from '#libs/kernel';

import type { DocumentedOperation } from './document.js';

/** What a play waits for. */
export interface Expected {
  /** Asked again until the answer is so. */
  until?: (answer: Answer) => boolean;
  status?: number;
  /** Waits until the log has all that is. */
  logged?: () => Promise<void>;
}

/** A request as an operation is asked for it. */
export interface Request {
  /** Of the path, the query and the headers, by name. */
  parameters?: Readonly<Record<string, string | number | boolean>>;
  body?: unknown;
  /** Of the body. */
  type?: string;
  accept?: string;
}

/** What an example says of an operation: what was asked, and what was answered. */
export interface Example {
  parameters?: Record<string, unknown>;
  request?: unknown;
  requestType?: string;
  status: number;
  answer?: unknown;
  answerType?: string;
}

export interface Played {
  /** With the names that documents know things by. */
  example: Example;
  /** As it was. */
  answer: unknown;
}

/** Whoever asks: headers that say so, for a request with this body. */
export type Caller = (body: string | undefined, method: string) => Record<string, string>;

// oxlint-disable-next-line typescript/no-explicit-any -- what answers are is what is tested; the story takes what it needs of them
export type Answer = Record<string, any>;

const ids = new RegExp(`\\b(${Object.values(idPrefixes).join('|')})_[0-9a-hjkmnp-tv-z]{24}`, 'g');
const secrets = /\b(weir_[a-z]+_|whsec_)[A-Za-z0-9+/_-]{24,}=*/g;
const LOOK_MILLIS = 100;
const MOST_LOOKS = 150;
const STREAM_MILLIS = 10_000;
/** Of a list, in an example. */
const MOST_SHOWN = 3;

/** Asks a running product for operations by their names, and keeps what was asked and answered as examples. */
export class Player {
  readonly played = new Map<string, Played>();
  /** The cookie that was set last. */
  cookie = '';
  private readonly names = new Map<string, string>();
  private readonly taken = new Set<string>();

  /** @param replaced texts that differ each time, such as where the product listens, and what stands for them in examples. */
  constructor(private readonly url: string, private readonly operations: ReadonlyMap<string, DocumentedOperation>, readonly callers: Record<string, Caller>, readonly replaced: Map<string, string>) {}

  /**
   * Plays the example of an operation, again after `logged` as long as the log lacks what it proves.
   * @throws Error when it is not answered as the document says when all is well, or with `status`.
   */
  async play(as: string, operationId: string, request: Request = {}, { until, status, logged }: Expected = {}): Promise<Answer> {
    if (this.played.has(operationId)) throw new Error(`${operationId} has been played`);
    let last: Awaited<ReturnType<Player['send']>> | undefined;
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      last = await this.send(as, operationId, request);
      const operation = this.operations.get(operationId)!;
      if (logged && (last.answer as Answer | undefined)?.code === 'settlement_not_logged') {
        await logged();
        continue;
      }
      const expected = status ?? Number(Object.keys(operation.responses).find((one) => one.startsWith('2')));
      if (last.status !== expected) throw new Error(`${operationId} answered ${last.status}: ${JSON.stringify(last.answer)}`);
      if (!until || until(last.answer as Answer)) {
        this.keep(operationId, request, last);
        return last.answer as Answer;
      }
      await sleep(LOOK_MILLIS);
    }
    throw new Error(`${operationId} never came to be as expected; it is ${JSON.stringify(last?.answer).slice(0, 2_000)}`);
  }

  /** Asks for what is no example. */
  async ask(as: string, operationId: string, request: Request = {}, until: (answer: Answer) => boolean = () => true): Promise<Answer> {
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      const { status, answer } = await this.send(as, operationId, request);
      if (status >= 400) throw new Error(`${operationId} answered ${status}: ${JSON.stringify(answer)}`);
      if (until(answer as Answer)) {
        this.named(operationId, answer);
        return answer as Answer;
      }
      await sleep(LOOK_MILLIS);
    }
    throw new Error(`${operationId} never came to be as expected`);
  }

  private async send(as: string, operationId: string, { parameters = {}, body, type = 'application/json', accept }: Request) {
    const operation = this.operations.get(operationId);
    if (!operation) throw new Error(`the document has no operation ${operationId}`);
    const used = new Set<string>();
    const of = (place: string) => (operation.parameters ?? []).filter((one) => one.in === place && one.name in parameters).map(({ name }) => {
      used.add(name);
      return [name, String(parameters[name])] as const;
    });
    let path = operation.path;
    for (const [name, value] of of('path')) path = path.replace(`{${name}}`, encodeURIComponent(value));
    const query = new URLSearchParams(of('query').map((pair) => [...pair]));
    const headers = Object.fromEntries(of('header'));
    for (const name of Object.keys(parameters)) if (!used.has(name)) throw new Error(`${operationId} has no parameter ${name}`);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const response = await fetch(`${this.url}${path}${query.size > 0 ? `?${query.toString()}` : ''}`, {
      method: operation.method.toUpperCase(), body: text, signal: AbortSignal.timeout(30_000), redirect: 'manual',
      headers: { ...headers, ...(text === undefined ? {} : { 'content-type': type }), ...(accept === undefined ? {} : { accept }), ...this.callers[as]!(text, operation.method) },
    });
    const [cookie] = response.headers.getSetCookie();
    if (cookie !== undefined) this.cookie = cookie.split(';')[0]!;
    const answerType = response.headers.get('content-type')?.split(';')[0];
    const answered = answerType === 'text/event-stream' ? await firstEventOf(response) : await response.text();
    const answer = answered === '' ? undefined : /json$|event-stream$/.test(answerType ?? '') ? (JSON.parse(answered) as unknown) : answered;
    return { status: response.status, answer, answerType };
  }

  private keep(operationId: string, { parameters, body, type = 'application/json' }: Request, { status, answer, answerType }: Awaited<ReturnType<Player['send']>>): void {
    this.named(operationId, answer);
    const example: Example = {
      ...(parameters ? { parameters: this.plain(parameters) as Record<string, unknown> } : {}),
      ...(body === undefined ? {} : { request: this.plain(body), requestType: type }),
      status,
      ...(answer === undefined ? {} : { answer: shortened(this.plain(answer)), answerType }),
    };
    this.played.set(operationId, { example, answer });
  }

  /** Gives each id that is new in an answer a name that it has every time: from where it was first seen. */
  private named(operationId: string, answer: unknown): void {
    for (const [pointer, text] of leaves(answer)) {
      for (const [id, prefix] of text.matchAll(ids)) {
        if (this.names.has(id)) continue;
        let name = '';
        for (let turn = 0; name === '' || this.taken.has(name); turn += 1) name = nameOf(prefix!, `${operationId}${pointer}#${turn}`);
        this.taken.add(name);
        this.names.set(id, name);
      }
    }
  }

  /** As it is written in an example. */
  private plain(value: unknown, key = ''): unknown {
    if (Array.isArray(value)) return value.map((item) => this.plain(item));
    if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, member]) => [this.plain(name) as string, this.plain(member, name)]));
    if (typeof value !== 'string') return value;
    if (key === 'csrfToken') return 'sent-as-x-weir-csrf';
    let text = value;
    for (const [real, stands] of this.replaced) text = text.replaceAll(real, stands);
    return text.replaceAll(ids, (id) => this.names.get(id) ?? id).replaceAll(secrets, (secret, prefix: string) => `${prefix}${'A'.repeat(secret.replace(/=+$/, '').length - prefix.length)}`);
  }
}

/** 24 characters as ids have them. */
function nameOf(prefix: string, of: string): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  return `${prefix}_${[...createHash('sha256').update(of).digest().subarray(0, 24)].map((byte) => alphabet[byte % 32]).join('')}`;
}

function* leaves(value: unknown, pointer = ''): Generator<[pointer: string, text: string]> {
  if (typeof value === 'string') yield [pointer, value];
  else if (typeof value === 'object' && value !== null) for (const [key, member] of Object.entries(value)) yield* leaves(member, `${pointer}/${key}`);
}

/** With the beginnings of long lists alone. */
function shortened(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, MOST_SHOWN).map(shortened);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shortened(member)]));
  if (typeof value === 'string' && value.length > 2_000) return value.slice(0, value.lastIndexOf('\n', 2_000) + 1 || 2_000);
  return value;
}

/** A stream does not end, and is described by its events. @returns the data of the first. */
async function firstEventOf(response: Response): Promise<string> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const timer = setTimeout(() => void reader.cancel(), STREAM_MILLIS);
  const whole = /^data: ?(.*)\n\n/m;
  let text = '';
  for (let part = await reader.read(); !part.done && !whole.test((text += part.value)); ) part = await reader.read();
  clearTimeout(timer);
  await reader.cancel();
  return whole.exec(text)?.[1] ?? '';
}
