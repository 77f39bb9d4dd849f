import type { OpenAPIObject } from '@nestjs/swagger';

import { ApiModule } from './api.module.js';
import { buildOpenApi, createApiPreview } from './platform/index.js';

export { ApiModule } from './api.module.js';
export { type ApiOptions, buildOpenApi, createApiApp, LOGGER, type LogLevel, Metrics, type RateLimitStore } from './platform/index.js';

/** The whole API as an OpenAPI 3.1 document; needs no database. */
export async function openApiDocument(): Promise<OpenAPIObject> {
  return buildOpenApi(await createApiPreview(ApiModule));
}
