const NANO_DIGITS = 9;
const SECOND_MILLIS = 1_000;
const MINUTE_MILLIS = 60 * SECOND_MILLIS;
const HOUR_MILLIS = 60 * MINUTE_MILLIS;
const DAY_MILLIS = 24 * HOUR_MILLIS;
const units: readonly (readonly [millis: number, name: string])[] = [[DAY_MILLIS, 'd'], [HOUR_MILLIS, 'h'], [MINUTE_MILLIS, 'min'], [SECOND_MILLIS, 's']];
export const HOURS_PER_MONTH = 730n;

/** Nano-tokens as tokens, exactly: `1 234.5`, `0.000042`. */
export function tokens(nanoTokens: string | bigint): string {
  const amount = BigInt(nanoTokens);
  const digits = (amount < 0n ? -amount : amount).toString().padStart(NANO_DIGITS + 1, '0');
  const whole = digits.slice(0, -NANO_DIGITS).replaceAll(/\B(?=(\d{3})+$)/g, '\u202F');
  const fraction = digits.slice(-NANO_DIGITS).replace(/0+$/, '');
  return `${amount < 0n ? '−' : ''}${whole}${fraction && `.${fraction}`}`;
}

/** Nano-tokens as tokens, to be read at a glance: four digits that count, the rest cut off. */
export function roughTokens(nanoTokens: string | bigint): string {
  const exact = tokens(nanoTokens);
  const [whole = '', fraction] = exact.split('.');
  if (!fraction) return exact;
  const keep = /[1-9]/.test(whole) ? Math.max(0, 4 - whole.replaceAll(/\D/g, '').length) : /^0*/.exec(fraction)![0].length + 4;
  const cut = fraction.slice(0, keep).replace(/0+$/, '');
  return cut ? `${whole}.${cut}` : whole;
}

/** Tokens as somebody writes them, `12.5`, as nano-tokens, however many; undefined when that is no amount, which is refused as one of nano-tokens too. */
export function nanoTokensOf(text: string): string | undefined {
  const match = /^(\d+)(?:[.,](\d{1,9}))?$/.exec(text.replaceAll(/[\s_]/g, ''));
  if (!match) return undefined;
  return (BigInt(match[1]!) * 10n ** BigInt(NANO_DIGITS) + BigInt((match[2] ?? '').padEnd(NANO_DIGITS, '0'))).toString();
}

/** `3 d 4 h`, `12 min`, `800 ms`: the two greatest units. */
export function duration(millis: number): string {
  if (millis < SECOND_MILLIS) return `${Math.max(0, Math.round(millis))} ms`;
  const first = units.findIndex(([size]) => millis >= size);
  let left = millis;
  const parts: string[] = [];
  for (const [size, name] of units.slice(first, first + 2)) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.join(' ');
}

/** Made when it is first needed, and once: making one costs as much as drawing ten rows. */
export function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

const dateTime = lazily(() => new Intl.DateTimeFormat('en-CH', { year: 'numeric', month: 'short', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }));
const day = lazily(() => new Intl.DateTimeFormat('en-CH', { year: 'numeric', month: 'short', day: '2-digit' }));
const fourDigits = lazily(() => new Intl.NumberFormat('en-CH', { maximumSignificantDigits: 4 }));
const twoPlaces = lazily(() => new Intl.NumberFormat('en-CH', { maximumFractionDigits: 2 }));
const onePlace = lazily(() => new Intl.NumberFormat('en-CH', { maximumFractionDigits: 1 }));

