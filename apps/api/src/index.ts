import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';

import { Database, Signals } from '#libs/database';
import { CLOCK, SETTINGS } from '#libs/kernel';
import { Queues } from '#libs/queue';

import { ApiModule } from './api.module.js';
import { buildOpenApi, createApiPreview } from './platform/index.js';

export { ApiModule } from './api.module.js';
export { type ApiOptions, buildOpenApi, createApiApp, LOGGER, type LogLevel, Metrics, type OidcOptions, problemIndex, type RateLimitStore } from './platform/index.js';

/** Stands in for what the product runs on: describing the API runs nothing. */
@Global()
@Module({})
class NothingBehind {}

const nothing = [Database, Signals, Queues, CLOCK, SETTINGS].map((provide) => ({ provide, useValue: {} }));

/** The whole API as an OpenAPI 3.1 document; needs no database. */
export async function openApiDocument(): Promise<OpenAPIObject> {
  const core: DynamicModule = { module: NothingBehind, providers: nothing, exports: nothing.map(({ provide }) => provide) };
  return buildOpenApi(await createApiPreview({ module: DescribedApi, imports: [core, ApiModule] }));
}

@Module({})
class DescribedApi {}
