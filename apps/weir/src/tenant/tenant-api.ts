import { type ApiCall, apiCall, openAnswer, told } from '../api-call.js';
import { type Config, ConfigurationError, credentialsPath } from '../config.js';
import { readCredentials } from '../up.js';

/** The API with a tenant's key: from the environment, or of the installation in WEIR_HOME. What it refuses is a failure to be told in a line. No secret comes as an argument. */
export async function tenantApi(config: Config): Promise<{ call: ApiCall; open: (path: string, accept?: string) => Promise<Response> }> {
  const known = await readCredentials(config);
  const url = config.apiUrl ?? known?.apiUrl;
  if (url === undefined) throw new ConfigurationError(`WEIR_API_URL takes the API's address; it is not set, and there is no ${credentialsPath(config)}`);
  const key = config.apiKey ?? known?.tenantKey;
  if (key === undefined) throw new ConfigurationError("WEIR_API_KEY takes a tenant's key; it is not set, and credentials.json has none");
  return { call: told(apiCall(url, key)), open: told((path: string, accept?: string) => openAnswer(url, key, path, accept)) };
}
