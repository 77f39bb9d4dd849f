import { LineCounter, parseAllDocuments } from 'yaml';

import { CommandFailed } from '../command-failed.js';
import { readInput } from '../read-input.js';

/** What a lease file says of one lease: the fields of `POST /v1/leases`, of which the API judges the values. */
export interface LeaseDocument {
  name?: string;
  projectId?: string;
  replicas?: number;
  resources?: Record<string, unknown>;
  [field: string]: unknown;
}

/** As many leases as one file may hold, and as much of it as is read. */
const MOST_LEASES = 100;
const MOST_CHARACTERS = 1_000_000;

/** Reads the leases of a YAML or JSON file, a document each; `-` is standard input. @throws CommandFailed with the line at fault. */
export async function readLeaseFile(file: string): Promise<LeaseDocument[]> {
  const source = await readInput(file).catch((error: unknown) => {
    throw new CommandFailed(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (source.length > MOST_CHARACTERS) throw new CommandFailed(`${file}: a lease file has ${MOST_CHARACTERS} characters at most`);
  const lines = new LineCounter();
  const documents = parseAllDocuments(source, { lineCounter: lines, version: '1.2' });
  const leases: LeaseDocument[] = [];
  for (const document of documents) {
    const [error] = document.errors;
    if (error) throw new CommandFailed(`${file}: ${error.message}`);
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    if (value === null || value === undefined) continue; // what stands between two `---` may be a comment alone
    if (typeof value !== 'object' || Array.isArray(value)) throw new CommandFailed(`${file}:${lines.linePos(document.range[0]).line}: a lease is a mapping of fields, such as "pool: standard"`);
    leases.push(value as LeaseDocument);
  }
  if (leases.length === 0) throw new CommandFailed(`${file}: no lease is in it`);
  if (leases.length > MOST_LEASES) throw new CommandFailed(`${file}: ${leases.length} leases are in it, and ${MOST_LEASES} at most may be`);
  return leases;
}
