import completion from '@bomb.sh/tab/commander';
import { Command, type CommanderError } from 'commander';

import { adminCommands } from './admin/commands.js';
import { callCommand } from './call-command.js';
import { addCheckCommands } from './check-commands.js';
import { type Config, readConfig } from './config.js';
import { loginCommand } from './login-command.js';
import { showExamples } from './examples.js';
import type { OpenApiOptions } from './openapi.js';
import { operatorCommands } from './operator/commands.js';
import { placementCommands } from './placement/commands.js';
import { proofCommand } from './proof-command.js';
import { addRunCommands } from './run-commands.js';
import { simulateCommand } from './simulate/command.js';
import { supportBundleCommand } from './support/command.js';
import { tenantCommands } from './tenant/commands.js';
import { version } from './version.js';

/**
 * The whole of `weir`. Nothing is read or loaded until a command is run.
 * @param variables the environment.
 * @param end takes what ends a run before a command: help that was asked for, or a wrong call.
 */
export function weirProgram(variables: NodeJS.ProcessEnv, end: (error: CommanderError) => never): Command {
  const program = new Command('weir')
    .description("A cloud made of many operators' machines.")
    .version(version)
    .option('--profile <name>', 'whose key commands use, of those that weir login kept')
    .showHelpAfterError('(see --help)')
    .exitOverride(end)
    .addHelpText('after', `
Examples:
  $ weir up                         everything in one process, on an embedded PostgreSQL
  $ weir up --empty                 the same without the sample fleet and lease
  $ DATABASE_URL=postgres://… weir api
  $ DATABASE_URL=postgres://… weir migrate
  $ weir admin-key --json           a new administrator's key
  $ weir rotate-secrets             seals secrets with a new key
  $ weir doctor                     finds what is wrong with an installation
  $ weir verify statement.json
  $ weir operator join --kubeconfig ~/.kube/config --context kind-weir --site berlin

The environment configures it: weir config lists every variable.`);
  const environment = (): NodeJS.ProcessEnv => {
    const { profile } = program.opts<{ profile?: string }>();
    return profile === undefined ? variables : { ...variables, WEIR_PROFILE: profile };
  };
  const config = (): Config => readConfig(environment());
  addRunCommands(program, config);
  addCheckCommands(program, environment);
  const operator = program.command('operator').description("an operator's commands; its key comes from WEIR_API_KEY, a profile, or credentials.json");
  const admin = program.command('admin').description("an administrator's commands; its key comes from WEIR_API_KEY, a profile, or credentials.json");
  for (const command of adminCommands(config)) addTo(admin, command);
  for (const command of operatorCommands(config)) addTo(operator, command);
  for (const command of [...tenantCommands(config), placementCommands(config), callCommand(config), proofCommand(config), simulateCommand(), loginCommand(config), supportBundleCommand(environment)]) addTo(program, command);
  addDocumentCommands(program);
  // Last, since it reads the commands that there are.
  completion(program, { completionCommandName: 'completion' });
  program.commands.find((command) => command.name() === 'completion')?.addHelpText('after', '\nExamples:\n  $ source <(weir completion bash)\n  $ weir completion zsh > ~/.zfunc/_weir\n  $ weir completion fish > ~/.config/fish/completions/weir.fish');
  showExamples(program);
  return program;
}

/** Commands made elsewhere tell errors and end as all others do. */
function addTo(parent: Command, made: Command): void {
  inherit(parent, made);
  parent.addCommand(made);
}

function inherit(parent: Command, made: Command): void {
  made.copyInheritedSettings(parent);
  for (const command of made.commands) inherit(made, command);
}

function addDocumentCommands(program: Command): void {
  program
    .command('openapi')
    .description('write the OpenAPI document, and the index of the problems in it')
    .option('--check', 'only compare them with the files; exit 1 when one differs')
    .option('--file <file>', 'where', 'openapi.json')
    .option('--problems <file>', 'where the index goes', 'docs/problems.md')
    .addHelpText('after', '\nExamples:\n  $ weir openapi --check\n  $ weir openapi --file weir.json --problems problems.md')
    .action(async (options: OpenApiOptions) => {
      const { writeOpenApi } = await import('./openapi.js');
      await writeOpenApi(options);
    });

  program
    .command('config')
    .description('list the variables that configure weir')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  $ weir config\n  $ weir config --json')
    .action(async (options: { json?: boolean }) => {
      const { variables } = await import('./config.js');
      const { tracingVariables } = await import('./tracing/variables.js');
      const rows = Object.entries({ ...variables, ...tracingVariables }).map(([name, { takes }]) => ({ name, takes }));
      console.log(options.json ? JSON.stringify(rows) : rows.map(({ name, takes }) => `${name.padEnd(36)} ${takes}`).join('\n'));
    });
}
