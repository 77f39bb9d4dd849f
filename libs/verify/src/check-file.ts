import type { StatementDocument } from './document.js';
import { ROUND_PROOF_FORMAT, type RoundDocument } from './round.js';
import { type SettlementDocument, settlementKindOf } from './settlement.js';
import { verifyRound } from './verify-round.js';
import { type SettlementVerdict, verifySettlement } from './verify-settlement.js';
import { type Verdict, verifyStatement } from './verify-statement.js';

/** Exit codes: 0 all is as it says, 1 something is not, 2 it could not be read. */
export type VerifyExit = 0 | 1 | 2;

export interface CheckFileOptions {
  /** The public key that is trusted, in base 64; without one, the one that the file names. */
  key?: string;
  json?: boolean;
}

/** Findings that are printed; as JSON all are. */
const MOST_PRINTED = 20;

/** Reads the text of a statement, of a round's proof, or of an amount with all that it follows from, checks it and prints the verdict: what `weir verify` and `weir-verify` do. */
export async function checkFile(read: () => Promise<string>, { key, json = false }: CheckFileOptions, print: (line: string) => void): Promise<VerifyExit> {
  let document: unknown;
  try {
    document = JSON.parse(await read());
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    print(json ? JSON.stringify({ verified: false, unreadable: detail }) : `unreadable: ${detail}`);
    return 2;
  }
  if (isRound(document)) return checkRound(document, { key, json }, print);
  if (isSettlement(document)) return checkSettlement(document, { key, json }, print);
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

function isRound(document: unknown): document is RoundDocument {
  return typeof document === 'object' && document !== null && 'format' in document && document.format === ROUND_PROOF_FORMAT;
}

function checkRound(document: RoundDocument, { key, json }: CheckFileOptions, print: (line: string) => void): VerifyExit {
  const verdict = verifyRound(document, { publicKey: key });
  if (json) print(JSON.stringify(verdict));
  else for (const line of verdict.verified ? praiseRound(document, key !== undefined) : blame(verdict)) print(line);
  return verdict.verified ? 0 : 1;
}

function praiseRound({ header, request, outcome, log, chain, round }: RoundDocument, isTrusted: boolean): string[] {
  return [
    `verified: round ${header.roundId} decided about lease ${JSON.stringify(request.leaf['leaseId'])}: ${JSON.stringify(outcome.leaf['outcome'])}`,
    `  by policy ${JSON.stringify(header.policy)}`,
    `  leaf ${round.leaf.index} of the log of ${log.size}, signed ${new Date(log.signedAt).toISOString()} by key ${log.keyId}; its seed was fixed by leaf ${chain.leaf.index}`,
    '  that the outcome follows from the policy, an auditor finds by replaying the round',
    ...(isTrusted ? [] : ['  the key is the one that the file names: compare it with GET /v1/log, or give --key']),
  ];
}

function isSettlement(document: unknown): document is SettlementDocument {
  return typeof document === 'object' && document !== null && 'format' in document && settlementKindOf(document.format) !== undefined;
}

function checkSettlement(document: SettlementDocument, { key, json }: CheckFileOptions, print: (line: string) => void): VerifyExit {
  const verdict = verifySettlement(document, { publicKey: key });
  if (json) print(JSON.stringify(verdict));
  else for (const line of verdict.verified ? praiseSettlement(document, verdict, key !== undefined) : blame(verdict)) print(line);
  return verdict.verified ? 0 : 1;
}

function praiseSettlement({ rules, log }: SettlementDocument, { leaves, says: [first, ...more] }: SettlementVerdict, isTrusted: boolean): string[] {
  return [
    `verified: ${first}`,
    ...more.map((line) => `  ${line}`),
    `  by version ${JSON.stringify(rules.leaf['version'])} of the rules; ${leaves} leaves are in the log of ${log.size}, signed ${new Date(log.signedAt).toISOString()} by key ${log.keyId}`,
    ...(isTrusted ? [] : ['  the key is the one that the file names: compare it with GET /v1/log, or give --key']),
  ];
}

function blame({ findings }: Pick<Verdict, 'findings'>): string[] {
  const shown = findings.slice(0, MOST_PRINTED).map(({ pointer, detail }) => `  ${pointer || '/'} ${detail}`);
  return ['NOT verified', ...shown, ...(findings.length > MOST_PRINTED ? [`  and ${findings.length - MOST_PRINTED} more`] : [])];
}
