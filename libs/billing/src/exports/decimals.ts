import { NANO_PER_TOKEN } from '#libs/kernel';

/** Digits behind the point of a token. */
const TOKEN_PLACES = 9;

/** `units / 10^places` exactly, without trailing zeros: `-0.5`. */
export function decimal(units: bigint, places: number): string {
  const [whole, fraction] = parts(units, places);
  const shown = fraction.replace(/0+$/, '');
  return shown === '' ? whole : `${whole}.${shown}`;
}

/** Nano-tokens as tokens, for programs: `1234.5`. */
export function tokens(amount: bigint): string {
  return decimal(amount, TOKEN_PLACES);
}

/** Nano-tokens as tokens, for people: all nine places, so that points stand below each other, and groups of thousands: `1,234.500000000`. */
export function tokensInFull(amount: bigint): string {
  const [whole, fraction] = parts(amount, String(NANO_PER_TOKEN).length - 1);
  return `${grouped(whole)}.${fraction}`;
}

/** `numerator / denominator` to the nearest thousandth, halves away from zero: for people. */
export function roughly(numerator: bigint, denominator: bigint): string {
  const magnitude = numerator < 0n ? -numerator : numerator;
  const thousandths = (magnitude * 2_000n + denominator) / (2n * denominator);
  const [whole, fraction] = parts(numerator < 0n ? -thousandths : thousandths, 3);
  return `${grouped(whole)}.${fraction}`;
}

function parts(units: bigint, places: number): [whole: string, fraction: string] {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const cut = digits.length - places;
  return [`${units < 0n ? '-' : ''}${digits.slice(0, cut)}`, digits.slice(cut)];
}

function grouped(whole: string): string {
  return whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
