import { expect, test } from 'vitest';
import { openApiDocument } from '../index.js';
test('x', async () => {
  console.log(JSON.stringify(await openApiDocument(), null, 1));
});
