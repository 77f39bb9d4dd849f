import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';

import type { OidcOptions } from '#apps/api';
import { defaultSettings, type Settings, tokenPriceOf } from '#libs/kernel';
import type { PaymentOptions } from '#libs/payment';
import type { KubernetesOptions } from '#libs/runtime-kubernetes';

/** Everything the processes read from the environment, checked. The only place that reads it. */
export interface Config {
  /** Where the API listens. */
  host: string;
  port: number;
  /** Where browsers reach the API; undefined: by http, at the host that they name. */
  publicUrl: string | undefined;
  /** Who people sign in with, besides local accounts. */
  oidc: OidcOptions | undefined;
  gateway: {
    port: number;
    /** Addresses are names under it. */
    domain: string;
    /** Files with the certificate chain and the key of `*.<domain>`, PEM; without them the gateway speaks plain HTTP. */
    tls: { cert: string; key: string } | undefined;
  };
  /** State of the embedded defaults: the database, the first keys. */
  home: string;
  /** An outside PostgreSQL; without one the embedded server is used (`weir up` only). */
  databaseUrl: string | undefined;
  databasePoolSize: number;
  /** BullMQ on Redis; without it, on the same PostgreSQL. */
  redisUrl: string | undefined;
  logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  /** What secrets at rest are sealed with: the first seals, all open. None: `weir up` makes one in its home. */
  secretKeys: readonly Buffer[];
  /** What heads of the log are signed with. None: `weir up` makes one in its home; elsewhere heads are not signed. */
  logKey: Buffer | undefined;
  /** The integrator's payment service; without one, nobody is paid out and deposits are made by administrators alone. */
  payment: PaymentOptions | undefined;
  /** For the operator's commands: where the API is and with which key; without them, as credentials.json says. */
  apiUrl: string | undefined;
  apiKey: string | undefined;
  /** Whose key commands use, by the name that it was kept under by `weir login`. */
  profile: string | undefined;
  /** Where those keys are kept. */
  profilesFile: string;
  /** What `weir webhook listen` checks signatures with. */
  webhookSecret: string | undefined;
  /** Set for simulations: the clock starts here and moves when an administrator says so. */
  simulatedClockStart: number | undefined;
  /** How real clusters are used, where that differs from the defaults of `libs/runtime-kubernetes`. */
  kubernetes: Partial<KubernetesOptions>;
  /** OpenTelemetry's variables, as they are set: a role that makes traces reads them. */
  otel: Readonly<Record<string, string | undefined>>;
  settings: Settings;
}

/** A variable that is missing or wrong; the message names it and says what it takes. */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError';
}

const duration = z.string().regex(/^\d+(ms|s|m|h|d)?$/).transform(parseDuration);
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const port = z.string().regex(/^\d{1,5}$/).transform(Number).pipe(z.number().max(65_535));
const count = z.string().regex(/^\d{1,9}$/).transform(Number).pipe(z.number().min(1));

const KEY_BYTES = 32;
/** Keys separated by blanks, commas or lines. */
const secretKeys = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter(Boolean).map((part) => Buffer.from(part, 'base64')))
  .refine((keys) => keys.length > 0 && keys.every((key) => key.length === KEY_BYTES));
const logKey = secretKeys.refine((keys) => keys.length === 1).transform((keys) => keys[0]!);
/** Secrets of Standard Webhooks, separated by blanks, commas or lines; each of 24 bytes at least. */
const webhookSecrets = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter(Boolean))
  .refine((secrets) => secrets.length > 0 && secrets.every((secret) => /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/.test(secret)));
const nanoTokens = z.string().regex(/^\d{1,18}$/).transform(BigInt);
const images = z.string().transform((text) => text.split(',')).pipe(z.array(z.string().regex(/^[a-z0-9][A-Za-z0-9._/:@-]{0,254}$/)).max(100));
const domain = z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,180}[a-z0-9])?$/);
/** The origin alone: the console stands at a fixed path of it. */
const origin = z.url({ protocol: /^https?$/ }).transform((text) => new URL(text)).refine((url) => url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '').transform((url) => url.origin);
const gatewayUrl = z.string().regex(/^https?:\/\/\*\.[a-z0-9]([a-z0-9.-]{0,180}[a-z0-9])?(:\d{1,5})?$/);

