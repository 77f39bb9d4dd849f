/** Thrown when the program finds itself in a state that its own rules exclude: a bug, never bad input. */
export class AssertionFailed extends Error {
  override name = 'AssertionFailed';
}

/** Checks what must hold whatever the input was. @throws AssertionFailed */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionFailed(message);
}

/** For the `default` of an exhaustive switch: a compile error while a case is missing. */
export function unreachable(value: never): never {
  throw new AssertionFailed(`unreachable: ${String(value)}`);
}
