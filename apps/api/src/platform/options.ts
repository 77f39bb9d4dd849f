/** Where rate limits are kept, so that all API processes share them. */
export type RateLimitStore = { kind: 'postgres' } | { kind: 'redis'; url: string };

export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

/** A provider of OpenID Connect that people sign in with. */
export interface OidcOptions {
  /** https, or http on this machine. */
  issuer: string;
  clientId: string;
  clientSecret: string;
}

export interface ApiOptions {
  /** One line of JSON per request and fault, on standard output. Default: info. */
  logLevel?: LogLevel;
  /** Default: the product's PostgreSQL. */
  rateLimitStore?: RateLimitStore;
  /** Metrics of the process itself (memory, event loop). Default: true. */
  processMetrics?: boolean;
  /** The built console, served at /console/. Default: none. */
  consoleFolder?: string;
  /** Where browsers reach the API. Default: by http, at the host that they name. */
  publicUrl?: string;
  /** Default: people sign in with local accounts alone. */
  oidc?: OidcOptions;
}

export const API_OPTIONS = Symbol('API_OPTIONS');

/** Nest's injection token for the log. */
export const LOGGER = Symbol('LOGGER');