/** What a profile may be called. */
export const profileName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const tokenPrice = z.string().transform((text) => tokenPriceOf(...(text.split(' ') as [string, string]))).refine((price) => price !== undefined);

interface Variable {
  takes: string;
  schema: z.ZodType;
}

/** Every variable: what it takes, for people, and how it is read. `weir config` prints this table. */
export const variables = {
  WEIR_HOST: { takes: 'an address to listen on; default 127.0.0.1', schema: z.string().min(1) },
  WEIR_PORT: { takes: 'a port, 0 to 65535; default 7070; 0 takes a free one', schema: port },
  WEIR_PUBLIC_URL: { takes: 'https://host or http://host:port: where browsers reach the API; default: by http, at the host that they name. With https, cookies are for https alone', schema: origin },
  WEIR_OIDC_ISSUER: { takes: 'https://… (or http on this machine): the OpenID Connect provider that people sign in with; default: local accounts alone', schema: z.url({ protocol: /^https?$/ }) },
  WEIR_OIDC_CLIENT_ID: { takes: 'the client that we are at that provider; it returns to /v1/session/oidc/callback of WEIR_PUBLIC_URL', schema: z.string().min(1) },
  WEIR_OIDC_CLIENT_SECRET: { takes: "that client's secret", schema: z.string().min(1) },
  WEIR_OIDC_CLIENT_SECRET_FILE: { takes: 'a file with it', schema: z.string().min(1) },
  WEIR_SESSION_IDLE: { takes: 'a duration, from 1m; default 12h: a session that was not used for so long ends', schema: duration.pipe(z.number().min(60_000)) },
  WEIR_SESSION_LONGEST: { takes: 'a duration, from 1m; default 7d: the longest that a session lasts', schema: duration.pipe(z.number().min(60_000)) },
  WEIR_GATEWAY_PORT: { takes: 'a port, 0 to 65535; default 7071, but 0 when WEIR_PORT is 0; 0 takes a free one: where tenants\' public ports are served', schema: port },
  WEIR_GATEWAY_DOMAIN: { takes: 'a domain; default localhost: public ports are served at random names under it', schema: domain },
  WEIR_GATEWAY_URL: { takes: 'http://*.domain:port or https://…; default from domain, port and certificate: how tenants reach the gateways from outside', schema: gatewayUrl },
  WEIR_GATEWAY_TLS_CERT: { takes: 'a file with the certificate chain of *.domain, PEM; default: plain HTTP', schema: z.string().min(1) },
  WEIR_GATEWAY_TLS_KEY: { takes: 'a file with the key of that certificate, PEM', schema: z.string().min(1) },
  WEIR_GATEWAY_EGRESS_MBPS: { takes: 'Mbit/s, from 1; default 100: what a replica that claims no egress may send through the gateways', schema: count },
  WEIR_HOME: { takes: 'a folder; default .weir', schema: z.string().min(1) },
  WEIR_LOG_LEVEL: { takes: 'silent, error, warn, info or debug; default warn for `weir up`, info otherwise', schema: z.enum(['silent', 'error', 'warn', 'info', 'debug']) },
  DATABASE_URL: { takes: 'postgres://user:password@host:port/name; default: the embedded server', schema: z.url({ protocol: /^postgres(ql)?$/ }) },
  WEIR_DATABASE_POOL: { takes: 'connections of one process, 2 to 200; default 20', schema: count.pipe(z.number().min(2).max(200)) },
  REDIS_URL: { takes: 'redis://host:port or rediss://…; default: queues live in PostgreSQL', schema: z.url({ protocol: /^rediss?$/ }) },
  WEIR_SIMULATED_CLOCK: { takes: 'milliseconds since 1970 at which a simulated clock starts; default: real time', schema: z.string().regex(/^\d{1,15}$/).transform(Number) },
  WEIR_CLUSTER_REQUESTS: { takes: 'a number; default 200: requests a second of one process to one cluster', schema: count },
  WEIR_HOLD: { takes: 'a duration such as 30s, 5m, 1h; default 1h: funds held ahead for a lease', schema: duration },
  WEIR_PRICE_LOCK: { takes: 'a duration; default 1h: how long an on-demand lease keeps its price', schema: duration },
  WEIR_SPOT_PRICE: { takes: 'a duration; default 1m: how long a spot lease keeps a price at the least', schema: duration },
  WEIR_QUOTE_TTL: { takes: 'a duration; default 10m', schema: duration },
  WEIR_LOW_FUNDS_WARNING: { takes: 'a duration; default 15m', schema: duration },
  WEIR_GRACE: { takes: 'a duration; default 5m: the last that a lease runs before its funds end', schema: duration },
  WEIR_SUSPENSION: { takes: 'a duration; default 24h: how long a lease without funds is suspended, its volumes kept, before it closes; 0 closes it at once', schema: duration },
  WEIR_SETTLE_EVERY: { takes: 'a duration; default 1m', schema: duration },
  WEIR_SWEEP_EVERY: { takes: 'a duration; default 1s', schema: duration },
  WEIR_HOST_STALE_AFTER: { takes: 'a duration; default 30s: silence after which a host gets no new work', schema: duration },
  WEIR_HOST_LOST_AFTER: { takes: 'a duration; default 90s: silence after which contact counts as lost', schema: duration },
  WEIR_HOST_GRACE: { takes: 'a duration; default 2m: from lost contact to placing elsewhere', schema: duration },
  WEIR_DRAIN_NOTICE: { takes: 'a duration; default 1h', schema: duration },
  WEIR_SCHEDULER_LOCK: { takes: 'a duration; default 10s', schema: duration },
  WEIR_KEEP_ROUNDS: { takes: 'a duration; default 7d: how long scheduling rounds can be replayed; what the log says of them stays', schema: duration },
  WEIR_CHALLENGE_IMAGES: { takes: 'images with Node 20 or later, with commas between them, that clusters can pull: what challenges run in; default node:24-alpine and the like, of docker.io', schema: images },
  WEIR_SIMULATED_START: { takes: 'a duration; default 1500ms: how long a simulated replica takes to start', schema: duration },
  WEIR_SIMULATED_SAMPLE: { takes: 'a duration; default 1m: how often simulated replicas report usage; 0 never', schema: duration },
  WEIR_KUBERNETES_SAMPLE: { takes: 'a duration; default 1m: how often usage in Kubernetes clusters is sampled; 0 never', schema: duration },
  WEIR_IMAGE_PULL: {
    takes: 'always or if-not-present; default always, which asks the registry anew: the other lets a tenant run images that others left on a host',
    schema: z.enum(['always', 'if-not-present']).transform((when) => (when === 'always' ? 'Always' as const : 'IfNotPresent' as const)),
  },
  WEIR_START_FAILURE: { takes: 'a duration; default 1m: how long a replica may fail to start before its lease fails', schema: duration },
  WEIR_START_TIMEOUT: { takes: 'a duration; default 30m: how long a start may take at all', schema: duration },
  WEIR_WEBHOOK_TIMEOUT: { takes: 'a duration; default 15s', schema: duration },
  WEIR_WEBHOOK_ALLOW_PRIVATE: { takes: 'true or false; default false, but true on the embedded database: deliveries to private addresses', schema: flag },
  WEIR_SECRET_KEY: {
    takes: '32 random bytes in base 64, with which secrets at rest are sealed; several, with a comma between: the first seals, all open. Default: secret.key in WEIR_HOME',
    schema: secretKeys,
  },
  WEIR_SECRET_KEY_FILE: { takes: 'a file with such keys, one a line', schema: z.string().min(1) },
  WEIR_LOG_KEY: {
    takes: '32 random bytes in base 64, from which the key follows that signs heads of the log; the same for every worker. Default: log.key in WEIR_HOME; without any, heads are not signed',
    schema: logKey,
  },
  WEIR_LOG_KEY_FILE: { takes: 'a file with such a key', schema: z.string().min(1) },
  WEIR_API_URL: { takes: "http(s)://host:port of the API, for the operator's commands; default: as credentials.json says", schema: z.url({ protocol: /^https?$/ }) },
  WEIR_API_KEY: { takes: "an operator's key, for its commands; default: as credentials.json says", schema: z.string().min(1) },
  WEIR_PROFILE: { takes: 'a name that weir login kept a key under, for commands; default: the installation in WEIR_HOME, else the latest login', schema: z.string().regex(profileName) },
  XDG_CONFIG_HOME: { takes: 'a folder; default ~/.config: weir login keeps keys in weir/profiles.json of it', schema: z.string().min(1) },
  WEIR_WEBHOOK_SECRET: { takes: 'whsec_…: the secret of the endpoint that weir webhook listen hears for, as it was shown when it was made', schema: z.string().regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/) },
  WEIR_PAYMENT_URL: { takes: "http(s)://host:port/path of the integrator's payment service; default: none, and nobody is paid out", schema: z.url({ protocol: /^https?$/ }) },
  WEIR_PAYMENT_SECRET: { takes: 'whsec_… (24 random bytes or more in base 64), shared with the payment service; several, with a comma between: the first signs, any may have signed what comes', schema: webhookSecrets },
  WEIR_PAYMENT_SECRET_FILE: { takes: 'a file with such secrets, one a line', schema: z.string().min(1) },
  WEIR_DEPOSIT_MOST: { takes: 'nano-tokens; default 1000000000000000: the most of one deposit through the payment service', schema: nanoTokens },
  WEIR_DEPOSIT_MOST_PER_DAY: { takes: 'nano-tokens; default 10000000000000000: the most of one recipient in a day', schema: nanoTokens },
  WEIR_TOP_UP_EXPIRES: { takes: "a duration; default 1d: how long a wallet's request for funds waits before another may be made", schema: duration.refine((millis) => millis > 0) },
  WEIR_TOKEN_PRICE: { takes: 'what a token costs, such as 0.01 USD; default: none, and whoever exports a statement with costs in money says it', schema: tokenPrice },
  WEIR_RATE_LIMIT: { takes: 'requests per key and minute; default 6000', schema: count },
} as const satisfies Record<string, Variable>;

