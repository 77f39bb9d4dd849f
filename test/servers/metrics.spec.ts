import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';

import { type WholeProduct, wholeProduct } from '../support/whole-product.js';

const root = join(import.meta.dirname, '../..');
const rulesFile = join(root, 'deploy/prometheus/weir.rules.yaml');
// Debian's package `prometheus` has it.
const isThere = spawnSync('promtool', ['--version']).status === 0;

interface Rule {
  alert: string;
  expr: string;
  for: string;
  annotations: { summary: string; runbook_url: string };
}

let product: WholeProduct;
let metrics: string;
let rules: Rule[];
beforeAll(async () => {
  product = await wholeProduct({}, { processMetrics: true });
  // A request of each kind, so that there is something of each metric.
  for (const path of ['/health/ready', '/v1/admin/health', '/nowhere']) await fetch(product.url + path, { headers: { authorization: `Bearer ${product.adminKey}` } });
  metrics = await (await fetch(`${product.url}/metrics`)).text();
  rules = (parse(await readFile(rulesFile, 'utf8')) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);
});
afterAll(() => product?.close());

function promtool(words: readonly string[], input?: string): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync('promtool', words, { cwd: join(root, 'deploy/prometheus'), input, encoding: 'utf8', timeout: 60_000 });
  return { status, said: `${stdout}${stderr}` };
}

test.skipIf(!isThere)("promtool has nothing against what the product exports", () => {
  expect(promtool(['check', 'metrics'], metrics)).toEqual({ status: 0, said: '' });
  // It does look: a name that it refuses is refused.
  expect(promtool(['check', 'metrics'], `${metrics}\n# TYPE weir_things_total gauge\nweir_things_total 1\n`).status).not.toBe(0);
});

test.skipIf(!isThere)('promtool has nothing against the rules, and each alert fires when it should and not else', () => {
  const checked = promtool(['check', 'rules', 'weir.rules.yaml']);
  expect(checked.status, checked.said).toBe(0);
  const tested = promtool(['test', 'rules', 'weir.rules.test.yaml']);
  expect(tested.status, tested.said).toBe(0);
});

test('every alert is tried by a test of its own, and none is called twice', async () => {
  const { tests } = parse(await readFile(join(root, 'deploy/prometheus/weir.rules.test.yaml'), 'utf8')) as { tests: { name: string }[] };
  expect(tests.map(({ name }) => name)).toEqual(['all is well', ...rules.map(({ alert }) => alert)]);
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
});

test('the rules and the dashboard name only what the product exports', async () => {
  const exported = new Set([...metrics.matchAll(/^([a-z_:][\w:]*)[{ ]/gim)].map(([, name]) => name));
  const dashboard = JSON.parse(await readFile(join(root, 'deploy/grafana/weir.json'), 'utf8')) as { panels: { targets: { expr: string }[] }[] };
  const asked = [...rules.map(({ expr }) => expr), ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))].flatMap(namesIn);
  expect(asked.length).toBeGreaterThan(20);
  // `up` is Prometheus' own.
  expect([...new Set(asked)].filter((name) => name !== 'up' && !exported.has(name))).toEqual([]);
});

/** What stands outside labels and strings, is no function, and no word of PromQL's. */
function namesIn(expression: string): string[] {
  const bare = expression.replaceAll(/\{[^}]*\}|"[^"]*"|\[[^\]]*\]|\bby \([^)]*\)/g, ' ');
  return [...bare.matchAll(/\b[a-z_][a-z0-9_]*\b(?!\s*\()/g)].map(([name]) => name).filter((name) => !['sum', 'max', 'by', 'le', 'and', 'or'].includes(name));
}

test('each alert has a runbook that is about it, and each runbook an alert', async () => {
  const pages = (await readdir(join(root, 'docs/runbooks'))).filter((name) => name !== 'README.md');
  const index = await readFile(join(root, 'docs/runbooks/README.md'), 'utf8');
  for (const { alert, expr, for: holds, annotations } of rules) {
    const page = /^https:\/\/weir\.dev\/(runbooks\/[a-z-]+)$/.exec(annotations.runbook_url)?.[1];
    expect(page && existsSync(join(root, 'docs', `${page}.md`)), `${alert}: ${annotations.runbook_url}`).toBe(true);
    const text = await readFile(join(root, 'docs', `${page}.md`), 'utf8');
    expect(text).toContain(`# ${alert}\n\n${annotations.summary}`);
    expect(text, `${alert}: the rule as it is`).toContain(`for ${holds}:\n\n\`\`\`promql\n${expr}\n`);
    expect(index).toContain(`[${alert}](${page!.replace('runbooks/', '')}.md)`);
  }
  expect(pages.length).toBe(rules.length);
});
