import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const site = join(root, 'dist/docs');

/** Each page's HTML by its file; what only sends on to another is a page too. */
let pages: Map<string, string>;
beforeAll(() => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/run.mjs'), 'docs'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm run docs ended with ${status}: ${stdout}${stderr}`);
  pages = new Map(globSync('**/*.html', { cwd: site }).map((file) => [file, readFileSync(join(site, file), 'utf8')]));
}, 600_000);

/** The file that answers for a path, as a server does that knows pages without their ending. */
function fileOf(path: string): string | undefined {
  const file = decodeURIComponent(path).replace(/^\//, '');
  return [file, `${file}.html`, posix.join(file, 'index.html')].find((name) => name !== '' && !name.endsWith('/') && existsSync(join(site, name)) && /\.[a-z0-9]+$/.test(name));
}

function hrefsOf(html: string): string[] {
  return Array.from(html.matchAll(/<a [^>]*?href="([^"]+)"/g), ([, href]) => href!.replaceAll('&amp;', '&'));
}

function isDead(from: string, href: string): boolean {
  if (/^[a-z]+:/.test(href)) return false;
  const [path, anchor] = href.split('#') as [string, string?];
  const target = path === '' ? from : fileOf(path.startsWith('/') ? path : posix.join('/', posix.dirname(from), path));
  if (target === undefined) return true;
  return anchor !== undefined && anchor !== '' && !pages.get(target)?.includes(`id="${decodeURIComponent(anchor)}"`);
}

describe('the site of docs/', () => {
  test('has no link, and no anchor, that leads nowhere', () => {
    const dead = [...pages].flatMap(([file, html]) => hrefsOf(html).filter((href) => isDead(file, href)).map((href) => `${file}: ${href}`));
    expect([...new Set(dead)]).toEqual([]);
    expect([isDead('index.html', '/nowhere'), isDead('index.html', '/problems#no-such-problem'), isDead('start/tenant.html', './operator'), isDead('index.html', '/problems#above-cap')]).toEqual([true, true, false, false]);
  });

  test('leads from each problem\'s type to its section, and from each alert to its runbook', () => {
    const names = Array.from(readFileSync(join(root, 'docs/problems.md'), 'utf8').matchAll(/^## (\S+)$/gm), ([, name]) => name!);
    expect(names.length).toBeGreaterThan(50);
    for (const name of names) expect(hrefsOf(pages.get(`problems/${name}.html`) ?? ''), name).toEqual([`../problems#${name}`]);
    const alerts = Array.from(readFileSync(join(root, 'deploy/prometheus/weir.rules.yaml'), 'utf8').matchAll(/https:\/\/weir\.dev(\/runbooks\/[a-z-]+)/g), ([, path]) => path!);
    expect(alerts.length).toBeGreaterThan(5);
    for (const path of alerts) expect(fileOf(path), path).toBeDefined();
  });

  test('names every page of docs/ at its side', () => {
    const beside = new Set(hrefsOf(pages.get('start/index.html')!));
    const places = globSync('**/*.md', { cwd: join(root, 'docs'), exclude: ['node_modules/**'] }).map((file) => `/${file.replace(/(^|\/)README\.md$/, '$1').replace(/\.md$/, '')}`);
    expect(places.length).toBeGreaterThan(40);
    expect(places.filter((place) => !beside.has(place))).toEqual([]);
  });

  test('asks nobody else for anything', () => {
    for (const [file, html] of pages) expect(Array.from(html.matchAll(/<(?:script|img|link|source|iframe)[^>]*?(?:src|href)="((?:https?:)?\/\/[^"]+)"/g), ([, url]) => url), file).toEqual([]);
  });
});
