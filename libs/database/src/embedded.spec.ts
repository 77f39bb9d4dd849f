import { expect, test } from 'vitest';

import { sharedBuffersMib } from './embedded.js';

test.each([
  ['half a GiB: no less than its default', 0.5, 128],
  ['4 GiB: an eighth', 4, 512],
  ['half a TiB: no more than is of use', 512, 1_024],
])('the server that comes with the product takes of %s', (_, gib, mib) => {
  expect(sharedBuffersMib(gib * 2 ** 30)).toBe(mib);
});
