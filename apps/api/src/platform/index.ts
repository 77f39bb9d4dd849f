export { buildOpenApi } from './openapi.js';
export { createApiApp, createApiPreview } from './create-app.js';
export { actorOf, Answers, CurrentActor, IdempotencyKey, IfMatch, OwnedBy, Public, Refuses, Scopes, setEtag } from './decorators.js';
export { checkHandlers } from './handlers.js';
export { Metrics } from './metrics.js';
export { type ApiOptions, LOGGER, type LogLevel, type RateLimitStore } from './options.js';
export { answerPage, createdPage, decodeCursor, encodeCursor, page, pageQuery } from './paging.js';
export { idSchema, millisSchema, nameSchema, nanoTokensSchema, nanoTokensView, queryBoolean, queryInteger } from './schemas.js';
export { LastEventId, sse, type SseEvent, type SseOptions } from './sse.js';
