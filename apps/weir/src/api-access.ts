import { type ApiCall, apiCall, type CallOptions, openAnswer, textOf, told } from './api-call.js';
import { type Config, ConfigurationError, credentialsPath } from './config.js';
import { type Credentials, readCredentials } from './credentials.js';
import { type Profile, readProfiles } from './profiles.js';

/** The API as a command uses it: what it refuses is a failure to be told in a line. */
export interface ApiAccess {
  call: ApiCall;
  open: (path: string, accept?: string) => Promise<Response>;
  /** Any answer, JSON or not, as it came. */
  text: (method: string, path: string, body?: unknown, options?: CallOptions) => Promise<string>;
}

/**
 * The API with a key from the environment, or else of a profile or the installation in WEIR_HOME. No secret comes as an argument.
 * @param keyOf the key among an installation's; undefined when it has none.
 * @param whose such as "a tenant's".
 * @throws ConfigurationError.
 */
export async function apiAccess(config: Config, whose: string, keyOf: (known: Credentials | undefined) => string | undefined): Promise<ApiAccess> {
  const { url, key } = await knownAccess(config, keyOf);
  if (url === undefined) throw new ConfigurationError(`WEIR_API_URL takes the API's address; it is not set, there is no ${credentialsPath(config)}, and nobody logged in (weir login)`);
  if (key === undefined) throw new ConfigurationError(`WEIR_API_KEY takes ${whose} key; it is not set, and credentials.json has none (or keep one by weir login)`);
  return {
    call: told(apiCall(url, key)),
    open: told((path: string, accept?: string) => openAnswer(url, key, path, accept)),
    text: told((method: string, path: string, body?: unknown, options?: CallOptions) => textOf(url, key, method, path, body, options)),
  };
}

/**
 * Where the API is and with which key, as far as the environment, a profile or the installation in WEIR_HOME says.
 * @throws ConfigurationError for a profile that there is not, or whose key is for another API.
 */
export async function knownAccess(config: Config, keyOf: (known: Credentials | undefined) => string | undefined): Promise<{ url: string | undefined; key: string | undefined }> {
  const { profile, known } = await keysOf(config);
  const url = config.apiUrl ?? profile?.apiUrl ?? known?.apiUrl;
  return { url, key: config.apiKey ?? (profile ? keyAt(profile, url) : keyOf(known)) };
}

/** A profile that is named, else the installation in WEIR_HOME, which is nearer than the latest login, else that. */
async function keysOf(config: Config): Promise<{ profile?: Profile; known?: Credentials }> {
  if (config.profile === undefined) {
    const known = await readCredentials(config);
    if (known) return { known };
  }
  const { current, profiles } = await readProfiles(config);
  const profile = profiles[config.profile ?? current ?? ''];
  if (profile) return { profile };
  if (config.profile === undefined) return {};
  throw new ConfigurationError(`WEIR_PROFILE (or --profile) takes a name that weir login kept a key under; ${config.profile} is none${Object.keys(profiles).length > 0 ? `, but ${Object.keys(profiles).join(', ')}` : `; weir login --profile ${config.profile} keeps one`}`);
}

/** A key goes nowhere but to the API that it was given for. */
function keyAt({ apiUrl, key }: Profile, url: string | undefined): string {
  if (url === apiUrl) return key;
  throw new ConfigurationError(`WEIR_API_URL is ${url}, and the profile's key is for ${apiUrl}; unset the one, or log in there`);
}

/** With a tenant's key. */
export function tenantApi(config: Config): Promise<ApiAccess> {
  return apiAccess(config, "a tenant's", (known) => known?.tenantKey);
}

/** With an administrator's key. */
export function adminApi(config: Config): Promise<ApiAccess> {
  return apiAccess(config, "an administrator's", (known) => known?.adminKey);
}

/** With an operator's key: of several that are known, that of the one with the name. */
export async function operatorApi(config: Config, operator: string | undefined): Promise<ApiCall> {
  return (await operatorAccess(config, operator)).call;
}

/** The same, and what is no JSON too. */
export function operatorAccess(config: Config, operator: string | undefined): Promise<ApiAccess> {
  return apiAccess(config, "an operator's", (known) => operatorKey(known?.operatorKeys ?? {}, operator));
}

/** Who may be whose key is taken of credentials.json. */
export const roles = ['tenant', 'operator', 'administrator'] as const;
export type Role = (typeof roles)[number];

export interface RoleOptions {
  as: Role;
  /** Of several operators, which. */
  operator?: string;
}

/** With the key of a role; of an operator's where one is named. */
export function accessAs(config: Config, { as, operator }: RoleOptions): Promise<ApiAccess> {
  if (as === 'operator' || operator !== undefined) return operatorAccess(config, operator);
  return as === 'administrator' ? adminApi(config) : tenantApi(config);
}

function operatorKey(keys: Readonly<Record<string, string>>, operator: string | undefined): string | undefined {
  const names = Object.keys(keys);
  const key = keys[operator ?? (names.length === 1 ? names[0]! : '')];
  if (key !== undefined || names.length === 0) return key;
  throw new ConfigurationError(`--operator takes one of ${names.join(', ')}; it is ${operator ?? 'not given'} (or set WEIR_API_KEY)`);
}
