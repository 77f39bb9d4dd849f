import { Command } from 'commander';
import { vi } from 'vitest';

import { adminCommands } from '../../apps/weir/src/admin/commands.js';
import { callCommand } from '../../apps/weir/src/call-command.js';
import { readConfig } from '../../apps/weir/src/config.js';
import { loginCommand } from '../../apps/weir/src/login-command.js';
import { operatorCommands } from '../../apps/weir/src/operator/commands.js';
import { placementCommands } from '../../apps/weir/src/placement/commands.js';
import { proofCommand } from '../../apps/weir/src/proof-command.js';
import { simulateCommand } from '../../apps/weir/src/simulate/command.js';
import { supportBundleCommand } from '../../apps/weir/src/support/command.js';
import { tenantCommands } from '../../apps/weir/src/tenant/commands.js';

/** Runs a tenant's, an operator's or an administrator's command in an environment, as from a shell; it sets `process.exitCode`. @returns what it printed. @throws what the command throws. */
export async function runCommand(environment: Record<string, string>, words: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const print = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((part, ...rest) => {
    lines.push(String(part));
    const done = rest.at(-1);
    if (typeof done === 'function') done();
    return true;
  });
  const program = new Command('weir').option('--profile <name>');
  const chosen = () => ({ ...environment, ...(program.opts<{ profile?: string }>().profile !== undefined && { WEIR_PROFILE: program.opts<{ profile: string }>().profile }) });
  const config = () => readConfig(chosen());
  const admin = program.command('admin');
  for (const command of adminCommands(config)) admin.addCommand(command);
  for (const command of [...tenantCommands(config), ...operatorCommands(config), placementCommands(config), callCommand(config), proofCommand(config), simulateCommand(), loginCommand(config), supportBundleCommand(chosen)]) program.addCommand(command);
  const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];
  for (const command of all(program)) command.exitOverride().configureOutput({ writeErr: () => undefined });
  try {
    await program.parseAsync(words, { from: 'user' });
    return lines.join('\n');
  } finally {
    print.mockRestore();
    write.mockRestore();
  }
}
