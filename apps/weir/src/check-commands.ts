import type { Command } from 'commander';

import type { CheckFileOptions } from '#libs/verify';

/** Commands that look and change nothing. */
export function addCheckCommands(program: Command, environment: () => NodeJS.ProcessEnv): void {
  program
    .command('verify')
    .description("check the file of a statement, of a lease's round, a slash, a cover, an hour's rewards, what flowed into a stake pool, an exit from one, a round of the diversified pool, an operator's payout or a challenge, without trusting us: proofs, signatures, every price, sum and rule; needs no network and no database")
    .argument('<file>', 'what GET /v1/statements/{id}/proof, /v1/leases/{id}/placement-proof, /v1/operator/slashes/{id}/proof, /v1/covers/{id}/proof, /v1/operator/rewards/{poolId}/{startsAt}/proof, /v1/stake-pools/{id}/inflow-proof, /v1/exits/{id}/proof, /v1/diversified-pool/round-proof, /v1/operator/payouts/{id}/proof or /v1/operator/challenges/{id}/proof gave; - for standard input')
    .option('--key <base64>', 'the public key that you trust; by default the one that the file names')
    .option('--json', 'as JSON')
    .addHelpText('after', `
Exit codes: 0 verified, 1 not what was logged and signed (it says where, as JSON pointers), 2 unreadable.

Examples:
  $ weir verify statement.json
  $ weir verify slash.json
  $ weir verify statement.json --key "$(curl -s $API/v1/log -H "Authorization: Bearer $KEY" | jq -r '.keys[0].publicKey')"
  $ curl -s $API/v1/statements/stm_…/proof -H "Authorization: Bearer $KEY" | weir verify - --json`)
    .action(async (file: string, options: CheckFileOptions) => {
      const { verify } = await import('./verify.js');
      process.exitCode = await verify(file, options);
    });

  program
    .command('doctor')
    .description('find what is wrong with an installation; looks at what the environment configures, and changes nothing')
    .option('--json', 'as JSON')
    .addHelpText('after', `
Exit codes: 0 nothing failed, 1 something did.

Examples:
  $ DATABASE_URL=postgres://… REDIS_URL=redis://… weir doctor
  $ weir doctor --json | jq '.findings[] | select(.state != "ok")'`)
    .action(async (options: { json?: boolean }) => {
      const { doctor } = await import('./doctor.js');
      process.exitCode = await doctor(environment(), options);
    });
}
