import { readTracing } from './variables.js';

export interface Tracing {
  /** Sends what is left, for a second at most, and makes no more. */
  stop(): Promise<void>;
}

/** Makes this process tell of its steps, when the environment asks for it: only then is the SDK loaded. Before the API is made, which heeds it. @throws ConfigurationError */
export async function startTracing(environment: Readonly<Record<string, string | undefined>>, serviceName: string, onError: (error: unknown) => void): Promise<Tracing> {
  const values = readTracing(environment);
  if (!values) return { stop: () => Promise.resolve() };
  const { startSdk } = await import('./sdk.js');
  return startSdk(values, serviceName, onError);
}
