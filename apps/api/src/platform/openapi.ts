import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';

import { canonicalJson, problemCatalogue } from '#libs/kernel';

import { illustrate } from './illustrate.js';
import { statusOfCode, typeOfCode } from './problems.js';

/** Codes that any request may be answered with. */
const always = ['invalid_request', 'unauthenticated', 'forbidden', 'body_too_large', 'unsupported_media_type', 'rate_limited', 'unavailable'];
const alwaysOnPublic = ['invalid_request', 'unavailable'];

const about = `A cloud made of many operators' machines. Amounts are nano-tokens as decimal strings, moments are milliseconds since 1970.
Refusals are RFC 9457 problems: branch on \`code\`. Lists are paged: give \`nextCursor\` as \`cursor\`. Writes take an \`Idempotency-Key\`.`;

const aboutSessions = `A session that \`POST /v1/session\` or \`GET /v1/session/oidc\` began, for browsers (\`__Host-weir_session\` over https).
What is not GET or HEAD needs the session's \`csrfToken\` as \`x-weir-csrf\`, and an Origin of ours. Whoever may act as several says as which by \`x-weir-role: <kind>:<id>\`.`;

const problemSchema = {
  type: 'object',
  description: 'A refusal, RFC 9457. Some codes carry further members, such as limits.',
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What happened and what would be right, for people.' },
    code: { type: 'string', description: 'Stable: programs branch on it.' },
    pointer: { type: 'string', description: 'The field at fault: `/a/b` in the body, `?name` in the query, `:name` in the path.' },
    requestId: { type: 'string' },
  },
  additionalProperties: true,
} as const;

/** What operations are grouped by. */
const tags: Readonly<Record<string, string>> = {
  leases: 'What runs for a tenant: requesting it, changing it, watching it, and quotes before.',
  pools: 'What is on offer: pools, their prices and terms.',
  billing: 'Wallet, charges, statements, budgets and top-ups.',
  webhooks: 'Endpoints, and the messages, deliveries and attempts to them.',
  log: 'The append-only log: its keys, heads, and proofs that one head continues another.',
  session: 'How people sign in; what they send as cookie, where programs send a key.',
  identity: 'Who is asking: projects, quotas, members, keys, and the audit log.',
  inventory: "An operator's sites, clusters and hosts, what they offer, and why they do not.",
  auctions: "An operator's bids for leases that go to auction.",
  operator: "An operator's asks, earnings and payouts.",
  metering: 'Samples of usage, and what is held where sources differ.',
  calculators: 'Each rule of the economics with explicit state, for anyone to check a number. They change nothing.',
  payments: 'What an integrator\'s payment service tells: deposits and payouts, signed.',
  platform: 'Tenants, operators and their keys, and the ledger, for administrators.',
  administration: 'Pools, rates, corrections, deposits and payouts, for administrators.',
  rules: 'What everybody goes by: the parameters, in signed versions that hold after a delay.',
  simulation: 'Faults of simulated clusters, and the simulated clock.',
  stake: 'What stands behind operators: their bonds, and the pools that back them.',
  trust: 'What operators answer for: faults, slashes, appeals; challenges of what stands idle.',
  insurance: 'Cover for what outages cost beyond the service credit, and the capital behind it.',
  status: 'What anybody may know of how everything is.',
  system: 'Health, and an echo to try a client with.',
};

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;

interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  security?: object[];
  responses: Record<string, unknown>;
  'x-refuses'?: string[];
  'x-scopes'?: string[];
  'x-public'?: boolean;
}

/** The whole API as an OpenAPI 3.1 document, from the routes and their Zod schemas. Call it on an initialised app. */
export function buildOpenApi(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Weir')
    .setDescription(about)
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .setOpenAPIVersion('3.1.0')
    .addServer('/', 'Where this document is served.')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'weir_…', description: 'An API key: `weir_…`.' }, 'apiKey')
    .addCookieAuth('weir_session', { type: 'apiKey', in: 'cookie', description: aboutSessions }, 'session')
    .addSecurityRequirements('apiKey')
    .addSecurityRequirements('session')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    autoTagControllers: false,
    operationIdFactory: operationIdOf,
    standardSchemaConverter: (schema, { schemaType }) => convert(schema, schemaType),
  });
  const seen = new Set<string>();
  const responses: Record<string, object> = {};
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of methods) {
      const operation = item[method] as Operation | undefined;
      if (!operation) continue;
      finish(operation, path, seen, responses);
      illustrate(operation);
    }
  }
  document.tags = [...new Set(Object.values(document.paths).flatMap((item) => methods.flatMap((method) => item[method]?.tags ?? [])))].toSorted().map((name) => ({ name, description: tags[name] ?? '' }));
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problemSchema as never },
    responses: Object.fromEntries(Object.entries(responses).toSorted(([a], [b]) => (a < b ? -1 : 1))) as never,
  };
  return mergeDirections(document);
}

