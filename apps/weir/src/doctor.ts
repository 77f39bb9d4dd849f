import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { checkProductRole, Database, inspectServer, outboxBacklog, productUrl, type ServerFacts } from '#libs/database';
import { MILLIS_PER_DAY, MILLIS_PER_MINUTE } from '#libs/kernel';
import { redisEviction } from '#libs/queue';

import { reach } from './api-call.js';
import { type Config, ConfigurationError, readConfig } from './config.js';
import { pendingMigrations } from './migrations.js';
import { plainTable } from './plain-table.js';
import { readCredentials } from './credentials.js';

/** What was looked at, how it stands, and what to do about it. `skipped`: there was nothing to look at. */
export interface Finding {
  check: string;
  state: 'ok' | 'warning' | 'failed' | 'skipped';
  detail: string;
  remedy?: string;
}

type Outcome = Omit<Finding, 'check'>;

const OLDEST_POSTGRES = 150_000;
const MOST_SKEW_MILLIS = 1_000;
const CONNECT_WITHIN_MILLIS = 5_000;
const CERTIFICATE_WARNING_DAYS = 21;
const LAG_WARNING_MILLIS = MILLIS_PER_MINUTE;

/** Looks for what is wrong with an installation, changing nothing, and prints it. @returns 0, or 1 when something failed. */
export async function doctor(environment: Readonly<Record<string, string | undefined>>, { json }: { json?: boolean }): Promise<0 | 1> {
  const findings = await examine(environment);
  const failed = findings.some(({ state }) => state === 'failed');
  if (json) {
    console.log(JSON.stringify({ healthy: !failed, findings }));
  } else {
    const rows = plainTable(['check', '', 'what was found', 'what to do']);
    for (const { check, state, detail, remedy } of findings) rows.push([check, state, detail, remedy ?? '']);
    console.log(rows.toString());
  }
  return failed ? 1 : 0;
}

/** Every check, in the order in which one depends on another. None throws. */
export async function examine(environment: Readonly<Record<string, string | undefined>>): Promise<Finding[]> {
  let config: Config;
  try {
    config = readConfig(environment);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return [{ check: 'configuration', state: 'failed', detail: error.message, remedy: 'set it right; weir config lists every variable' }];
  }
  const findings: Finding[] = [{ check: 'configuration', state: 'ok', detail: 'every variable that is set can be read' }];
  const look = async (check: string, how: () => Outcome | Promise<Outcome>) => {
    try {
      findings.push({ check, ...(await how()) });
    } catch (error) {
      findings.push({ check, state: 'failed', detail: messageOf(error) });
    }
  };
  await look('secret key', () => secretKey(config));
  await look('log key', () => logKey(config));
  const { databaseUrl } = config;
  const askedAt = Date.now();
  const server = databaseUrl === undefined ? undefined : await inspectServer(databaseUrl, CONNECT_WITHIN_MILLIS).catch((error: unknown) => unreachable(databaseUrl, error));
  await look('database', () => (server === undefined ? embedded : 'state' in server ? server : database(config, server, askedAt)));
  const isReachable = server !== undefined && !('state' in server);
  for (const [check, how] of [['schema', schema], ['rights', rights], ['outbox', outbox]] as const) await look(check, () => (isReachable ? how(databaseUrl!) : unseen));
  await look('queues', () => queues(config));
  await look('gateway certificate', () => certificate(config));
  await look('API', () => api(config));
  return findings;
}

const embedded: Outcome = { state: 'skipped', detail: 'embedded: weir up starts and stops it' };
const unseen: Outcome = { state: 'skipped', detail: 'there is no database of yours to look into' };

function secretKey({ secretKeys, databaseUrl }: Config): Outcome {
  if (secretKeys.length > 0) return { state: 'ok', detail: secretKeys.length === 1 ? 'one key' : `${secretKeys.length} keys, of which the first seals` };
  if (databaseUrl === undefined) return { state: 'ok', detail: 'none yet: weir up makes one' };
  return { state: 'warning', detail: 'none: no secret can be kept, so that no cluster joins and no webhook endpoint is made', remedy: 'set WEIR_SECRET_KEY_FILE for every process, to the same 32 random bytes in base 64' };
}

function logKey({ logKey: key, databaseUrl }: Config): Outcome {
  if (key !== undefined) return { state: 'ok', detail: 'heads of the log are signed' };
  if (databaseUrl === undefined) return { state: 'ok', detail: 'none yet: weir up makes one' };
  return { state: 'warning', detail: 'none: heads of the log are not signed, so that nobody can check a statement', remedy: 'set WEIR_LOG_KEY_FILE for every worker' };
}

function database({ databasePoolSize }: Config, { version, durable, maxConnections, now }: ServerFacts, askedAt: number): Outcome {
  const skew = Math.round(now - (askedAt + Date.now()) / 2);
  const found = `PostgreSQL ${Math.floor(version / 10_000)}, ${maxConnections} connections, its clock ${skew} ms from ours`;
  if (version < OLDEST_POSTGRES) return { state: 'failed', detail: found, remedy: `take PostgreSQL ${OLDEST_POSTGRES / 10_000} or later` };
  if (!durable) return { state: 'failed', detail: `${found}; a crash loses what was answered`, remedy: 'set fsync and synchronous_commit to on' };
  if (Math.abs(skew) > MOST_SKEW_MILLIS) return { state: 'warning', detail: found, remedy: 'have both machines follow a time server: leases are charged by this clock' };
  if (maxConnections < databasePoolSize * 2) return { state: 'warning', detail: found, remedy: `a process takes up to ${databasePoolSize}: raise max_connections, or lower WEIR_DATABASE_POOL` };
  return { state: 'ok', detail: found };
}

