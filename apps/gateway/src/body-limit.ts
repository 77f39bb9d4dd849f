import { Transform } from 'node:stream';

/** A body that turned out longer than may be. */
export class BodyTooLarge extends Error {
  override name = 'BodyTooLarge';
}

/** Passes a body on, and fails when it is longer than `most` bytes: for those that do not say their length beforehand. */
export function bodyLimit(most: number): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      passed += chunk.length;
      if (passed > most) callback(new BodyTooLarge());
      else callback(null, chunk);
    },
  });
}
