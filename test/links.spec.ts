import GithubSlugger from 'github-slugger';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const pages = globSync(['*.md', 'docs/**/*.md', 'libs/**/*.md', 'apps/**/*.md', 'deploy/**/*.md'], { cwd: root, exclude: ['**/node_modules/**'] }).toSorted();

/** The page without what is shown as code: fences, indented blocks and code between back-ticks. */
function proseOf(text: string): string {
  return text.replaceAll(/^(`{3,})[^]*?^\1$/gm, '').replaceAll(/^ {4}.*$/gm, '').replaceAll(/(`+)[^`][^]*?\1/g, '');
}

/** What a link may end in behind `#`: its headings, as GitHub names them. */
function anchorsOf(text: string): Set<string> {
  const slugger = new GithubSlugger();
  const headings = text.replaceAll(/^(`{3,})[^]*?^\1$/gm, '').matchAll(/^#{1,6} +(.+?) *$/gm);
  return new Set(Array.from(headings, ([, heading]) => slugger.slug(heading!.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', ''))));
}

/** Links of a page that lead nowhere: to a file that there is not, or to a heading that its page has not. What is outside is not asked for. */
function deadLinks(page: string, text: string): string[] {
  const dead: string[] = [];
  for (const [, href] of proseOf(text).matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)) {
    if (/^[a-z][a-z+.-]*:/i.test(href!)) continue;
    const [path = '', anchor] = href!.split('#');
    const target = path === '' ? join(root, page) : join(root, dirname(page), decodeURIComponent(path));
    const isThere = path === '' || (!relative(root, target).startsWith('..') && existsSync(target));
    const hasAnchor = () => anchor === undefined || (path === '' ? anchorsOf(text) : statSync(target).isFile() ? anchorsOf(readFileSync(target, 'utf8')) : new Set()).has(anchor);
    if (!isThere || !hasAnchor()) dead.push(`${page}: ${href}`);
  }
  return dead;
}

describe('what people read', () => {
  test('has no link that leads nowhere', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/start/tenant.md', 'libs/client/README.md']));
    expect(pages.flatMap((page) => deadLinks(page, readFileSync(join(root, page), 'utf8')))).toEqual([]);
  });

  test('is looked at by something that sees a dead link, and takes no code for one', () => {
    const text = '# A `b` (c)\n[dead](nowhere.md) [dead](README.md#no-such) [dead](#none) [out](../x.md)\n`[code](nowhere.md)`\n\n    [code](nowhere.md)\n\n```md\n# Fenced\n[code](nowhere.md)\n```\n[live](#a-b-c) [live](README.md#two-commands) [far](https://example.com/x#y) [dead](#fenced) ![dead](none.svg "t")\n';
    expect(deadLinks('PAGE.md', text)).toEqual(['nowhere.md', 'README.md#no-such', '#none', '../x.md', '#fenced', 'none.svg'].map((href) => `PAGE.md: ${href}`));
  });

  test('is read from somewhere: each page of docs/ is linked to', () => {
    const linked = new Set(pages.flatMap((page) => Array.from(proseOf(readFileSync(join(root, page), 'utf8')).matchAll(/\]\(([^)#\s]+\.md)/g), ([, href]) => relative(root, join(root, dirname(page), href!)))));
    expect(pages.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md' && !linked.has(page))).toEqual([]);
  });
});
