import { describe, expect, it } from 'vitest';

import { eachApart } from './each-apart.js';

describe('acting on each apart', () => {
  it('acts one after the other, and gives what came of each', async () => {
    let running = 0;
    const results = await eachApart([1, 2, 3], async (n) => {
      expect(++running).toBe(1);
      await Promise.resolve();
      running--;
      return n * n;
    }, 'numbers could not be squared');
    expect(results).toEqual([1, 4, 9]);
  });

  it('lets one that fails hold up no other, and says after all how many failed, and why', async () => {
    const tried: number[] = [];
    const failing = eachApart([1, 2, 3, 4], async (n) => {
      tried.push(n);
      if (n % 2 === 0) throw new Error(`no ${n}`);
    }, 'numbers were not odd');
    await expect(failing).rejects.toMatchObject({ message: '2 of 4 numbers were not odd', errors: [new Error('no 2'), new Error('no 4')] });
    expect(tried).toEqual([1, 2, 3, 4]);
  });

  it('does nothing for none', async () => {
    expect(await eachApart([], () => Promise.reject(new Error('acted')), 'failed')).toEqual([]);
  });
});
