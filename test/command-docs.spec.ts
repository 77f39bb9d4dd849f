import type { Command } from 'commander';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';

import { weirProgram } from '../apps/weir/src/program.js';

const root = join(import.meta.dirname, '..');
const program = weirProgram({}, (error) => {
  throw error;
});

const pathOf = (command: Command): string => (command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name());
const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];
/** Those that do something, and are for people: shells call the one that completes. */
const leaves = all(program).filter((command) => command.commands.length === 0 && pathOf(command) !== 'weir complete' && command.name() !== 'completion');

/** What a shell would make of it: a command's words, each quoted part one. */
function wordsOf(line: string): string[] {
  return Array.from(line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g), ([word]) => word.replaceAll(/^["']|["']$/g, ''));
}

/** Commands of weir in a text, without what is before and behind them in the shell's line. */
function commandsIn(text: string): string[] {
  const found: string[] = [];
  const fences = [...text.matchAll(/^(`{3,}).*\n([^]*?)^\1$/gm)].map(([, , code]) => code!);
  const indented = [...text.matchAll(/^ {4}\S.*$/gm)].map(([line]) => line);
  for (const line of [...fences, ...indented].join('\n').replaceAll(/\\\n\s*/g, ' ').split('\n')) {
    for (const part of line.replaceAll(/\s#\s.*$/g, '').split(/&&|\|\||\||;|\$\(/)) {
      const [, command] = /^\s*(?:\$ )?(?:[A-Z_]+=\S+ )*(?:sudo )?(?:npm run (?:--silent )?weir -- |(?:\.\/)?(?:bin\/)?weir )(.+)$/.exec(part) ?? [];
      if (command !== undefined) found.push(command);
    }
  }
  for (const [, command] of text.replaceAll(/^(`{3,})[^]*?^\1$/gm, '').matchAll(/`(?:[A-Z_]+=\S+ )*(?:npm run weir -- |weir )([^`]+)`/g)) found.push(command!.split(/ && | \| /)[0]!);
  return found.map((command) => command.replaceAll(/\s*[0-9]?>+.*$/g, '').replaceAll(/\)$/g, '').trim());
}

/** What of a written command there is not: a command of this name, or an option of it. */
function faultOf(written: string): string | undefined {
  let command = program;
  for (const word of wordsOf(written)) {
    const options = [...command.options, ...program.options];
    if (word.startsWith('-') && word !== '-' && word !== '--') {
      const [name] = word.split('=');
      if (!['--help', '-h', '--version', '-V'].includes(name!) && !options.some(({ long, short }) => name === long || name === short)) return `weir ${written}: ${pathOf(command)} has no ${name}`;
    } else if (command.commands.length > 0) {
      if (/^(…|<|\[|\()/.test(word)) return undefined;
      const next = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
      // The value of an option that stands before the command.
      if (!next && command === program && written.startsWith('-')) continue;
      if (!next) return `weir ${written}: ${pathOf(command)} has no ${word}`;
      command = next;
    }
  }
  return undefined;
}

/** All that `--help` prints. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => void (text += part) });
  command.outputHelp();
  return text;
}

const examplesOf = (command: Command): string[] => (/\nExamples:\n([^]*)$/.exec(helpOf(command))?.[1] ?? '').split('\n').flatMap((line) => commandsIn(`    ${line.trim()}`));

test.each([[['lease', 'l'], ['list', 'logs']], [['lease', 'list', '--l'], ['--limit']], [['operator', 'dr'], ['drain']], [['no', 'such'], []]])('a shell that asks how %j goes on is told the commands and options that there are', async (words, names) => {
  const lines: string[] = [];
  const print = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(...line.split('\n')));
  try {
    await weirProgram({}, (error) => {
      throw error;
    }).parseAsync(['complete', '--', ...words], { from: 'user' });
  } finally {
    print.mockRestore();
  }
  expect(lines.flatMap((line) => /^(\S+)\t/.exec(line)?.[1] ?? [])).toEqual(names);
});

describe('what is written of weir', () => {
  const pages = globSync(['*.md', 'docs/**/*.md', 'libs/**/*.md', 'apps/**/*.md', 'deploy/**/*.md'], { cwd: root, exclude: ['**/node_modules/**', 'CHANGELOG.md'] }).toSorted();

  test('are commands and options that there are, on every page', () => {
    const written = pages.flatMap((page) => commandsIn(readFileSync(join(root, page), 'utf8')).map((command) => [page, command] as const));
    expect(written.length).toBeGreaterThan(100);
    expect(written.flatMap(([page, command]) => [faultOf(command)].flatMap((fault) => (fault === undefined ? [] : `${page}: ${fault}`)))).toEqual([]);
  });

  test('is found fault with where it is wrong', () => {
    expect(commandsIn('Say `weir lease lsit --jsno` or\n\n```sh\nA=1 weir operator hosts --nonsense | jq .   # so\n$ weir wallet top-up sit && weir lease list > x\n```\n').map(faultOf)).toEqual([
      expect.stringContaining('weir operator hosts has no --nonsense'), expect.stringContaining('weir wallet top-up has no sit'), undefined, expect.stringContaining('weir lease has no lsit'),
    ]);
  });

  test('in the help of each command has an example that could be run', () => {
    const without = leaves.filter((command) => {
      for (let one: Command | null = command; one; one = one.parent) if (examplesOf(one).some((example) => `weir ${example} `.startsWith(`${pathOf(command)} `))) return false;
      return true;
    });
    expect(without.map(pathOf)).toEqual([]);
    expect(all(program).flatMap((command) => examplesOf(command).flatMap((example) => faultOf(example) ?? []))).toEqual([]);
  });

  test('takes --json, but where what is printed has a form of its own', () => {
    const own = [
      'weir up', 'weir api', 'weir scheduler', 'weir worker', 'weir gateway', 'weir openapi', // run until they are stopped, or write files
      'weir lease import', 'weir lease logs', 'weir statement export', 'weir placement inputs', // a file of a form that others read
    ];
    expect(leaves.filter((command) => !command.options.some(({ long }) => long === '--json')).map(pathOf).filter((path) => !own.includes(path))).toEqual([]);
  });
});
