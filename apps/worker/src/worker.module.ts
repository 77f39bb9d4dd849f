import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { BillingModule } from '#libs/billing';
import { CoverModule } from '#libs/cover';
import { InventoryModule } from '#libs/inventory';
import { LeaseModule } from '#libs/lease';
import { MeteringModule } from '#libs/metering';
import { PaymentModule } from '#libs/payment';
import { PlacementModule } from '#libs/placement';
import { PricingModule } from '#libs/pricing';
import { ChallengeModule } from '#libs/challenge';
import { RewardModule } from '#libs/reward';
import { RuntimeModule } from '#libs/runtime';
import { JoinModule } from '#libs/runtime-kubernetes';
import { StakeModule } from '#libs/stake';
import { TransparencyModule } from '#libs/transparency';
import { TrustModule } from '#libs/trust';
import { WebhookModule } from '#libs/webhook';

import { ClusterWatch } from './cluster-watch.js';
import { Sweeps } from './sweeps.js';
import { Worker } from './worker.js';

/** Everything that is done after the fact: any number of processes may do it at once. */
@Module({
  imports: [CqrsModule, InventoryModule, LeaseModule, PricingModule, PlacementModule, RuntimeModule, JoinModule, MeteringModule, BillingModule, PaymentModule, CoverModule, ChallengeModule, RewardModule, StakeModule, TrustModule, TransparencyModule, WebhookModule],
  providers: [Sweeps, ClusterWatch, Worker],
  exports: [Sweeps],
})
export class WorkerModule {}