type Values = { [K in keyof typeof variables]?: z.output<(typeof variables)[K]['schema']> };

/** What was a variable and is a parameter of the rules: an installation that sets it must not be run by another value unawares. */
const governed: Readonly<Record<string, string>> = { WEIR_PAYOUT_EVERY: 'payout.everyMillis', WEIR_PAYOUT_HOLD: 'payout.holdMillis', WEIR_PAYOUT_THRESHOLD: 'payout.thresholdNanoTokens' };

/**
 * Reads the configuration. Unknown WEIR_ variables are refused: they are misspelt ones.
 * @throws ConfigurationError naming the variable and what it takes.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  for (const name of Object.keys(environment)) {
    if (Object.hasOwn(governed, name)) throw new ConfigurationError(`${name} is no variable any more: ${governed[name]} of the rules says it, and administrators publish those`);
    if (name.startsWith('WEIR_') && !name.startsWith('WEIR_TEST_') && !(name in variables)) {
      throw new ConfigurationError(`${name} is not a variable of weir; it takes ${Object.keys(variables).join(', ')}`);
    }
  }
  const values: Record<string, unknown> = {};
  for (const [name, { schema, takes }] of Object.entries(variables)) {
    const text = environment[name];
    if (text === undefined || text === '') continue;
    const read = schema.safeParse(text);
    if (!read.success) throw new ConfigurationError(`${name} takes ${takes}; it is ${secretive(name, text)}`);
    values[name] = read.data;
  }
  const otel = Object.fromEntries(Object.entries(environment).filter(([name]) => name.startsWith('OTEL_')));
  return { ...assemble(values), otel };
}

function assemble(values: Values): Omit<Config, 'otel'> {
  const embedded = values.DATABASE_URL === undefined;
  const gateway = gatewayOf(values);
  return {
    host: values.WEIR_HOST ?? '127.0.0.1',
    port: values.WEIR_PORT ?? 7070,
    publicUrl: values.WEIR_PUBLIC_URL,
    oidc: oidcOf(values),
    gateway,
    home: resolve(values.WEIR_HOME ?? '.weir'),
    databaseUrl: values.DATABASE_URL,
    databasePoolSize: values.WEIR_DATABASE_POOL ?? 20,
    redisUrl: values.REDIS_URL,
    logLevel: values.WEIR_LOG_LEVEL ?? (embedded ? 'warn' : 'info'),
    secretKeys: readSecretKeys(values),
    logKey: readLogKey(values),
    payment: paymentOf(values),
    apiUrl: values.WEIR_API_URL?.replace(/\/$/, ''),
    apiKey: values.WEIR_API_KEY,
    profile: values.WEIR_PROFILE,
    webhookSecret: values.WEIR_WEBHOOK_SECRET,
    profilesFile: join(values.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'weir', 'profiles.json'),
    simulatedClockStart: values.WEIR_SIMULATED_CLOCK,
    kubernetes: defined({ imagePullPolicy: values.WEIR_IMAGE_PULL, requestsPerSecond: values.WEIR_CLUSTER_REQUESTS }),
    settings: {
      ...defaultSettings,
      ...defined({
        holdMillis: values.WEIR_HOLD,
        priceLockMillis: values.WEIR_PRICE_LOCK,
        spotPriceMillis: values.WEIR_SPOT_PRICE,
        quoteTtlMillis: values.WEIR_QUOTE_TTL,
        lowFundsWarningMillis: values.WEIR_LOW_FUNDS_WARNING,
        graceMillis: values.WEIR_GRACE,
        suspensionMillis: values.WEIR_SUSPENSION,
        settleEveryMillis: values.WEIR_SETTLE_EVERY,
        sweepEveryMillis: values.WEIR_SWEEP_EVERY,
        hostStaleAfterMillis: values.WEIR_HOST_STALE_AFTER,
        hostLostAfterMillis: values.WEIR_HOST_LOST_AFTER,
        hostGraceMillis: values.WEIR_HOST_GRACE,
        drainNoticeMillis: values.WEIR_DRAIN_NOTICE,
        schedulerLockMillis: values.WEIR_SCHEDULER_LOCK,
        keepRoundsMillis: values.WEIR_KEEP_ROUNDS,
        challengeImages: values.WEIR_CHALLENGE_IMAGES,
        simulatedStartMillis: values.WEIR_SIMULATED_START,
        simulatedSampleMillis: values.WEIR_SIMULATED_SAMPLE,
        kubernetesSampleMillis: values.WEIR_KUBERNETES_SAMPLE,
        startFailureMillis: values.WEIR_START_FAILURE,
        startTimeoutMillis: values.WEIR_START_TIMEOUT,
        webhookTimeoutMillis: values.WEIR_WEBHOOK_TIMEOUT,
        webhookAllowPrivate: values.WEIR_WEBHOOK_ALLOW_PRIVATE ?? embedded,
        gatewayUrl: values.WEIR_GATEWAY_URL ?? publicUrl(gateway),
        gatewayEgressMbps: values.WEIR_GATEWAY_EGRESS_MBPS,
        depositMostNanoTokens: values.WEIR_DEPOSIT_MOST,
        depositMostPerDayNanoTokens: values.WEIR_DEPOSIT_MOST_PER_DAY,
        topUpExpiresMillis: values.WEIR_TOP_UP_EXPIRES,
        tokenPrice: values.WEIR_TOKEN_PRICE,
        sessionIdleMillis: values.WEIR_SESSION_IDLE,
        sessionLongestMillis: values.WEIR_SESSION_LONGEST,
        rateLimitPerMinute: values.WEIR_RATE_LIMIT,
      }),
    },
  };
}

/** From the variable, the file that is named, or the one that `weir up` made. */
function readSecretKeys(values: Values): readonly Buffer[] {
  if (values.WEIR_SECRET_KEY !== undefined) return values.WEIR_SECRET_KEY;
  const named = values.WEIR_SECRET_KEY_FILE;
  const text = readIfThere(named ?? secretKeyPath({ home: resolve(values.WEIR_HOME ?? '.weir') }));
  if (text === undefined && named === undefined) return [];
  const read = secretKeys.safeParse(text ?? '');
  if (!read.success) throw new ConfigurationError(`WEIR_SECRET_KEY_FILE takes ${variables.WEIR_SECRET_KEY_FILE.takes}; ${named ?? 'secret.key in WEIR_HOME'} is none`);
  return read.data;
}

