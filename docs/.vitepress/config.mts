import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, posix, relative } from 'node:path';
import { defineConfig, type SiteConfig } from 'vitepress';

const root = join(import.meta.dirname, '../..');

/** Files of the repository that pages link to and that are no pages: they are on the site as they are. */
const files = new Set<string>();

const entry = (text: string, link: string) => ({ text, link });
const namesIn = (folder: string) => readdirSync(join(root, folder)).toSorted();
const libs = namesIn('libs').filter((name) => existsSync(join(root, 'libs', name, 'README.md')));
const runbooks = namesIn('docs/runbooks').filter((name) => name !== 'README.md').map((name) => name.slice(0, -3));

const groups = [
  { text: 'Start', items: [entry('Start here', '/start/'), entry('Tenant', '/start/tenant'), entry('Operator', '/start/operator'), entry('Backer', '/start/backer'), entry('Integrator', '/start/integrator'), entry('Administrator', '/start/administrator')] },
  {
    text: 'Concepts',
    items: [
      entry('How a lease lives', '/concepts/lease-life'), entry('How work is placed', '/concepts/placement'), entry('The way of money', '/concepts/money'), entry('Trust', '/concepts/trust'), entry('The log', '/concepts/log'),
      entry('What tenants learn', '/what-tenants-learn'), entry('Isolation', '/isolation'), entry('Budgets', '/budgets'), entry('Rules', '/rules'), entry('Bond', '/bond'), entry('Stake pools', '/stake-pools'), entry('Diversified pool', '/diversified-pool'), entry('Faults and slashes', '/slashing'),
      entry('Reputation', '/reputation'), entry('Rewards', '/rewards'), entry('Service levels', '/service-levels'), entry('Insurance', '/insurance'), entry('Payouts', '/payouts'), entry('Circuit breakers', '/circuit-breakers'), entry('Proof of capacity', '/proof-of-capacity'), entry('Adversaries', '/adversaries'),
    ],
  },
  {
    text: 'How to',
    items: [
      entry('Join a Kubernetes cluster', '/join-a-cluster'), entry('Kubernetes on a laptop', '/deploy/kind/'), entry('Sign in', '/sign-in'), entry('Serve public ports', '/gateway'), entry('Scale', '/scale'), entry('Traces', '/tracing'),
      entry('Add an endpoint', '/add-an-endpoint'), entry('Add a filter', '/add-a-filter'), entry('Add a driver', '/add-a-driver'), entry('Add an event type', '/add-an-event-type'), entry('Change the schema', '/change-the-schema'),
    ],
  },
  { text: 'Reference', items: [entry('Problems, by code', '/problems'), entry('Events, by type', '/events'), { text: 'The API (OpenAPI)', link: '/openapi.json', target: '_blank' }, { text: 'Events (AsyncAPI)', link: '/asyncapi.json', target: '_blank' }, entry('Client', '/libs/client/'), entry('Verifier', '/libs/verify/')] },
  {
    text: 'Runbooks',
    collapsed: true,
    items: [
      entry('All alerts', '/runbooks/'),
      ...runbooks.map((name) => entry(name.replaceAll('-', ' '), `/runbooks/${name}`)),
    ],
  },
  { text: 'The house', collapsed: true, items: [entry('Architecture', '/ARCHITECTURE'), entry('Contributing', '/CONTRIBUTING'), entry('Security', '/SECURITY'), entry('Changes', '/CHANGELOG'), entry('Dependencies', '/dependencies'), entry('What the ledger costs', '/ledger'), ...libs.map((name) => entry(name, `/libs/${name}/`))] },
];

