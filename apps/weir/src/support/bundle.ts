import { strToU8, zipSync } from 'fflate';
import { writeFile } from 'node:fs/promises';
import { arch, cpus, freemem, platform, release, totalmem } from 'node:os';

import { knownAccess } from '../api-access.js';
import { reach } from '../api-call.js';
import { CommandFailed } from '../command-failed.js';
import { type Config, ConfigurationError, readConfig, variables } from '../config.js';
import { examine } from '../doctor.js';
import type { OutputOptions } from '../options.js';
import { version } from '../version.js';
import { knownSecrets, Redactor } from './redact.js';

export interface BundleOptions extends OutputOptions {
  out?: string;
}

/** What an answer of the API may add to the bundle. */
const MOST_BYTES = 1_000_000;
const ANSWER_WITHIN_MILLIS = 10_000;

/** What is asked of the API: with an administrator's key, where there is one. */
const questions = [
  ['health/ready.json', '/health/ready'],
  ['health/parts.json', '/v1/admin/health'],
  ['health/metrics.txt', '/metrics'],
  ['health/status.json', '/v1/status'],
  ['problems/ledger-differences.json', '/v1/admin/ledger/differences?limit=50'],
  ['problems/breakers.json', '/v1/admin/breakers?limit=50'],
  ['rules.json', '/v1/rules'],
] as const;

const readMe = `What weir support-bundle found, for whoever helps with an installation. about.json says which build and machine it was, configuration.json
which variables are set (values of settings alone, never addresses or secrets), findings.json what weir doctor found. health/ and problems/
are what the API answered. Secrets are taken out; look through it all the same before you send it.
`;

/**
 * Writes a zip file with what helps to find a fault, and no secret.
 * @throws CommandFailed when it cannot be written, or a secret would be in it.
 */
export async function writeSupportBundle(environment: Readonly<Record<string, string | undefined>>, { out, json }: BundleOptions): Promise<void> {
  const config = configOf(environment);
  const files = await gather(environment, config);
  const redactor = new Redactor(await knownSecrets(environment, config));
  const cleaned = Object.entries(files).map(([name, text]) => [name, redactor.clean(text)] as const);
  const dirty = cleaned.filter(([, text]) => redactor.finds(text)).map(([name]) => name);
  if (dirty.length > 0) throw new CommandFailed(`a secret is left in ${dirty.join(', ')}; nothing was written`);
  const file = out ?? `weir-support-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}.zip`;
  const zipped = zipSync(Object.fromEntries(cleaned.map(([name, text]) => [name, strToU8(text)])));
  // Without secrets, but how an installation is laid out is nobody else's business either.
  await writeFile(file, zipped, { mode: 0o600 }).catch((error: unknown) => {
    throw new CommandFailed(`cannot write ${file}: ${(error as Error).message}`, { cause: error });
  });
  const names = cleaned.map(([name]) => name);
  console.log(json ? JSON.stringify({ file, bytes: zipped.length, files: names }) : `wrote ${file}, ${zipped.length} bytes:\n${names.map((name) => `  ${name}`).join('\n')}\nSecrets are taken out; look through it all the same before you send it.`);
}

/** A configuration that cannot be read is among the findings, and no reason to gather nothing. */
function configOf(environment: Readonly<Record<string, string | undefined>>): Config | undefined {
  try {
    return readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
}

async function gather(environment: Readonly<Record<string, string | undefined>>, config: Config | undefined): Promise<Record<string, string>> {
  const files: Record<string, string> = {
    'README.txt': readMe,
    'about.json': written({
      weir: version, at: new Date().toISOString(), node: process.versions.node, platform: platform(), release: release(), arch: arch(), cpus: cpus().length, memoryBytes: totalmem(), freeBytes: freemem(),
    }),
    'configuration.json': written(settingsIn(environment)),
    'findings.json': written(await examine(environment)),
  };
  if (config) await Promise.all(questions.map(async ([name, path]) => { files[name] = await ask(config, path); }));
  return files;
}

/** Which variables are set; of what is a number, a time or a choice, also to what. */
function settingsIn(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const plain = /^(\d{1,12}(ms|s|m|h|d)?|true|false|always|if-not-present|silent|error|warn|info|debug)$/;
  const set = Object.keys(environment).filter((name) => environment[name] && (name in variables || name.startsWith('WEIR_'))).toSorted();
  return Object.fromEntries(set.map((name) => [name, plain.test(environment[name]!) && !/SECRET|KEY|URL|PASSWORD|TOKEN/.test(name) ? environment[name]! : 'set']));
}

/** What the API answers, or why it does not. */
async function ask(config: Config, path: string): Promise<string> {
  try {
    const { url = `http://${config.host}:${config.port}`, key } = await knownAccess(config, (known) => known?.adminKey);
    const answer = await reach(url, path, { headers: key === undefined ? {} : { authorization: `Bearer ${key}` }, signal: AbortSignal.timeout(ANSWER_WITHIN_MILLIS) });
    const text = (await answer.text()).slice(0, MOST_BYTES);
    return answer.ok ? indented(text) : written({ asked: path, status: answer.status, answer: text });
  } catch (error) {
    return written({ asked: path, error: (error as Error).message });
  }
}

function indented(text: string): string {
  try {
    return written(JSON.parse(text));
  } catch {
    return text;
  }
}

function written(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
