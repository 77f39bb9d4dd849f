/** A token amount in billionths. Never a float; a decimal string in JSON. */
export type NanoTokens = bigint;

export const NANO_PER_TOKEN = 1_000_000_000n;

/** The largest amount that is stored: PostgreSQL's bigint. */
export const MAX_NANO_TOKENS = 2n ** 63n - 1n;

/** An amount for people: `12.5 tokens`. Exact; trailing zeros are left out. */
export function formatTokens(amount: NanoTokens): string {
  const sign = amount < 0n ? '-' : '';
  const magnitude = amount < 0n ? -amount : amount;
  const whole = magnitude / NANO_PER_TOKEN;
  const fraction = (magnitude % NANO_PER_TOKEN).toString().padStart(9, '0').replace(/0+$/, '');
  return `${sign}${whole}${fraction ? `.${fraction}` : ''} tokens`;
}