/** The same way. */
function readLogKey(values: Values): Buffer | undefined {
  if (values.WEIR_LOG_KEY !== undefined) return values.WEIR_LOG_KEY;
  const named = values.WEIR_LOG_KEY_FILE;
  const text = readIfThere(named ?? logKeyPath({ home: resolve(values.WEIR_HOME ?? '.weir') }));
  if (text === undefined && named === undefined) return undefined;
  const read = logKey.safeParse(text ?? '');
  if (!read.success) throw new ConfigurationError(`WEIR_LOG_KEY_FILE takes ${variables.WEIR_LOG_KEY_FILE.takes}; ${named ?? 'log.key in WEIR_HOME'} is none`);
  return read.data;
}

/** @throws ConfigurationError for an address without a secret, or the other way round. */
function paymentOf(values: Values): PaymentOptions | undefined {
  const { WEIR_PAYMENT_URL: url, WEIR_PAYMENT_SECRET_FILE: file } = values;
  let secrets = values.WEIR_PAYMENT_SECRET;
  if (secrets === undefined && file !== undefined) {
    const read = webhookSecrets.safeParse(readIfThere(file) ?? '');
    if (!read.success) throw new ConfigurationError(`WEIR_PAYMENT_SECRET_FILE takes ${variables.WEIR_PAYMENT_SECRET_FILE.takes}; ${file} is none`);
    secrets = read.data;
  }
  if ((url === undefined) !== (secrets === undefined)) throw new ConfigurationError('WEIR_PAYMENT_URL and WEIR_PAYMENT_SECRET go together; only one is set');
  return url !== undefined && secrets !== undefined ? { url, secrets } : undefined;
}