function unreachable(databaseUrl: string, error: unknown): Outcome {
  return { state: 'failed', detail: `${new URL(databaseUrl).host}: ${messageOf(error)}`, remedy: 'start it, or set DATABASE_URL right' };
}

async function schema(databaseUrl: string): Promise<Outcome> {
  const { pending, changed, unknown } = await pendingMigrations(databaseUrl);
  if (changed.length > 0) return { state: 'failed', detail: `applied migrations have other files now: ${changed.join(', ')}`, remedy: 'run the build that they were applied by, or a later one' };
  if (unknown.length > 0) return { state: 'warning', detail: `${unknown.length} migrations are of a later build: ${unknown.at(-1)}`, remedy: 'run that build in every process' };
  if (pending.length > 0) return { state: 'warning', detail: `${pending.length} migrations are to be applied, from ${pending[0]}`, remedy: 'weir migrate, or start any role' };
  return { state: 'ok', detail: 'every migration is applied' };
}

async function rights(databaseUrl: string): Promise<Outcome> {
  await checkProductRole(productUrl(databaseUrl));
  return { state: 'ok', detail: 'the product cannot change history' };
}

async function outbox(databaseUrl: string): Promise<Outcome> {
  const reader = new Database({ url: productUrl(databaseUrl), poolSize: 1 });
  try {
    const { events, oldestAt } = await outboxBacklog(reader);
    const lag = oldestAt === undefined ? 0 : Date.now() - oldestAt;
    const found = events === 0 ? 'every event is carried' : `${events} events wait, the oldest for ${Math.round(lag / 1_000)} s`;
    return lag > LAG_WARNING_MILLIS ? { state: 'failed', detail: found, remedy: 'start a worker, or see what the running ones log' } : { state: 'ok', detail: found };
  } finally {
    await reader.close();
  }
}

async function queues({ redisUrl }: Config): Promise<Outcome> {
  if (redisUrl === undefined) return { state: 'ok', detail: 'in the database' };
  try {
    const policy = await redisEviction(redisUrl, CONNECT_WITHIN_MILLIS);
    if (policy !== 'noeviction') return { state: 'failed', detail: `Redis may forget jobs: maxmemory-policy is ${policy}`, remedy: 'set it to noeviction' };
    return { state: 'ok', detail: 'Redis answers and forgets nothing' };
  } catch (error) {
    return { state: 'failed', detail: `Redis: ${messageOf(error)}`, remedy: 'start it, or set REDIS_URL right; jobs wait until it is back' };
  }
}

async function certificate({ gateway: { tls, domain } }: Config): Promise<Outcome> {
  if (!tls) return domain === 'localhost' ? { state: 'skipped', detail: 'plain HTTP on this machine' } : { state: 'warning', detail: `none for *.${domain}`, remedy: 'set WEIR_GATEWAY_TLS_CERT and _KEY, or end TLS before the gateways' };
  const [cert, key] = await Promise.all([tls.cert, tls.key].map((file) => readFile(file, 'utf8')));
  const read = new X509Certificate(cert!);
  const days = Math.floor((read.validToDate.getTime() - Date.now()) / MILLIS_PER_DAY);
  if (!read.checkPrivateKey(createPrivateKey(key!))) return { state: 'failed', detail: 'the key is of another certificate', remedy: 'name the two that belong together' };
  if (read.checkHost(`any.${domain}`) === undefined) return { state: 'failed', detail: `it is for ${read.subjectAltName ?? read.subject}, not for *.${domain}`, remedy: 'take one for the gateway domain' };
  if (days < 0) return { state: 'failed', detail: `it ended ${-days} days ago`, remedy: 'renew it' };
  return { state: days < CERTIFICATE_WARNING_DAYS ? 'warning' : 'ok', detail: `valid for ${days} days`, ...(days < CERTIFICATE_WARNING_DAYS ? { remedy: 'renew it' } : {}) };
}

async function api(config: Config): Promise<Outcome> {
  const url = config.apiUrl ?? (await readCredentials(config))?.apiUrl ?? `http://${config.host}:${config.port}`;
  try {
    const answer = await reach(url, '/health/ready', { signal: AbortSignal.timeout(CONNECT_WITHIN_MILLIS) });
    if (answer.ok) return { state: 'ok', detail: `${url} is ready` };
    return { state: 'failed', detail: `${url} is not ready: ${(await answer.text()).slice(0, 200)}`, remedy: 'see the database above' };
  } catch (error) {
    return { state: 'warning', detail: messageOf(error), remedy: 'start weir up, or weir api' };
  }
}

/** Some errors of connections have a code and no message. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || (error as { code?: string }).code || error.name : String(error);
}
