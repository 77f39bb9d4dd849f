#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';

import { checkFile } from './check-file.js';

const usage = `weir-verify FILE [--key BASE64] [--json]

Checks a statement, a lease's round, a slash, a cover, an hour's rewards, what flowed into a stake pool, an exit from one, a round of the diversified pool or an operator's payout (what GET /v1/statements/{id}/proof, /v1/leases/{id}/placement-proof, /v1/operator/slashes/{id}/proof, /v1/covers/{id}/proof, /v1/operator/rewards/{poolId}/{startsAt}/proof, /v1/stake-pools/{id}/inflow-proof, /v1/exits/{id}/proof, /v1/diversified-pool/round-proof or /v1/operator/payouts/{id}/proof gave; - for standard input) by nothing but its file: proofs, signatures, every price, sum and rule.
  --key   the public key that you trust; by default the one that the file names
Exit codes: 0 verified, 1 not what was logged and signed (it says where, as JSON pointers), 2 unreadable.`;

/** The command line; undefined when it is wrong. */
function parsed() {
  try {
    return parseArgs({ allowPositionals: true, options: { key: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
  } catch {
    return undefined;
  }
}

const call = parsed();
const [file, ...others] = call?.positionals ?? [];
if (call?.values.help) console.log(usage);
else if (call === undefined || file === undefined || others.length > 0) {
  console.error(usage);
  process.exitCode = 2;
} else process.exitCode = await checkFile(() => (file === '-' ? text(process.stdin) : readFile(file, 'utf8')), call.values, console.log);
