import { afterAll, beforeAll, expect, test } from 'vitest';

import { startTestApi, type TestApi } from '../../../../test/support/api.js';
import { EchoController } from './echo.controller.js';
import { HealthController } from './health.controller.js';

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ controllers: [EchoController, HealthController] });
});
afterAll(() => api.close());

test('echo answers what it was sent', async () => {
  const tenant = await api.tenant();
  const answer = await tenant.post('/v1/echo', { message: 'hello', number: 7 });
  expect(answer.body).toEqual({ message: 'hello', number: 7 });
  expect(answer.status).toBe(200);
  console.log(answer.headers);
  console.log((await tenant.post('/v1/echo', { message: 'hello', number: 'x' })).body);
  console.log((await tenant.get('/v1/echo')).body);
  console.log((await api.anonymous.get('/health/ready')).body);
});
