import { type IncomingHttpHeaders, STATUS_CODES } from 'node:http';

/** What the gateway says itself. Nothing in it depends on the address asked for, or on what stands behind it. */
const answers = {
  404: { code: 'address_unknown', detail: 'There is nothing at this address.' },
  413: { code: 'body_too_large', detail: 'The body of this request is too large.' },
  431: { code: 'headers_too_large', detail: 'The head of this request is too large.' },
  501: { code: 'upgrade_unknown', detail: 'WebSocket is the only protocol to change to.' },
  502: { code: 'no_answer', detail: 'The workload ended the connection without an answer.' },
  503: { code: 'unavailable', detail: 'The workload cannot take this request now.' },
  504: { code: 'answer_late', detail: 'The workload did not answer in time.' },
} as const;

export type AnswerStatus = keyof typeof answers;

export interface Answer {
  status: AnswerStatus;
  headers: Record<string, string>;
  body: string;
}

/** An answer of ours, as a page for those who ask for one, else as a problem (RFC 9457). */
export function answerOf(status: AnswerStatus, accept: IncomingHttpHeaders['accept']): Answer {
  const { code, detail } = answers[status];
  const title = STATUS_CODES[status]!;
  const asPage = accept !== undefined && /\btext\/html\b/.test(accept);
  const body = asPage
    ? `<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>${title}</title>\n<body style="font: 1.1rem/1.5 system-ui; max-width: 40rem; margin: 4rem auto; padding: 0 1rem"><h1>${title}</h1><p>${detail}</p>\n`
    : `${JSON.stringify({ type: `https://weir.dev/problems/${code.replaceAll('_', '-')}`, title, status, code, detail })}\n`;
  return {
    status,
    body,
    headers: {
      'content-type': asPage ? 'text/html; charset=utf-8' : 'application/problem+json',
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
      ...(status === 503 ? { 'retry-after': '1' } : {}),
    },
  };
}

/** The same as text for a connection that HTTP's server has let go of; it ends with it. */
export function rawAnswer(status: AnswerStatus, accept?: string): string {
  const { headers, body } = answerOf(status, accept);
  const lines = Object.entries({ ...headers, date: new Date().toUTCString(), connection: 'close' }).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}