/** Grouped as tokens are: whoever reads two kinds of numbers on one page reads them in one way. */
export const grouped = (text: string): string => text.replaceAll(/['’]/g, '\u202F');

/** So large that nothing is grouped, and so small that nothing is written with an exponent: as JavaScript writes it is how the formats do. */
const PLAIN_MOST = 999;
const PLAIN_LEAST = 0.001;

/** Four digits that count. */
export function rounded(value: number): string {
  return value === 0 || (value >= PLAIN_LEAST && value <= PLAIN_MOST) ? String(Number(value.toPrecision(4))) : grouped(fourDigits().format(value));
}

export const timeText = (at: number): string => dateTime().format(at);
export const dayText = (at: number): string => day().format(at);

/** `2 min ago`, `in 3 h`. */
export function relative(at: number, now: number): string {
  const distance = Math.abs(now - at);
  if (distance < 5 * SECOND_MILLIS) return 'now';
  const [size, name] = units.find(([size]) => distance >= size)!;
  const text = `${Math.floor(distance / size)} ${name}`;
  return at <= now ? `${text} ago` : `in ${text}`;
}

/** 250 as `2.5 %`. */
export const percentOfBps = (bps: number): string => `${grouped(twoPlaces().format(bps / 100))} %`;

/** A percentage as somebody writes it, `2.5` or `2,5`, in hundredths of a percent; NaN when it is none, which the API refuses. */
export const bpsOf = (text: string): number => (text.trim() === '' ? Number.NaN : Math.round(Number(text.replace(',', '.')) * 100));

/** A moment as a date field gives it, in the browser's zone; undefined while it is empty. */
export const momentOf = (text: string): number | undefined => (text === '' ? undefined : new Date(text).getTime());

const classNames: Record<string, string> = {
  CPU_MILLI: 'CPU', MEMORY_MIB: 'Memory', GPU_MILLI: 'GPU', EPHEMERAL_GIB: 'Scratch', VOLUME_GIB: 'Volume', STORAGE_GIB: 'Storage', EGRESS_MBPS: 'Egress', EGRESS_GIB: 'Traffic', STORED_GIB_HOUR: 'Stored', SERVICE_CREDIT: 'Service credit',
};

const pricedUnits: Record<string, string> = { CPU_MILLI: 'CPU h', GPU_MILLI: 'GPU h', EGRESS_MBPS: 'Mbit/s h', EGRESS_GIB: 'GiB' };

/** What a price is for: a unit for an hour, but for traffic, of which a GiB costs the same however long it takes. */
export const pricedPer = (resourceClass: string): string => pricedUnits[resourceClass] ?? (/_(?:MIB|GIB|GIB_HOUR)$/.test(resourceClass) ? 'GiB h' : 'h');

/** A resource class for people, with its variant. */
export function className(resourceClass: string, variant: string): string {
  const name = classNames[resourceClass] ?? resourceClass;
  return variant ? `${name} ${variant}` : name;
}

/** An amount of a resource class in the unit that people use. */
export function quantity(resourceClass: string, amount: number): string {
  if (resourceClass === 'CPU_MILLI' || resourceClass === 'GPU_MILLI') return rounded(amount / 1000);
  if (resourceClass === 'MEMORY_MIB') return amount >= 1024 ? `${rounded(amount / 1024)} GiB` : `${rounded(amount)} MiB`;
  // Traffic is counted in bytes, and priced by the GiB.
  if (resourceClass === 'EGRESS_GIB') return bytes(amount);
  if (resourceClass.endsWith('_GIB')) return `${rounded(amount)} GiB`;
  if (resourceClass.endsWith('_MBPS')) return `${rounded(amount)} Mbit/s`;
  return rounded(amount);
}

/** What a line of a statement counts: quantity × hours, or bytes. */
export function usageText(resourceClass: string, usage: string): string {
  if (resourceClass === 'SERVICE_CREDIT') return '';
  return resourceClass === 'EGRESS_GIB' ? bytes(Number(usage)) : `${quantity(resourceClass, Number(usage) / HOUR_MILLIS)} h`;
}

function bytes(count: number): string {
  const step = Math.min(4, Math.max(0, Math.floor(Math.log2(Math.max(1, count)) / 10)));
  return `${grouped(onePlace().format(count / 1024 ** step))} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][step]}`;
}

/** `lease.funds_low` as `Funds low`: what comes after the first point, in words. */
export function words(code: string): string {
  const text = code.replace(/^[a-z]+\./, '').replaceAll(/[_-]/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
