import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Data flows down this list, imports point up it: a lib may import those above it. See ARCHITECTURE.md. */
const flow = [
  'kernel', 'economics', 'verify', 'tracing', 'database', 'queue', 'identity', 'ledger', 'rules', 'breaker', 'stake', 'trust', 'inventory', 'pricing', 'auction', 'lease', 'placement', 'runtime', 'metering', 'runtime-kubernetes', 'gateway', 'billing', 'cover', 'challenge', 'reward', 'transparency', 'webhook', 'payment',
];

/** Outside the flow: they serve tests and users, and nothing of ours may import `client`'s inside or `testing` at run time. */
const aside = ['client', 'testing'];

/** What the verifier reckons by: the package that others install has it inside. */
const PACKED_WITH_VERIFIER = '../../economics/src/portable.js';

/** Each of these packages is known to one place. */
const keptTo: [name: RegExp, place: RegExp][] = [
  [/^@prisma\/|^pg$|generated\/client/, /^libs\/(database|queue|testing)\/|^bench\//],
  [/^@prisma\/|generated\/client/, /^libs\/database\//],
  [/^(bullmq|ioredis)$/, /^libs\/queue\/|^bench\/|^apps\/api\/src\/platform\//],
  [/^bullmq$/, /^libs\/queue\/|^bench\//],
  [/^@opentelemetry\/api$/, /^libs\/tracing\/|^apps\/weir\/src\/tracing\//],
  [/^@opentelemetry\/(?!api$)/, /^apps\/weir\/src\/tracing\//],
  [/^@bull-board\//, /^libs\/queue\/|^apps\/api\/src\/platform\//],
  [/^@kubernetes\//, /^libs\/runtime-kubernetes\/|^bench\/bare-convergence\.ts$/],
  [/^@nestjs\/(swagger|platform-fastify)$|^fastify$/, /^apps\/api\/|^bench\//],
];

interface Source {
  /** From the root, with slashes. */
  path: string;
  text: string;
  imports: string[];
}

async function sourcesIn(...folders: string[]): Promise<Source[]> {
  const sources: Source[] = [];
  for (const folder of folders.filter(existsSync)) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = relative('.', join(entry.parentPath, entry.name));
      if (!entry.isFile() || !/\.tsx?$/.test(path) || /(^|\/)(generated|node_modules|dist)\//.test(path)) continue;
      const text = await readFile(path, 'utf8');
      sources.push({ path, text, imports: [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!) });
    }
  }
  return sources;
}

const sources = await sourcesIn('apps', 'libs', 'bench');
const shipped = sources.filter(({ path }) => !path.endsWith('.spec.ts') && !path.startsWith('libs/testing/'));

test('every lib is in the import table and has a README that says what it owns', async () => {
  const libs = (await readdir('libs', { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  expect(libs.filter((lib) => !flow.includes(lib) && !aside.includes(lib))).toEqual([]);
  for (const lib of libs) expect(await readFile(`libs/${lib}/README.md`, 'utf8'), lib).toMatch(/\bOwns\b/);
});

describe('imports', () => {
  test('point up the list', () => {
    const wrong = shipped.flatMap(({ path, imports }) => {
      const own = /^libs\/([^/]+)\//.exec(path)?.[1];
      if (!own || own === 'client') return [];
      const allowed = flow.slice(0, flow.indexOf(own));
      return imports.map((name) => /^#libs\/(.+)$/.exec(name)?.[1]).filter((lib) => lib && !allowed.includes(lib)).map((lib) => `${path} imports ${lib}`);
    });
    expect(wrong).toEqual([]);
  });

  test('of libs never reach an app, nor the tests\' helpers at run time', () => {
    const wrong = shipped.filter(({ path, imports }) => imports.some((name) => name === '#libs/testing' || (path.startsWith('libs/') && name.startsWith('#apps/'))));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('between libs go through their index', () => {
    const isPacked = (path: string, name: string) => path.startsWith('libs/verify/src/') && name === PACKED_WITH_VERIFIER;
    const wrong = sources.flatMap(({ path, imports }) => imports.filter((name) => /^#libs\/.+\//.test(name) || (/\.\.\/.*\b(libs|src)\//.test(name) && !isPacked(path, name))).map((name) => `${path} imports ${name}`));
    expect(wrong).toEqual([]);
  });

  test('of the client and of the verifier, which others install, are nothing of ours but the formulas that the verifier is packed with', () => {
    expect(shipped.filter(({ path, imports }) => /^libs\/(client|verify)\//.test(path) && imports.some((name) => name.startsWith('#')))).toEqual([]);
  });

  test('of those formulas are nothing of Node\'s, nor of the kernel anything but what runs anywhere', () => {
    const texts = new Map(sources.map(({ path, imports, text }) => [path, { imports, text }]));
    const named = (text: string, from: string) => [...text.matchAll(new RegExp(`\\{([^}]*)\\} from '${from}'`, 'g'))].flatMap((match) => match[1]!.split(',').map((name) => name.replace(/\btype\b/, '').trim())).filter(Boolean);
    const portable = [...texts.get('libs/kernel/src/portable.ts')!.text.matchAll(/\{([^}]*)\} from/g)].flatMap((match) => match[1]!.split(',').map((name) => name.replace(/\btype\b/, '').trim()));
    const reached = new Set<string>();
    const reach = (path: string): void => {
      if (reached.has(path)) return;
      reached.add(path);
      for (const name of texts.get(path)!.imports) if (name.startsWith('.')) reach(join(path, '..', name.replace(/\.js$/, '.ts')));
    };
    reach('libs/economics/src/portable.ts');
    reach('libs/kernel/src/portable.ts');
    expect(reached.size).toBeGreaterThan(5);
    expect([...reached].filter((path) => texts.get(path)!.imports.some((name) => name.startsWith('node:')))).toEqual([]);
    expect([...reached].flatMap((path) => named(texts.get(path)!.text, '#libs/kernel').filter((name) => !portable.includes(name)).map((name) => `${path} imports ${name}`))).toEqual([]);
  });

  test('of the verifier are nothing of Node\'s, so that browsers run it, but in its command', () => {
    expect(shipped.filter(({ path, imports }) => /^libs\/verify\/src\/(?!main\.ts)/.test(path) && imports.some((name) => name.startsWith('node:')))).toEqual([]);
  });

  test('of the console are the client, the verifier and what is bundled for browsers, and nothing of the server', () => {
    const allowed = /^\.{1,2}\/|^@weir\/(client|verify)$|^(react|react-dom\/client|uplot|parse-sse|yaml)$|^(react-aria-components\/|@tanstack\/react-|uplot\/dist\/.+\.css$)/;
    const wrong = shipped.filter(({ path }) => path.startsWith('apps/console/src/')).flatMap(({ path, imports }) => imports.filter((name) => !allowed.test(name)).map((name) => `${path} imports ${name}`));
    expect(wrong).toEqual([]);
  });

  test.each(keptTo)('of %s stay in %s', (name, place) => {
    const wrong = shipped.filter(({ path, imports }) => !place.test(path) && imports.some((imported) => name.test(imported)));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

test('the environment is read in one place', () => {
  const wrong = shipped.filter(({ path, text }) => /process\.env\b/.test(text) && !/^(apps\/weir\/src\/main\.ts|bench\/)/.test(path) && path !== 'libs/database/src/embedded.ts');
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test('rules take their time from the clock', () => {
  const wrong = shipped.filter(({ path, text }) => /^libs\/(identity|ledger|rules|breaker|stake|trust|inventory|pricing|auction|lease|placement|runtime|metering|runtime-kubernetes|gateway|billing|cover|challenge|transparency|webhook|payment)\//.test(path) && /\bDate\.now\(\)|new Date\(\)/.test(text));
  expect(wrong.map(({ path }) => path)).toEqual([]);
});
