import { Command } from 'commander';
import { expect, test } from 'vitest';

import { weirProgram } from './program.js';

const program = weirProgram({}, (error) => {
  throw error;
});

/** What is printed for `--help`. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => { text += part; } }).outputHelp();
  return text;
}

const all = (command: Command, path: string): [path: string, command: Command][] => [[path, command], ...command.commands.flatMap((one) => all(one, `${path} ${one.name()}`))];
// What shells call, and nobody else.
const commands = all(program, 'weir').filter(([path]) => path !== 'weir complete');

test.each(commands)('%s is shown how it is called', (path, command) => {
  const help = helpOf(command);
  const [, examples, ...more] = help.split(/^Examples?:$/m);
  expect(more).toEqual([]);
  expect(examples).toMatch(new RegExp(String.raw`^  \$ .*\b${path}(?:\s|$)`, 'm'));
});

test.each(commands.filter(([, { commands: below }]) => below.length === 0))('%s answers programs in JSON, or is for none', (path, command) => {
  // They run until they are stopped, write a file or a script of their own kind, or answer in JSON anyway.
  const forNone = ['weir up', 'weir api', 'weir scheduler', 'weir worker', 'weir gateway', 'weir openapi', 'weir completion', 'weir statement export', 'weir placement inputs'];
  expect(command.options.some(({ long }) => long === '--json')).toBe(!forNone.includes(path));
});
