import { InvalidArgumentError } from 'commander';

/** An argument that is an amount. */
export function nanoTokens(text: string): string {
  if (/^[1-9]\d{0,18}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected nano-tokens: a whole number above zero.');
}
