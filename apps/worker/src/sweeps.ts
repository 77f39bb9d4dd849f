import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';

import { BudgetReleases, reconcileBills, Settlement, Statements } from '#libs/billing';
import { forgetCounts } from '#libs/breaker';
import { Challenges } from '#libs/challenge';
import { CoverClaims, CoverDisputes, CoverExits } from '#libs/cover';
import { Database, forgetEvents, forgetKeys } from '#libs/database';
import { HostSweeps } from '#libs/inventory';
import { CLOCK, type Clock, type Millis, MILLIS_PER_DAY, MILLIS_PER_HOUR, MILLIS_PER_MINUTE, SETTINGS, type Settings, systemActor } from '#libs/kernel';
import { LeaseSweeps } from '#libs/lease';
import { expirePending, reconcileLedger } from '#libs/ledger';
import { RecordUsage } from '#libs/metering';
import { PaymentSending, Payouts, TopUps } from '#libs/payment';
import { forgetRounds, Rebalancing } from '#libs/placement';
import { BasePriceSweep, forgetBases, forgetQuotes } from '#libs/pricing';
import { Queues } from '#libs/queue';
import { MAX_BREAKER_WINDOW_MILLIS } from '#libs/rules';
import { IdleLooks, RewardEpochs } from '#libs/reward';
import { RuntimeSweeps, SimulatedAgents } from '#libs/runtime';
import { Discovery, KubernetesAgents } from '#libs/runtime-kubernetes';
import { BondReleases, DiversifiedExits, DiversifiedRounds, StakeEarnings, StakeExits } from '#libs/stake';
import { loggedTo, TransparencyLog } from '#libs/transparency';
import { OperatorFaults, Reputations } from '#libs/trust';
import { Webhooks } from '#libs/webhook';

/** Carried events, and bases of base fees, are kept this long, for whoever looks into what happened. */
const KEEP_EVENTS_MILLIS = 30 * MILLIS_PER_DAY;

interface Sweep {
  everyMillis: number;
  run(now: Millis): Promise<unknown>;
}

/** In the order in which one round of them makes sense: first who is alive, then what follows from time, then money. */
export const sweepNames = [
  'kubernetes-hosts', 'hosts', 'drain', 'moves', 'faults', 'reputations', 'simulated-agents', 'kubernetes-usage', 'discover', 'resync', 'due-leases', 'budgets', 'resume', 'base-fees', 'reprice', 'spot-prices', 'settle', 'pending', 'statements', 'bonds', 'stake-exits', 'diversified', 'cover-claims', 'cover-disputes', 'cover-exits', 'challenges', 'idle-looks', 'rewards', 'stake-earnings', 'payouts', 'stopped-payouts', 'top-ups', 'payments', 'reconcile', 'log', 'heads', 'untold',
  'messages', 'quotes', 'bases', 'breakers', 'rounds', 'idempotency', 'events',
] as const;
export type SweepName = (typeof sweepNames)[number];

/**
 * Everything that happens because time passed, or that finds what an event should have told. Each is bounded a run, may
 * run in several processes at once, and decides nothing that whoever it wakes does not look at again.
 */
@Injectable()
export class Sweeps {
  private readonly sweeps: Readonly<Record<SweepName, Sweep>>;

