import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it came in, by OTLP's JSON. */
export interface CollectedSpan {
  service: string;
  traceId: string;
  spanId: string;
  /** Empty for the first of a trace that nobody handed on. */
  parentSpanId: string;
  name: string;
  kind: number;
  attributes: Record<string, string | number | boolean>;
  failed: boolean;
}

/** Whoever collects traces, by OTLP over HTTP, as far as tests look at them. */
export interface TraceCollector {
  /** What OTEL_EXPORTER_OTLP_ENDPOINT takes. */
  url: string;
  spans: CollectedSpan[];
  /** What came in another form than JSON, by its content type. */
  others: string[];
  /** All that came, as text. */
  text(): string;
  close(): Promise<void>;
}

interface OtlpValue {
  stringValue?: string;
  intValue?: number | string;
  doubleValue?: number;
  boolValue?: boolean;
}

type OtlpAttributes = { key: string; value: OtlpValue }[];

interface OtlpTraces {
  resourceSpans: {
    resource: { attributes: OtlpAttributes };
    scopeSpans: { spans: { traceId: string; spanId: string; parentSpanId?: string; name: string; kind: number; attributes: OtlpAttributes; status: { code?: number } }[] }[];
  }[];
}

const ERROR = 2;

export async function traceCollector(): Promise<TraceCollector> {
  const spans: CollectedSpan[] = [];
  const texts: string[] = [];
  const others: string[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      texts.push(body);
      const type = request.headers['content-type'] ?? '';
      if (type !== 'application/json') others.push(type);
      else if (request.url === '/v1/traces') spans.push(...spansIn(JSON.parse(body) as OtlpTraces));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    others,
    text: () => texts.join('\n'),
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}

function spansIn({ resourceSpans }: OtlpTraces): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans.map(({ traceId, spanId, parentSpanId = '', name, kind, attributes, status }) => (
    { service: String(valuesOf(resource.attributes)['service.name']), traceId, spanId, parentSpanId, name, kind, attributes: valuesOf(attributes), failed: status.code === ERROR }))));
}

function valuesOf(attributes: OtlpAttributes): Record<string, string | number | boolean> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.boolValue ?? Number(value.intValue ?? value.doubleValue)]));
}
