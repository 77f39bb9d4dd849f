/** Tenths that a suffix moves the point by, or the power of two it multiplies with. */
const decimal: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binary: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };

const NANO_DIGITS = 9;
const MAX_DIGITS = 30;

/**
 * Nano-units in a Kubernetes quantity, such as `100m`, `1.5Gi` or `12e6`, rounded up as Kubernetes does; exact, where the
 * client's own reading takes floating point, and no fractions before a binary suffix. Undefined for what is none.
 */
export function nanosOf(quantity: string | number | undefined): bigint | undefined {
  const [, whole = '', fraction = '', exponent, suffix = ''] = /^\+?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,2})|(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei))?$/.exec(String(quantity ?? '')) ?? [];
  if (whole + fraction === '' || whole.length + fraction.length > MAX_DIGITS) return undefined;
  const digits = BigInt(whole + fraction);
  const shift = NANO_DIGITS - fraction.length + (exponent === undefined ? (decimal[suffix] ?? 0) : Number(exponent));
  const scaled = digits << (binary[suffix] ?? 0n);
  return shift >= 0 ? scaled * 10n ** BigInt(shift) : ceilDiv(scaled, 10n ** BigInt(-shift));
}

const NANOS = 10n ** BigInt(NANO_DIGITS);

/** Whole thousandths in nano-units, rounded down. */
export function millisOf(nanos: bigint): bigint {
  return nanos / (NANOS / 1_000n);
}

/** Whole units in nano-units, rounded down. */
export function unitsOf(nanos: bigint): bigint {
  return nanos / NANOS;
}

function ceilDiv(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}