  constructor(
    private readonly database: Database,
    private readonly queues: Queues,
    private readonly commands: CommandBus,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) settings: Settings,
    hosts: HostSweeps,
    leases: LeaseSweeps,
    bases: BasePriceSweep,
    runtime: RuntimeSweeps,
    agents: SimulatedAgents,
    moves: Rebalancing,
    clusters: KubernetesAgents,
    discovery: Discovery,
    settlement: Settlement,
    statements: Statements,
    budgets: BudgetReleases,
    faults: OperatorFaults,
    reputations: Reputations,
    bonds: BondReleases,
    exits: StakeExits,
    stakes: StakeEarnings,
    rounds: DiversifiedRounds,
    leavers: DiversifiedExits,
    claims: CoverClaims,
    coverDisputes: CoverDisputes,
    coverExits: CoverExits,
    challenges: Challenges,
    looks: IdleLooks,
    rewards: RewardEpochs,
    payouts: Payouts,
    topUps: TopUps,
    payments: PaymentSending,
    log: TransparencyLog,
    webhooks: Webhooks,
  ) {
    const often = settings.sweepEveryMillis;
    const seldom = 10 * often;
    this.sweeps = {
      // Simulated hosts are heard of before anybody counts how long they were silent: a clock that leaps forward silences nobody.
      hosts: { everyMillis: often, run: async (now) => {
        await agents.beat(now);
        await hosts.markSilentHosts(now);
        await this.converge(await runtime.onTroubledHosts(now));
      } },
      // Apart from those: an operator's cluster that does not answer must keep nobody waiting.
      'kubernetes-hosts': { everyMillis: often, run: (now) => clusters.beat(now) },
      'kubernetes-usage': { everyMillis: 5 * often, run: (now) => clusters.sample(now, async (events) => {
        await this.commands.execute(new RecordUsage(systemActor, events));
      }) },
      discover: { everyMillis: often, run: (now) => discovery.discoverDue(now) },
      drain: { everyMillis: often, run: async (now) => this.converge(await runtime.onDrainedHosts(now)) },
      moves: { everyMillis: MILLIS_PER_MINUTE, run: (now) => moves.sweep(now) },
      faults: { everyMillis: often, run: (now) => faults.sweep(now) },
      reputations: { everyMillis: seldom, run: (now) => reputations.closeDue(now) },
      'simulated-agents': { everyMillis: 5 * often, run: async (now) => {
        await agents.bury();
        await agents.sample(now, async (events) => {
          await this.commands.execute(new RecordUsage(systemActor, events));
        });
      } },
      resync: { everyMillis: seldom, run: async (now) => this.converge([...(await runtime.unsettled(now)), ...(await runtime.resync(now))]) },
      'due-leases': { everyMillis: often, run: (now) => leases.closeDue(now) },
      budgets: { everyMillis: often, run: async (now) => (await leases.suspendStopped()) + (await budgets.releaseDue(now)) },
      resume: { everyMillis: often, run: (now) => leases.resumeFunded(now) },
      'base-fees': { everyMillis: often, run: (now) => bases.advance(now) },
      reprice: { everyMillis: often, run: (now) => leases.repriceDue(now) },
      'spot-prices': { everyMillis: often, run: (now) => leases.repriceSpot(now) },
      settle: { everyMillis: often, run: (now) => settlement.settleOpen(now) },
      pending: { everyMillis: often, run: (now) => expirePending(this.database, now) },
      statements: { everyMillis: seldom, run: (now) => statements.closeStatements(now) },
      bonds: { everyMillis: often, run: (now) => bonds.releaseDue(now) },
      'stake-exits': { everyMillis: often, run: (now) => exits.payDue(now) },
      diversified: { everyMillis: often, run: async (now) => (await rounds.divideDue(now)) + (await leavers.payDue(now)) },
      'cover-claims': { everyMillis: often, run: (now) => claims.judgeDue(now) },
      'cover-disputes': { everyMillis: often, run: async (now) => (await coverDisputes.decideDue(now)) + (await coverDisputes.payExits(now)) },
      'cover-exits': { everyMillis: often, run: (now) => coverExits.payDue(now) },
      challenges: { everyMillis: often, run: (now) => challenges.sweep(now) },
      'idle-looks': { everyMillis: often, run: (now) => looks.lookDue(now) },
      rewards: { everyMillis: seldom, run: (now) => rewards.closeDue(now) },
      'stake-earnings': { everyMillis: seldom, run: (now) => stakes.flowDue(now) },
      payouts: { everyMillis: often, run: (now) => payouts.makePayouts(now) },
      'stopped-payouts': { everyMillis: often, run: (now) => payouts.resumeStopped(now) },
      'top-ups': { everyMillis: 5 * often, run: (now) => topUps.requestDue(now) },
      payments: { everyMillis: often, run: (now) => payments.sendDue(now) },
      reconcile: { everyMillis: 5 * often, run: async (now) => (await reconcileLedger(this.database, now)) + (await reconcileBills(this.database, now)) },
      log: { everyMillis: often, run: () => log.append() },
      heads: { everyMillis: often, run: (now) => log.signHead(now) },
      untold: { everyMillis: seldom, run: (now) => webhooks.sweepUntold(now) },
      messages: { everyMillis: MILLIS_PER_HOUR, run: (now) => webhooks.forgetMessages(now) },
      quotes: { everyMillis: MILLIS_PER_HOUR, run: (now) => this.database.transaction((tx) => forgetQuotes(tx, now - MILLIS_PER_DAY)) },
      bases: { everyMillis: MILLIS_PER_HOUR, run: (now) => this.database.transaction((tx) => forgetBases(tx, now - KEEP_EVENTS_MILLIS)) },
      breakers: { everyMillis: MILLIS_PER_HOUR, run: (now) => this.database.transaction((tx) => forgetCounts(tx, now - 2 * MAX_BREAKER_WINDOW_MILLIS)) },
      rounds: { everyMillis: MILLIS_PER_MINUTE, run: (now) => this.database.transaction(async (tx) => forgetRounds(tx, now - settings.keepRoundsMillis, await loggedTo(tx, 'round'))) },
      idempotency: { everyMillis: MILLIS_PER_MINUTE, run: (now) => this.database.transaction((tx) => forgetKeys(tx, now - settings.idempotencyTtlMillis)) },
      events: { everyMillis: MILLIS_PER_HOUR, run: (now) => this.database.transaction((tx) => forgetEvents(tx, now - KEEP_EVENTS_MILLIS)) },
    };
  }

  everyMillis(name: SweepName): number {
    return this.sweeps[name].everyMillis;
  }

  /**
   * Runs one sweep once. A name that nobody knows is of another version: nothing happens.
   * @returns how much it found, where it counts.
   */
  async run(name: string): Promise<number> {
    if (!(sweepNames as readonly string[]).includes(name)) return 0;
    const found = await this.sweeps[name as SweepName].run(this.clock.now());
    return typeof found === 'number' ? found : 0;
  }

  private async converge(leaseIds: readonly string[]): Promise<number> {
    await this.queues.add('converge', [...new Set(leaseIds)].map((leaseId) => ({ data: { leaseId }, oneAtATime: leaseId })));
    return leaseIds.length;
  }
}
