export { httpSink, type HttpSink, type Received } from './http-sink.js';
export { testDatabase, type TestDatabase } from './test-database.js';
