import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

const ROUTE = /\bcreateRoute\(\{[\s\S]*?\n?\}\);/g;
const PATH = /\bpath: '([^']+)'/;
const CODE = /\bimport\('\.\/([^']+)\.js'\)/;
const COMPRESSED = /\.(?:js|css|svg|html)$/;

/** Which file of the console's sources shows the page at which address, as `src/router.tsx` has it. */
export function pagesOf(router: string): [path: string, file: string][] {
  return [...router.matchAll(ROUTE)].flatMap(([route]): [string, string][] => {
    const [path, file] = [PATH.exec(route)?.[1], CODE.exec(route)?.[1]];
    return path && file ? [[path, `src/${file}.tsx`]] : [];
  });
}

/** Of an address of the console, as the router reads it: `$name` is any one part. */
export const patternOf = (path: string): string => `^/console${path.replaceAll('.', '\\.').replaceAll(/\$\w+/g, '[^/]+')}/?$`;

/**
 * Writes `preload.js`, by which a page's own code is on its way while the code of all pages is still being read: the browser
 * would else learn of it only when that has run. It stands in the page as a file, since the policy allows no script in it.
 */
export function pageChunks(root: string): Plugin {
  return {
    name: 'page-chunks',
    apply: 'build',
    transformIndexHtml: () => [{ tag: 'script', attrs: { src: '/console/preload.js' }, injectTo: 'head' }],
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((part): part is Rolldown.OutputChunk => part.type === 'chunk');
      const first = filesOf(bundle, chunks.find(({ isEntry }) => isEntry)!);
      const pages = pagesOf(readFileSync(join(root, 'src/router.tsx'), 'utf8')).map(([path, file]) => {
        const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId === join(root, file));
        if (!chunk) throw new Error(`${file} is no chunk of its own`);
        return [patternOf(path), [...filesOf(bundle, chunk)].filter((name) => !first.has(name))];
      });
      // The more exact of two addresses that both fit is the one without a parameter.
      pages.sort(([one], [other]) => Number(String(one).includes('[')) - Number(String(other).includes('[')));
      this.emitFile({
        type: 'asset', fileName: 'preload.js',
        source: `for (const file of ${JSON.stringify(pages)}.find(([page]) => new RegExp(page).test(location.pathname))?.[1] ?? []) {
  document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href: '/console/' + file }));
}\n`,
      });
    },
  };
}

function filesOf(bundle: Rolldown.OutputBundle, { fileName, imports }: Rolldown.OutputChunk, files = new Set<string>()): Set<string> {
  files.add(fileName);
  for (const name of imports) {
    const part = bundle[name];
    if (part?.type === 'chunk' && !files.has(name)) filesOf(bundle, part, files);
  }
  return files;
}

/** What V8 reads at the beginning of a file: https://v8.dev/blog/explicit-compile-hints. To others it is a comment. */
export const COMPILE_HINT = '//# allFunctionsCalledOnLoad\n';

/**
 * Has all functions of the code of all pages compiled while it comes, beside the main thread: V8 would else read each twice, and compile it when it
 * is called, which most of them are before anything is drawn.
 */
export function eagerlyCompiled(): Plugin {
  return {
    name: 'eagerly-compiled',
    apply: 'build',
    generateBundle: {
      // Behind whoever else writes something at a file's beginning, where alone it is read.
      order: 'post',
      handler(_options, bundle) {
        for (const part of Object.values(bundle)) if (part.type === 'chunk' && part.isEntry) part.code = COMPILE_HINT + part.code;
      },
    },
  };
}

/** Puts compressed copies beside the files, once for all who read them. */
export function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const part of Object.values(bundle)) {
          if (!COMPRESSED.test(part.fileName)) continue;
          const source = Buffer.from(part.type === 'chunk' ? part.code : part.source);
          this.emitFile({ type: 'asset', fileName: `${part.fileName}.br`, source: brotliCompressSync(source, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: source.length } }) });
          this.emitFile({ type: 'asset', fileName: `${part.fileName}.gz`, source: gzipSync(source) });
        }
      },
    },
  };
}
