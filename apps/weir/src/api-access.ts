import { type ApiCall, apiCall, openAnswer, told } from './api-call.js';
import { type Config, ConfigurationError, credentialsPath } from './config.js';
import { type Credentials, readCredentials } from './credentials.js';

/** The API as a command uses it: what it refuses is a failure to be told in a line. */
export interface ApiAccess {
  call: ApiCall;
  open: (path: string, accept?: string) => Promise<Response>;
}

/**
 * The API with a key from the environment, or else of the installation in WEIR_HOME. No secret comes as an argument.
 * @param keyOf the key among an installation's; undefined when it has none.
 * @param whose such as "a tenant's".
 * @throws ConfigurationError.
 */
export async function apiAccess(config: Config, whose: string, keyOf: (known: Credentials | undefined) => string | undefined): Promise<ApiAccess> {
  const known = await readCredentials(config);
  const url = config.apiUrl ?? known?.apiUrl;
  if (url === undefined) throw new ConfigurationError(`WEIR_API_URL takes the API's address; it is not set, and there is no ${credentialsPath(config)}`);
  const key = config.apiKey ?? keyOf(known);
  if (key === undefined) throw new ConfigurationError(`WEIR_API_KEY takes ${whose} key; it is not set, and credentials.json has none`);
  return { call: told(apiCall(url, key)), open: told((path: string, accept?: string) => openAnswer(url, key, path, accept)) };
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
  const { call } = await apiAccess(config, "an operator's", (known) => operatorKey(known?.operatorKeys ?? {}, operator));
  return call;
}

function operatorKey(keys: Readonly<Record<string, string>>, operator: string | undefined): string | undefined {
  const names = Object.keys(keys);
  const key = keys[operator ?? (names.length === 1 ? names[0]! : '')];
  if (key !== undefined || names.length === 0) return key;
  throw new ConfigurationError(`--operator takes one of ${names.join(', ')}; it is ${operator ?? 'not given'} (or set WEIR_API_KEY)`);
}
