import { expect, test } from 'vitest';

import { SharedJson } from './shared-json.js';

test('what has the same text is one value that nobody can change, as it was made of it', () => {
  const shared = new SharedJson((json: { amounts: string[] }) => json.amounts.map((amount) => ({ amount: BigInt(amount) })));
  const one = shared.of('{"amounts": ["1", "2"]}');
  expect(one).toEqual([{ amount: 1n }, { amount: 2n }]);
  expect(shared.of('{"amounts": ["1", "2"]}')).toBe(one);
  expect(shared.of('{"amounts": ["1"]}')).toEqual([{ amount: 1n }]);
  expect(() => one.push({ amount: 3n })).toThrow(TypeError);
  expect(() => Object.assign(one[0]!, { amount: 3n })).toThrow(TypeError);
});

test('texts that are asked for often are kept, others are forgotten, and long ones are not kept at all', () => {
  const shared = new SharedJson((json: { n: number }) => json);
  const [often, once] = [shared.of('{"n":-1}'), shared.of('{"n":-2}')];
  for (let n = 0; n < 10_000; n += 100) {
    for (let more = 0; more < 100; more += 1) shared.of(`{"n":${n + more}}`);
    expect(shared.of('{"n":-1}')).toBe(often);
  }
  expect(shared.of('{"n":-2}')).not.toBe(once);
  expect(shared.of('{"n":-2}')).toEqual(once);
  const long = `{"n":1, "pad": "${'x'.repeat(5_000)}"}`;
  expect(shared.of(long)).not.toBe(shared.of(long));
});
