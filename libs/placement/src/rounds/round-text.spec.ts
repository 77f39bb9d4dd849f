import fc from 'fast-check';
import { expect, test } from 'vitest';

import { frozen } from '#libs/kernel';

import { roundText, roundValue, shownText } from './round-text.js';

const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, fc.string(), fc.integer(), fc.bigInt(), fc.boolean(), fc.constant(null), fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(fc.string({ maxLength: 3 }), tie('value'), { maxKeys: 4 })),
})).value;

test('property: a text is the same whether or not a value is frozen, and however often and in whichever form it was written before', () => {
  let kept = 0;
  fc.assert(fc.property(value, value, (one, other) => {
    const [texts, shown] = [[roundText(one), roundText(other)], shownText(one)];
    const same = frozen(structuredClone(one));
    kept += typeof same === 'object' && same !== null ? 1 : 0;
    expect([roundText(same), shownText(same), roundText(same), shownText(same)]).toEqual([texts[0], shown, texts[0], shown]);
    expect(roundText([other, same, { same }])).toBe(`[${texts[1]},${texts[0]},{"same":${texts[0]}}]`);
    expect(roundText(roundValue(texts[0]!))).toBe(texts[0]);
  }));
  expect(kept).toBeGreaterThan(10);
});
