export { currentTrace, isSameTrace, isTracing, traceOf, type TraceContext } from './trace-context.js';
export { inSpan, inSpans, type Note, openSpan, type OpenSpan, type SpanOptions, type SubjectSpan } from './spans.js';
export { openRequest, type RequestSpan } from './request-span.js';
