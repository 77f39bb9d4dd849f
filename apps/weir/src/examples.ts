import type { Command } from 'commander';

/** So many at most where a group has none of its own, and shows its commands'. */
const MOST_OF_A_GROUP = 6;

/**
 * Has the help of every command show how it is called. Groups are described with examples of all their commands: one without its own shows those
 * of them that call it, and a group without any the first of each of its commands. Nothing is looked for before help is asked for.
 */
export function showExamples(program: Command): void {
  const own = ownExamples();
  const add = (command: Command): void => {
    command.addHelpText('after', () => {
      if (own.areRead || own.of(command).length > 0) return '';
      const found = borrowed(command, own.of);
      return found.length === 0 ? '' : `\nExamples:\n${found.join('\n')}`;
    });
    for (const below of command.commands) add(below);
  };
  add(program);
}

type ExamplesOf = (command: Command) => string[];

/** Examples that commands have by themselves; `areRead` while one of them is asked for its help, which then is to have no others. */
function ownExamples(): { of: ExamplesOf; readonly areRead: boolean } {
  let areRead = false;
  const of = (command: Command): string[] => {
    areRead = true;
    const help = helpOf(command);
    areRead = false;
    return (help.split(/^Examples?:$/m)[1] ?? '').split('\n').filter((line) => line.startsWith('  $ '));
  };
  return { of, get areRead() { return areRead; } };
}

function borrowed(command: Command, own: ExamplesOf): string[] {
  const path = [command.name()];
  const above: string[] = [];
  for (let { parent } = command; parent; { parent } = parent) {
    path.unshift(parent.name());
    above.push(...own(parent));
  }
  const call = new RegExp(String.raw`\b${path.join(' ')}(?:\s|$)`);
  const calling = above.filter((line) => call.test(line));
  if (calling.length > 0) return calling;
  return command.commands.flatMap((below) => [...own(below), ...borrowed(below, own)][0] ?? []).slice(0, MOST_OF_A_GROUP);
}

function helpOf(command: Command): string {
  const kept = command.configureOutput();
  let text = '';
  command.configureOutput({ ...kept, writeOut: (part) => { text += part; } }).outputHelp();
  command.configureOutput(kept);
  return text;
}