/** `LeasesController.list` → `listLeases`; a method that names its object already keeps its name. */
function operationIdOf(controller: string, method: string): string {
  return /[A-Z]/.test(method) ? method : `${method}${controller.replace(/Controller$/, '')}`;
}

function finish(operation: Operation, path: string, seen: Set<string>, shared: Record<string, object>): void {
  const id = operation.operationId ?? '';
  if (seen.has(id)) throw new Error(`two operations are called ${id}; the second is at ${path}`);
  seen.add(id);
  const words = id.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
  operation.summary = operation.summary || `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  operation.tags ??= [path.split('/').filter((part) => part !== 'v1')[1] ?? 'system'];
  const open = operation['x-public'] === true;
  if (open) operation.security = [];
  const scopes = operation['x-scopes'];
  const who = scopes?.length ? `Scopes: ${scopes.map((scope) => `\`${scope}\``).join(', ')}.` : open ? 'Takes no key.' : 'Takes any key.';
  operation.description = [operation.description, who].filter(Boolean).join('\n\n');
  const codes = new Set([...(open ? alwaysOnPublic : always), ...(operation['x-refuses'] ?? [])]);
  for (const [status, same] of byStatus(codes)) {
    shared[same.join('.')] ??= problemResponse(same, Number(status));
    operation.responses[status] ??= { $ref: `#/components/responses/${same.join('.')}` };
  }
  for (const response of Object.values(operation.responses)) sayWhatIsText(response as Described);
  delete operation['x-refuses'];
  delete operation['x-public'];
}

interface Described {
  content?: Record<string, { schema?: object }>;
}

/** A schema tells of the JSON that an answer may be had as; in plain text it is no object. */
function sayWhatIsText({ content = {} }: Described): void {
  for (const type of ['text/csv', 'text/html', 'text/plain']) if (content[type]) content[type] = { ...content[type], schema: { type: 'string' } };
}

function byStatus(codes: ReadonlySet<string>): [status: string, codes: string[]][] {
  return Object.entries(Object.groupBy([...codes].toSorted(), (code) => String(statusOfCode(code)))) as [string, string[]][];
}

/** A response for some codes of one status, with an example each. */
function problemResponse(codes: readonly string[], status: number): object {
  const titleOf = (code: string): string => problemCatalogue().get(code)!.title;
  return {
    description: codes.map((code) => `\`${code}\`: ${titleOf(code)}`).join('; '),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code, titleOf(code), status) }])),
      },
    },
  };
}

function exampleOf(code: string, title: string, status: number): object {
  return { type: typeOfCode(code), title, status, detail: `${title}.`, code, requestId: 'req_4k9d0x7h2m5n8p1qr3st6vwy' };
}

/** A Zod schema as JSON Schema. What comes in and what goes out may differ (defaults, transforms), so components say which they are, until `mergeDirections`. */
function convert(schema: unknown, direction: 'input' | 'output') {
  if (!(schema instanceof z.ZodType)) return undefined;
  const { $schema: _dialect, $defs = {}, ...root } = z.toJSONSchema(schema, {
    io: direction, target: 'draft-2020-12', unrepresentable: 'any',
    // Zod drops the examples of what comes in where something in it is transformed. Ours are as they are sent.
    override: ({ zodSchema, jsonSchema }) => {
      const { id, examples } = z.globalRegistry.get(zodSchema) ?? {};
      if (direction === 'input' && id && Array.isArray(examples)) jsonSchema.examples = examples;
    },
  });
  const directed = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll(/"#\/\$defs\/([\w.-]+)"/g, `"#/components/schemas/$1--${direction}"`)) as T;
  const components = Object.fromEntries(Object.entries($defs).map(([name, definition]) => [`${name}--${direction}`, directed(definition)]));
  return { schema: directed(root), components };
}

/** Gives each component its plain name where both directions agree, all the way down; what goes out is `…Output` where not. */
function mergeDirections(document: OpenAPIObject): OpenAPIObject {
  const schemas = document.components?.schemas ?? {};
  const names = [...new Set(Object.keys(schemas).filter((name) => name.includes('--')).map((name) => name.split('--')[0]!))];
  const both = names.filter((name) => schemas[`${name}--input`] && schemas[`${name}--output`]);
  const text = (name: string): string => canonicalJson(schemas[name]);
  const plain = (json: string): string => json.replaceAll(/--(input|output)"/g, '"');
  const differing = new Set(both.filter((name) => plain(text(`${name}--input`)) !== plain(text(`${name}--output`))));
  for (let grew = true; grew; ) {
    const more = both.filter((name) => !differing.has(name) && [...differing].some((other) => text(`${name}--output`).includes(`/${other}--output"`)));
    grew = more.length > 0;
    for (const name of more) differing.add(name);
  }
  const renamed = JSON.stringify(document).replaceAll(/([\w.-]+)--(input|output)"/g, (_match, name: string, direction: string) => `${name}${direction === 'output' && differing.has(name) ? 'Output' : ''}"`);
  return JSON.parse(renamed) as OpenAPIObject;
}
