import { describe, expect, test } from 'vitest';

import { openApiDocument } from '../index.js';

interface Operation {
  operationId: string;
  responses: Record<string, { $ref?: string; content?: object }>;
  security?: object[];
  summary: string;
  tags: string[];
}

const document = await openApiDocument();
const operations = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ path, method, operation: operation as Operation })));

describe('the OpenAPI document', () => {
  test('is of version 3.1 and refers to nothing that is not in it', () => {
    expect(document.openapi).toBe('3.1.0');
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/(\w+)\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(50);
    const components = document.components as Record<string, Record<string, unknown>>;
    expect(references.filter(([, kind, name]) => components[kind!]?.[name!] === undefined).map(([text]) => text)).toEqual([]);
    expect(Object.keys(components.schemas!).filter((name) => !/^[A-Z]\w*$/.test(name))).toEqual([]);
  });

  test('names, describes and tags each operation', () => {
    expect(operations.filter(({ operation }) => !/^[a-z][A-Za-z]+$/.test(operation.operationId) || !operation.summary || operation.tags.length === 0)).toEqual([]);
  });

  test('says what each of its groups is for', () => {
    const { tags } = document as { tags: { name: string; description: string }[] };
    expect(tags.map(({ name }) => name)).toEqual([...new Set(operations.flatMap(({ operation }) => operation.tags))].toSorted());
    expect(tags.filter(({ description }) => description === '')).toEqual([]);
  });

  test('asks for a key or a session everywhere but for health, signing in, what anybody may know of pools, and what a payment service signs', () => {
    expect(document.security).toEqual([{ apiKey: [] }, { session: [] }]);
    expect(operations.filter(({ operation }) => operation.security?.length === 0).map(({ path }) => path).toSorted()).toEqual([
      '/health/live', '/health/ready', '/v1/payments/deposits', '/v1/payments/payouts', '/v1/payments/top-ups', '/v1/pools/{poolName}/cover', '/v1/pools/{poolName}/service-level',
      '/v1/session', '/v1/session', '/v1/session', '/v1/session/password', '/v1/session/ways', '/v1/status', '/v1/status/flows',
    ]);
  });

  test('gives each operation one good answer at least, and the refusals that all may give', () => {
    for (const { path, method, operation } of operations.filter((one) => one.path.startsWith('/v1/') && one.operation.security?.length !== 0)) {
      const statuses = Object.keys(operation.responses);
      expect(statuses.some((status) => status.startsWith('2')), `${method} ${path}`).toBe(true);
      expect(statuses, `${method} ${path}`).toEqual(expect.arrayContaining(['400', '401', '403', '413', '415', '429', '503']));
    }
  });

  test('may always miss what a path names', () => {
    const forgetful = operations.filter(({ path, operation }) => path.includes('{') && !('404' in operation.responses));
    expect(forgetful.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  test('writes patterns in what all regular expressions share, not in what ECMAScript alone knows', () => {
    const patterns = [...JSON.stringify(document).matchAll(/"pattern":"((?:[^"\\\\]|\\\\.)*)"/g)].map(([, pattern]) => JSON.parse(`"${pattern}"`) as string);
    expect(patterns.length).toBeGreaterThan(20);
    expect(patterns.filter((pattern) => /\\[pP]\{|\(\?</.test(pattern))).toEqual([]);
  });
});
