import { type ApiCall, apiCall } from '../api-call.js';
import { CommandFailed } from '../command-failed.js';
import { type Config, ConfigurationError, credentialsPath } from '../config.js';
import { readCredentials } from '../up.js';

/** The API, with an operator's key: from the environment, or of the installation in WEIR_HOME. No secret comes as an argument. */
export async function operatorApi(config: Config, operator: string | undefined): Promise<ApiCall> {
  const known = await readCredentials(config);
  const url = config.apiUrl ?? known?.apiUrl;
  if (url === undefined) throw new ConfigurationError(`WEIR_API_URL takes the API's address; it is not set, and there is no ${credentialsPath(config)}`);
  return apiCall(url, config.apiKey ?? keyOf(known?.operatorKeys ?? {}, operator));
}

function keyOf(keys: Readonly<Record<string, string>>, operator: string | undefined): string {
  const names = Object.keys(keys);
  const name = operator ?? (names.length === 1 ? names[0] : undefined);
  const key = name === undefined ? undefined : keys[name];
  if (key !== undefined) return key;
  throw new ConfigurationError(names.length === 0
    ? "WEIR_API_KEY takes an operator's key; it is not set, and credentials.json has none"
    : `--operator takes one of ${names.join(', ')}; it is ${operator ?? 'not given'} (or set WEIR_API_KEY)`);
}

/** Everything in a list, page by page. @throws CommandFailed for more than ten thousand. */
export async function listAll<T>(call: ApiCall, path: string): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < 100; page += 1) {
    const query: string = `${path.includes('?') ? '&' : '?'}limit=100${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    const answer: { items: T[]; nextCursor: string | null } = await call('GET', path + query);
    items.push(...answer.items);
    cursor = answer.nextCursor;
    if (cursor === null) return items;
  }
  throw new CommandFailed(`GET ${path}: there are more than ${items.length} of them; ask for fewer`);
}
