import { z } from 'zod';

import { idPatternOf, type Millis, MILLIS_PER_DAY, MILLIS_PER_HOUR } from '#libs/kernel';

/** What is metered, by the type of the CloudEvent that reports it. */
export const usageTypes = {
  /** Bytes that left for outside during the interval. */
  'weir.usage.egress_bytes.v1': 'egress_bytes',
  /** Bytes that came from outside during the interval. */
  'weir.usage.ingress_bytes.v1': 'ingress_bytes',
  /** Processor time during the interval: thousandths of a core times seconds. */
  'weir.usage.cpu_millis_seconds.v1': 'cpu_millis_seconds',
  /** Memory in use during the interval: bytes times seconds. */
  'weir.usage.memory_byte_seconds.v1': 'memory_byte_seconds',
  /** Bytes kept, a gauge: it held throughout the interval. */
  'weir.usage.stored_bytes.v1': 'stored_bytes',
} as const;

export type UsageType = keyof typeof usageTypes;
export type Meter = (typeof usageTypes)[UsageType];

/** Counted for the record; nothing waits to charge them. Processors and memory are paid for as claimed, whatever of them is used. */
export const freeMeters = ['ingress_bytes', 'cpu_millis_seconds', 'memory_byte_seconds'] as const satisfies readonly Meter[];
export type ChargedMeter = Exclude<Meter, (typeof freeMeters)[number]>;

/** One reading, checked. */
export interface UsageSample {
  source: string;
  id: string;
  claimId: string;
  meter: Meter;
  /** In the meter's unit; byte-milliseconds for stored bytes. */
  quantity: bigint;
  startsAt: Millis;
  endsAt: Millis;
}

/** Nobody keeps a reading for longer: a sample that covers more is a mistake. */
const LONGEST_SAMPLE = 31 * MILLIS_PER_DAY;
const LAST_MILLIS = 253_402_300_799_999;
const MOST_BYTES = 2n ** 63n - 1n;
/** Of bytes times seconds there are more. */
const MOST_AMOUNT = 10n ** 30n - 1n;

const millis = z.int().min(0).max(LAST_MILLIS);
const whole = (most: bigint) => z
  .union([z.int().min(0), z.string().regex(/^(0|[1-9]\d{0,29})$/, 'Invalid amount: expected a whole number')])
  .transform((given) => BigInt(given))
  .refine((given) => given <= most, 'Too large');

/** CloudEvents 1.0, structured JSON. Extension attributes are allowed and ignored, as the standard says. */
const eventSchema = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(256),
  source: z.string().min(1).max(512),
  type: z.string().min(1).max(256),
  subject: z.string().regex(new RegExp(idPatternOf('claim')), 'Invalid subject: expected the id of a claim'),
  time: z.iso.datetime({ offset: true }).optional(),
  datacontenttype: z.string().regex(/^application\/json\b/, 'Invalid datacontenttype: expected application/json').optional(),
  data: z
    .strictObject({ bytes: whole(MOST_BYTES).optional(), amount: whole(MOST_AMOUNT).optional(), startsAt: millis, endsAt: millis })
    .refine((data) => data.startsAt < data.endsAt, { path: ['endsAt'], message: 'Invalid interval: it must end after it starts' })
    .refine((data) => data.endsAt - data.startsAt <= LONGEST_SAMPLE, { path: ['endsAt'], message: 'Too long: a sample covers at most 31 days' }),
});

export type RejectionCode = 'invalid_event' | 'unknown_type' | 'not_found';

export interface Rejection {
  code: RejectionCode;
  detail: string;
}

export type ReadSample = { sample: UsageSample } | { rejection: Rejection };

/** Reads one CloudEvent, or says what is wrong with it. */
export function readSample(event: unknown): ReadSample {
  const read = eventSchema.safeParse(event);
  if (!read.success) {
    const issue = read.error.issues[0]!;
    return { rejection: { code: 'invalid_event', detail: `At /${issue.path.map(String).join('/')}: ${issue.message}.` } };
  }
  const { source, id, type, subject, data } = read.data;
  if (!(type in usageTypes)) return { rejection: { code: 'unknown_type', detail: `The types are ${Object.keys(usageTypes).join(' and ')}.` } };
  const meter = usageTypes[type as UsageType];
  const [unit, other] = meter.endsWith('_bytes') ? (['bytes', 'amount'] as const) : (['amount', 'bytes'] as const);
  const stated = data[unit];
  if (stated === undefined || data[other] !== undefined) {
    return { rejection: { code: 'invalid_event', detail: `At /data: ${type} takes ${unit}, and no ${other}.` } };
  }
  const quantity = meter === 'stored_bytes' ? stated * BigInt(data.endsAt - data.startsAt) : stated;
  return { sample: { source, id, claimId: subject, meter, quantity, startsAt: data.startsAt, endsAt: data.endsAt } };
}

/** When a claim was there to be used, as far as is known. */
export interface Served {
  from: Millis;
  /** When it was released, or its lease began to close or was over; null while none of these is known. */
  to: Millis | null;
}

export type UsageFlag = 'late' | 'too_late' | 'out_of_order' | 'future' | 'outside_claim';

/** A sample that ended so long before it came is late. */
export const LATE_AFTER = MILLIS_PER_HOUR;
/** And so long before, too late to be charged: bills are not open for ever. */
export const CHARGED_WITHIN = 72 * MILLIS_PER_HOUR;

/** What is odd about a sample. Nothing is refused for it; what is too late is kept and never charged. */
export function flagsOf(sample: Interval, receivedAt: Millis, served: Served, latestEnd: Millis | undefined): UsageFlag[] {
  const part = usedInterval(sample, receivedAt);
  const flags: [UsageFlag, boolean][] = [
    ['late', sample.endsAt < receivedAt - LATE_AFTER],
    ['too_late', sample.endsAt < receivedAt - CHARGED_WITHIN],
    ['out_of_order', latestEnd !== undefined && sample.endsAt <= latestEnd],
    ['future', sample.endsAt > receivedAt],
    ['outside_claim', part.startsAt < served.from || part.endsAt > (served.to ?? Infinity)],
  ];
  return flags.filter(([, is]) => is).map(([flag]) => flag);
}

interface Interval {
  startsAt: Millis;
  endsAt: Millis;
}

/** When it must have been used: a sample from the future comes from a fast clock, and ended at the latest when it came. */
function usedInterval({ startsAt, endsAt }: Interval, receivedAt: Millis): Interval {
  const ahead = Math.max(0, endsAt - receivedAt);
  return { startsAt: Math.max(0, startsAt - ahead), endsAt: endsAt - ahead };
}

/**
 * The part of a record that is charged: what falls, in proportion to time and rounded down, into the time the claim was
 * there to be used. A record from a fast clock is moved back first, to end when it came.
 */
export function chargeablePart(record: Interval & { quantity: bigint; receivedAt: Millis }, served: Served): Interval & { quantity: bigint } {
  const used = usedInterval(record, record.receivedAt);
  const startsAt = Math.max(used.startsAt, served.from);
  const endsAt = Math.min(used.endsAt, served.to ?? Infinity);
  const length = record.endsAt - record.startsAt;
  if (endsAt <= startsAt) return { startsAt: used.startsAt, endsAt: used.endsAt, quantity: 0n };
  return { startsAt, endsAt, quantity: (record.quantity * BigInt(endsAt - startsAt)) / BigInt(length) };
}
