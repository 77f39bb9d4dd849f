import { Module, type OnModuleInit } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ModulesContainer } from '@nestjs/core';

// One line each per lib: its module, and all it exports, so that boot can check that every command and query has its handler.
import * as auction from '#libs/auction';
import * as billing from '#libs/billing';
import * as breaker from '#libs/breaker';
import * as challenge from '#libs/challenge';
import * as cover from '#libs/cover';
import * as identity from '#libs/identity';
import * as inventory from '#libs/inventory';
import * as lease from '#libs/lease';
import * as ledger from '#libs/ledger';
import * as metering from '#libs/metering';
import * as payment from '#libs/payment';
import * as placement from '#libs/placement';
import * as pricing from '#libs/pricing';
import * as reward from '#libs/reward';
import * as rules from '#libs/rules';
import * as runtime from '#libs/runtime';
import * as runtimeKubernetes from '#libs/runtime-kubernetes';
import * as stake from '#libs/stake';
import * as transparency from '#libs/transparency';
import * as trust from '#libs/trust';
import * as webhook from '#libs/webhook';

import { auctionControllers } from './auction/controllers.js';
import { billingControllers } from './billing/controllers.js';
import { breakerControllers } from './breaker/controllers.js';
import { calculatorControllers } from './calculators/controllers.js';
import { challengeControllers } from './challenge/controllers.js';
import { coverControllers } from './cover/controllers.js';
import { identityControllers } from './identity/controllers.js';
import { inventoryControllers } from './inventory/controllers.js';
import { RateLookupModule } from './inventory/rate-lookup.js';
import { rewardControllers } from './reward/controllers.js';
import { rulesControllers } from './rules/controllers.js';
import { runtimeControllers } from './runtime/controllers.js';
import { LeaseApiModule } from './lease/lease-api.module.js';
import { ClockController } from './system/clock.controller.js';
import { paymentControllers } from './payment/controllers.js';
import { moneyControllers } from './money/controllers.js';
import { EchoController } from './system/echo.controller.js';
import { HealthController } from './system/health.controller.js';
import { MetricsController } from './system/metrics.controller.js';
import { OidcClient, sessionControllers } from './session/controllers.js';
import { stakeControllers } from './stake/controllers.js';
import { statusControllers } from './status/controllers.js';
import { EventFeed } from './stream/event-feed.js';
import { StreamController } from './stream/stream.controller.js';
import { transparencyControllers } from './transparency/controllers.js';
import { trustControllers } from './trust/controllers.js';
import { webhookControllers } from './webhook/controllers.js';
import { checkHandlers } from './platform/index.js';

const libs = [
  auction,
  billing,
  breaker,
  challenge,
  cover,
  identity,
  inventory,
  lease,
  ledger,
  metering,
  payment,
  placement,
  pricing,
  reward,
  rules,
  runtime,
  runtimeKubernetes,
  stake,
  transparency,
  trust,
  webhook,
];

const modules = [
  auction.AuctionModule,
  billing.BillingModule,
  breaker.BreakerModule,
  challenge.ChallengeModule,
  cover.CoverModule,
  identity.IdentityModule,
  inventory.InventoryModule,
  lease.LeaseModule,
  ledger.LedgerModule,
  metering.MeteringModule,
  payment.PaymentModule,
  placement.PlacementModule,
  pricing.PricingModule,
  reward.RewardModule,
  rules.RulesModule,
  runtime.RuntimeModule,
  runtimeKubernetes.JoinModule,
  stake.StakeModule,
  trust.TrustModule,
  transparency.TransparencyModule,
  webhook.WebhookModule,
  LeaseApiModule,
  RateLookupModule,
];

const controllers = [
  ...auctionControllers,
  ...billingControllers,
  ...breakerControllers,
  ...calculatorControllers,
  ...challengeControllers,
  ...coverControllers,
  ...identityControllers,
  ...inventoryControllers,
  ...moneyControllers,
  ...paymentControllers,
  ...rewardControllers,
  ...rulesControllers,
  ...sessionControllers,
  ...runtimeControllers,
  ...stakeControllers,
  ...statusControllers,
  ...transparencyControllers,
  ...trustControllers,
  ...webhookControllers,
  ClockController,
  EchoController,
  HealthController,
  MetricsController,
  StreamController,
];

/** The HTTP API over all libs. */
@Module({ imports: [CqrsModule, ...modules], controllers, providers: [EventFeed, OidcClient] })
export class ApiModule implements OnModuleInit {
  constructor(private readonly container: ModulesContainer) {}

  onModuleInit(): void {
    checkHandlers(this.container, libs);
  }
}
