import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

import { type StatementDocument, type Verdict, verifyStatement } from '#libs/verify';

export interface VerifyArguments {
  key?: string;
  json?: boolean;
}

/** Exit codes: 0 all is as it says, 1 something is not, 2 it could not be read. */
export type VerifyExit = 0 | 1 | 2;

/** Findings that are printed; --json gives all of them. */
const MOST_PRINTED = 20;

/** Checks a statement's file (`-` for standard input) and prints the verdict. Needs no network, no database and no configuration. */
export async function verify(file: string, { key, json = false }: VerifyArguments, print: (line: string) => void = console.log): Promise<VerifyExit> {
  let document: unknown;
  try {
    document = JSON.parse(file === '-' ? await text(process.stdin) : await readFile(file, 'utf8'));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    print(json ? JSON.stringify({ verified: false, unreadable: detail }) : `unreadable: ${detail}`);
    return 2;
  }
  const verdict = verifyStatement(document, { publicKey: key });
  if (json) print(JSON.stringify(verdict));
  else for (const line of verdict.verified ? praise(document as StatementDocument, verdict, key !== undefined) : blame(verdict)) print(line);
  return verdict.verified ? 0 : 1;
}

function praise({ statement, log }: StatementDocument, { leaves, charges, unexplainedPrices }: Verdict, isTrusted: boolean): string[] {
  const said = (name: string) => JSON.stringify(statement.leaf[name]);
  return [
    `verified: statement ${said('id')}, charges ${said('charges')}, closing balance ${said('closingBalance')} nano-tokens`,
    `  ${charges} charges priced again; ${leaves} leaves are in the log of ${log.size}, signed ${new Date(log.signedAt).toISOString()} by key ${log.keyId}`,
    ...(unexplainedPrices > 0 ? [`  the prices of ${unexplainedPrices} charges are of no rate in the file: compare them with what you agreed on`] : []),
    ...(isTrusted ? [] : ['  the key is the one that the file names: compare it with GET /v1/log, or give --key']),
  ];
}

function blame({ findings }: Verdict): string[] {
  const shown = findings.slice(0, MOST_PRINTED).map(({ pointer, detail }) => `  ${pointer || '/'} ${detail}`);
  return ['NOT verified', ...shown, ...(findings.length > MOST_PRINTED ? [`  and ${findings.length - MOST_PRINTED} more`] : [])];
}
