import { afterEach, expect, test, vi } from 'vitest';

import { whenIdle } from './when-idle.js';

afterEach(() => void vi.unstubAllGlobals());

test('a browser that tells when it is idle is asked, and asked no more once it is called off', () => {
  const idle = { requestIdleCallback: vi.fn<(act: () => void) => number>(() => 7), cancelIdleCallback: vi.fn<(idle: number) => void>() };
  for (const [name, of] of Object.entries(idle)) vi.stubGlobal(name, of);
  const act = vi.fn<() => void>();
  const stop = whenIdle(act);
  expect(idle.requestIdleCallback.mock.calls).toEqual([[act]]);
  stop();
  expect(idle.cancelIdleCallback.mock.calls).toEqual([[7]]);
});

test('one that does not does it a moment later, and not at all once it is called off', async () => {
  vi.stubGlobal('requestIdleCallback', undefined);
  const done: string[] = [];
  whenIdle(() => done.push('first'));
  whenIdle(() => done.push('off'))();
  await new Promise<void>((resolve) => void whenIdle(resolve));
  expect(done).toEqual(['first']);
});