/** Pages that nobody put in a group yet stand at the end, by the titles that they have. */
function withTheRest(known: typeof groups): typeof groups {
  const listed = new Set(known.flatMap(({ items }) => items.map(({ link }) => link)));
  const pages = namesIn('docs').filter((name) => name.endsWith('.md') && name !== 'README.md' && !listed.has(`/${name.slice(0, -3)}`));
  const rest = pages.map((name) => entry(/^# (.*)/m.exec(readFileSync(join(root, 'docs', name), 'utf8'))?.[1] ?? name, `/${name.slice(0, -3)}`));
  return rest.length === 0 ? known : [...known, { text: 'More', items: rest }];
}

/** Where a page of the repository stands on the site. */
function placeOf(path: string): string {
  return path.replace(/^docs\//, '').replace(/(^|\/)README\.md$/, '$1index.md');
}

/** What a link of a page in a folder of the repository is on the site, which shows files and no folders. */
function leadTo(folder: string, href: string): Record<string, string> | undefined {
  const [, path, hash = ''] = /^(?![a-z]+:|[/#])([^#]+)(#.*)?$/.exec(href) ?? [];
  if (path === undefined) return { href };
  const target = posix.join(folder, path);
  if (target === 'docs/') return { href: '/' };
  if (target.endsWith('.md')) return { href: `/${placeOf(target).replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '')}${hash}` };
  if (statSync(join(root, target), { throwIfNoEntry: false })?.isDirectory()) return undefined;
  files.add(target);
  return { href: `/${target}`, target: '_blank' };
}

export default defineConfig({
  title: 'Weir',
  description: "A cloud made of many operators' machines.",
  // The whole repository is what the site is made of, so that pages may link to the map, the READMEs and the code's own files.
  srcDir: root,
  srcExclude: ['README.md', '**/node_modules/**', '**/dist/**', '.weir/**', '.cache/**', '.browser/**', 'bench/**'],
  outDir: join(root, 'dist/docs'),
  cacheDir: join(root, 'docs/node_modules/.cache'),
  rewrites: placeOf,
  cleanUrls: true,
  metaChunk: true,
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: {
    config: (md) => {
      // `sh first-terminal` is for whoever plays the starts; to a reader it is a shell. Prometheus' language has no colours here.
      const fence = md.renderer.rules.fence;
      md.renderer.rules.fence = (tokens, index, ...rest) => {
        tokens[index].info = tokens[index].info.replace(/ .*/, '').replace('promql', 'text');
        return fence(tokens, index, ...rest);
      };
      // Before VitePress makes links of the site of them: it knows nothing of where a page was written.
      md.core.ruler.push('links', ({ tokens, env }) => {
        // The search, which renders pages too, knows one path alone, and needs no links.
        const { path, realPath = path } = env as { path: string; realPath?: string };
        const folder = posix.dirname(relative(root, realPath));
        let isFolder = false;
        for (const token of tokens.flatMap(({ children }) => children ?? [])) {
          if (token.type === 'link_open') {
            const lead = leadTo(folder, token.attrGet('href'));
            isFolder = lead === undefined;
            token.attrs = isFolder ? [] : [...token.attrs.filter(([name]) => name !== 'href'), ...Object.entries(lead)];
          }
          if (isFolder && token.type.startsWith('link_')) token.tag = 'span';
        }
      });
    },
  },
  themeConfig: {
    outline: [2, 3],
    search: { provider: 'local' },
    nav: [entry('Start', '/start/'), entry('Concepts', '/concepts/lease-life'), entry('Problems', '/problems'), entry('Events', '/events'), entry('Runbooks', '/runbooks/')],
    sidebar: withTheRest(groups),
  },
  buildEnd: async ({ outDir }: SiteConfig) => {
    for (const file of [...files, 'openapi.json', 'asyncapi.json']) {
      await mkdir(dirname(join(outDir, file)), { recursive: true });
      await copyFile(join(root, file), join(outDir, file));
    }
    await leadFromTypes(outDir);
  },
});

/** A problem's `type` ends in `/problems/<name>`: there it leads to its section of the index, without a script. */
async function leadFromTypes(outDir: string): Promise<void> {
  const index = await readFile(join(root, 'docs/problems.md'), 'utf8');
  await mkdir(join(outDir, 'problems'), { recursive: true });
  for (const [, name] of index.matchAll(/^## (\S+)$/gm)) {
    const section = `../problems#${name}`;
    await writeFile(join(outDir, 'problems', `${name}.html`), `<!doctype html><meta charset="utf-8"><title>${name}</title><meta http-equiv="refresh" content="0; url=${section}"><a href="${section}">${name}</a>\n`);
  }
}
