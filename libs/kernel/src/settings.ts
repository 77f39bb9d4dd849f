import type { TokenPrice } from './token-price.js';

/** What whoever runs the product may tune. The apps' configuration fills it from the environment; libs only read it. */
export interface Settings {
  /** Funds for this long are held before a lease is placed, and kept in its escrow while it runs. */
  holdMillis: number;
  /** How long an on-demand lease keeps the price it was quoted. */
  priceLockMillis: number;
  /** How long a spot lease keeps a price at the least, before it follows the next change. */
  spotPriceMillis: number;
  quoteTtlMillis: number;
  /** After funds end: how long before the end the tenant is warned. */
  lowFundsWarningMillis: number;
  /** And how long before the end its grace begins: the last that it runs before it is suspended. */
  graceMillis: number;
  /** How long a lease without funds is suspended, its volumes kept and paid from a reserve, before it closes; 0 closes it at once. */
  suspensionMillis: number;
  /** How often open streams are settled. */
  settleEveryMillis: number;
  /** How often due leases, lost hosts, ended locks and the like are looked for. */
  sweepEveryMillis: number;
  /** No heartbeat for this long: no new placements. */
  hostStaleAfterMillis: number;
  /** No heartbeat for this long: contact is lost, its replicas are `unknown` and not charged. */
  hostLostAfterMillis: number;
  /** After contact was lost: how long until its replicas are placed elsewhere. */
  hostGraceMillis: number;
  /** How long a drain gives work to move. */
  drainNoticeMillis: number;
  /** How long a scheduler's lock lasts without renewal. */
  schedulerLockMillis: number;
  /** A lease that never ran fails when a replica has failed to start for this long: no image, or it crashes. */
  startFailureMillis: number;
  /** And when a replica is on its way for this long. */
  startTimeoutMillis: number;
  /** How long a replica of the simulated driver takes to start. */
  simulatedStartMillis: number;
  /** How long a usage sample of the simulated driver covers. */
  simulatedSampleMillis: number;
  /** How often what runs in Kubernetes clusters is sampled; 0 never. */
  kubernetesSampleMillis: number;
  /** Pauses between delivery attempts, the first included. */
  webhookScheduleMillis: readonly number[];
  webhookTimeoutMillis: number;
  /** Deliveries to loopback and private addresses: for development only. */
  webhookAllowPrivate: boolean;
  /** An endpoint failing without pause for this long is disabled. */
  webhookDisableAfterMillis: number;
  /** The most of one deposit through the payment service, and of one recipient's in a day (UTC). */
  depositMostNanoTokens: bigint;
  depositMostPerDayNanoTokens: bigint;
  /** How long a wallet's request for funds waits for its deposit before another one may be made. */
  topUpExpiresMillis: number;
  /** A session ends when it was not used for this long, */
  sessionIdleMillis: number;
  /** and at the latest after this. */
  sessionLongestMillis: number;
  /** How dear scrypt makes a guess at a password: its N, a power of two; memory is a thousand times as many bytes. */
  passwordScryptN: number;
  /** Requests per key and minute. */
  rateLimitPerMinute: number;
  /** Where public ports are served; `*` stands for the random name of each. */
  gatewayUrl: string;
  /** What a replica that claims no EGRESS_MBPS may send through a gateway, in Mbit/s. */
  gatewayEgressMbps: number;
  /** Scheduling rounds can be replayed this long. */
  keepRoundsMillis: number;
  /** What challenges run in: images with Node 20 or later that every cluster can pull. */
  challengeImages: readonly string[];
  /** Idempotency keys are remembered this long. */
  idempotencyTtlMillis: number;
  /** What a token costs in money, for exports that tell costs in money; null where whoever exports says it. */
  tokenPrice: TokenPrice | null;
}

/** Nest's injection token for the settings. */
export const SETTINGS = Symbol('SETTINGS');

export const defaultSettings: Settings = {
  holdMillis: 3_600_000,
  priceLockMillis: 3_600_000,
  spotPriceMillis: 60_000,
  quoteTtlMillis: 600_000,
  lowFundsWarningMillis: 900_000,
  graceMillis: 300_000,
  suspensionMillis: 86_400_000,
  settleEveryMillis: 60_000,
  sweepEveryMillis: 1_000,
  hostStaleAfterMillis: 30_000,
  hostLostAfterMillis: 90_000,
  hostGraceMillis: 120_000,
  drainNoticeMillis: 3_600_000,
  schedulerLockMillis: 10_000,
  startFailureMillis: 60_000,
  startTimeoutMillis: 1_800_000,
  simulatedStartMillis: 1_500,
  simulatedSampleMillis: 60_000,
  kubernetesSampleMillis: 60_000,
  webhookScheduleMillis: [0, 5_000, 60_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 36_000_000],
  webhookTimeoutMillis: 15_000,
  webhookAllowPrivate: false,
  webhookDisableAfterMillis: 432_000_000,
  depositMostNanoTokens: 1_000_000_000_000_000n,
  depositMostPerDayNanoTokens: 10_000_000_000_000_000n,
  topUpExpiresMillis: 86_400_000,
  sessionIdleMillis: 43_200_000,
  sessionLongestMillis: 604_800_000,
  passwordScryptN: 32_768,
  rateLimitPerMinute: 6_000,
  gatewayUrl: 'http://*.localhost:7071',
  gatewayEgressMbps: 100,
  keepRoundsMillis: 604_800_000,
  challengeImages: ['docker.io/library/node:24-alpine', 'docker.io/library/node:24-slim', 'docker.io/library/node:22-alpine'],
  idempotencyTtlMillis: 86_400_000,
  tokenPrice: null,
};
