export { addTestHosts, type CloudHost, setTestRate, testCloud, type TestCloud, testRates } from './test-cloud.js';
export { httpSink, type HttpSink, type Received } from './http-sink.js';
export { testDatabase, type TestDatabase } from './test-database.js';
export { keepSpans, type KeptSpans } from './keep-spans.js';
