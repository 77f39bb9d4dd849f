/** Where rate limits are kept, so that all API processes share them. */
export type RateLimitStore = { kind: 'postgres' } | { kind: 'redis'; url: string };

export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

export interface ApiOptions {
  /** One line of JSON per request and fault, on standard output. Default: info. */
  logLevel?: LogLevel;
  /** Default: the product's PostgreSQL. */
  rateLimitStore?: RateLimitStore;
  /** Metrics of the process itself (memory, event loop). Default: true. */
  processMetrics?: boolean;
}

export const API_OPTIONS = Symbol('API_OPTIONS');

/** Nest's injection token for the log. */
export const LOGGER = Symbol('LOGGER');