/** @throws ConfigurationError when only some of what makes a provider is set. */
function oidcOf(values: Values): OidcOptions | undefined {
  const { WEIR_OIDC_ISSUER: issuer, WEIR_OIDC_CLIENT_ID: clientId, WEIR_OIDC_CLIENT_SECRET_FILE: file } = values;
  const clientSecret = values.WEIR_OIDC_CLIENT_SECRET ?? (file === undefined ? undefined : readIfThere(file)?.trim());
  if (issuer === undefined && clientId === undefined && clientSecret === undefined) return undefined;
  if (issuer === undefined || clientId === undefined || !clientSecret) throw new ConfigurationError('WEIR_OIDC_ISSUER, WEIR_OIDC_CLIENT_ID and WEIR_OIDC_CLIENT_SECRET go together; not all are set');
  return { issuer, clientId, clientSecret };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Where `weir up` keeps the key that it made. */
export function secretKeyPath({ home }: Pick<Config, 'home'>): string {
  return join(home, 'secret.key');
}

/** And where the key that signs the log. */
export function logKeyPath({ home }: Pick<Config, 'home'>): string {
  return join(home, 'log.key');
}

/** @throws ConfigurationError for a certificate without its key, or the other way round. */
function gatewayOf(values: Values): Config['gateway'] {
  const { WEIR_GATEWAY_TLS_CERT: cert, WEIR_GATEWAY_TLS_KEY: key } = values;
  if ((cert === undefined) !== (key === undefined)) throw new ConfigurationError('WEIR_GATEWAY_TLS_CERT and WEIR_GATEWAY_TLS_KEY go together; only one is set');
  return {
    port: values.WEIR_GATEWAY_PORT ?? (values.WEIR_PORT === 0 ? 0 : 7071),
    domain: values.WEIR_GATEWAY_DOMAIN ?? 'localhost',
    tls: cert !== undefined && key !== undefined ? { cert, key } : undefined,
  };
}

/** How a gateway is reached when nothing stands before it. */
export function publicUrl({ port: listening, domain: parent, tls }: Config['gateway']): string {
  const usual = tls ? 443 : 80;
  return `${tls ? 'https' : 'http'}://*.${parent}${listening === usual ? '' : `:${listening}`}`;
}

/** Where the first keys are written. */
export function credentialsPath(config: Config): string {
  return join(config.home, 'credentials.json');
}

function parseDuration(text: string): number {
  const [, digits, unit = 'ms'] = /^(\d+)(ms|s|m|h|d)?$/.exec(text) ?? [];
  const factor = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit];
  return Number(digits) * (factor ?? 1);
}

function defined<T extends object>(values: { [K in keyof T]: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** URLs may hold passwords, and keys are secrets. */
function secretive(name: string, text: string): string {
  return /_(URL|KEY|SECRET)$/.test(name) ? 'something else' : JSON.stringify(text);
}
