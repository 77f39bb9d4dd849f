import { Inject, Injectable } from '@nestjs/common';

import { appendEvents, Database, rowsOf, sql, type Transaction } from '#libs/database';
import { type Millis, MILLIS_PER_HOUR, SETTINGS, type Settings } from '#libs/kernel';
import { beginClosing } from '#libs/lease';
import { rulesAt, rulesOfVersion, type ChallengeRules } from '#libs/rules';
import { DriverRegistry } from '#libs/runtime';
import { recordFailedChallenge, recordFalseCapacity } from '#libs/trust';
import { BEGIN_WITHIN_MILLIS, commitmentOf, drawOf } from '#libs/verify';

import { beginChallenge, Outrun } from './begin-challenge.js';
import { type Challenge, type ChallengeKind, type DueDraw, endChallenge, failedOf, type GpuChallenge, type NetworkChallenge, type PossessionChallenge, runningChallenges, type VerdictTimes, wasInTime } from './challenge.store.js';
import { newSecret } from './draw.js';
import { type ChallengeVerdict, judge, judgeGpu } from './judge.js';
import { allowedFor, lookAt } from './look-at.js';
import { goOnWithNetwork, lookAtNetwork } from './look-at-network.js';
import { goOnWith, lookAtPossession } from './look-at-possession.js';
import { judgeNetwork } from './network.js';
import { endOpen } from './network.store.js';
import { judgePossession } from './possession.js';

/** Challenges of one sweep; the rest is next. */
const BATCH = 200;
/** No more streams are asked for so long after a sweep began: what answers within a minute is looked at by the next. */
const ASK_WITHIN_MILLIS = 10_000;

/** Has idle capacity prove itself. */
@Injectable()
export class Challenges {
  constructor(private readonly database: Database, private readonly drivers: DriverRegistry, @Inject(SETTINGS) private readonly settings: Settings) {}

  /**
   * Draws an hour's challenges, begins those that are due, and judges those that run: each in a transaction of its own, once, whoever else sweeps; one that cannot be dealt with
   * holds up no other. @returns how many began or were judged. @throws AggregateError of those that failed.
   */
  async sweep(now: Millis): Promise<number> {
    await this.draw(now);
    await this.skipLate(now);
    const errors: unknown[] = [];
    let done = 0;
    const each = async <T>(all: readonly T[], act: (one: T) => Promise<boolean>) => {
      for (const one of all) await act(one).then((isDone) => (done += isDone ? 1 : 0), (error: unknown) => errors.push(error));
    };
    const until = AbortSignal.timeout(ASK_WITHIN_MILLIS);
    await each(await this.due(now), (draw) => this.begin(draw, now));
    await each(await runningChallenges(this.database, BATCH), (challenge) => this.look(challenge, now, until));
    if (errors.length > 0) throw new AggregateError(errors, `${errors.length} challenges could not be dealt with`);
    return done;
  }

  /** As many of each pool as the rules of the hour's start say, once: what is drawn decides all else. */
  private async draw(now: Millis): Promise<void> {
    const hour = now - (now % MILLIS_PER_HOUR);
    const { version, rules: { challenge } } = await rulesAt(this.database, hour);
    const kinds = kindsOf(challenge);
    if (kinds.length === 0) return;
    const pools = await rowsOf<{ id: string }>(this.database, sql`
      select id from pools p where not exists (select 1 from challenge_draws d where d.pool_id = p.id and d.hour = ${BigInt(hour)}) order by id limit ${BATCH}`);
    if (pools.length === 0) return;
    const rows = pools.flatMap(({ id }) => kinds.map((kind, number) => {
      const secret = newSecret();
      return { pool_id: id, number, kind, secret, commitment: commitmentOf(secret), start_at: hour + drawOf(secret).afterMillis };
    }));
    await this.database.transaction((tx) => tx.$executeRaw(sql`
      insert into challenge_draws (pool_id, hour, number, kind, secret, commitment, start_at, made_at, rules_version)
      select pool_id, ${BigInt(hour)}, number, kind, secret, commitment, start_at, ${BigInt(now)}, ${version}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(pool_id text, number int, kind text, secret text, commitment text, start_at bigint) order by pool_id, number on conflict (pool_id, hour, number) do nothing`));
  }

  private async skipLate(now: Millis): Promise<void> {
    await this.database.transaction((tx) => tx.$executeRaw(sql`update challenge_draws set state = 'skipped' where state = 'drawn' and start_at < ${BigInt(now - BEGIN_WITHIN_MILLIS)}`));
  }

  private async due(now: Millis): Promise<DueDraw[]> {
    const rows = await rowsOf<{ pool_id: string; hour: bigint; number: number }>(this.database, sql`
      select pool_id, hour, number from challenge_draws where state = 'drawn' and start_at <= ${BigInt(now)} order by start_at, pool_id, number limit ${BATCH}`);
    return rows.map(({ pool_id: poolId, hour, number }) => ({ poolId, hour: Number(hour), number }));
  }

  private begin(draw: DueDraw, now: Millis): Promise<boolean> {
    return this.database.transaction((tx) => beginChallenge(tx, draw, this.settings, now)).catch((error: unknown) => {
      if (error instanceof Outrun) return false;
      throw error;
    });
  }

  private async look(challenge: Challenge, now: Millis, until: AbortSignal): Promise<boolean> {
    const { challenge: rules } = await rulesOfVersion(this.database, challenge.rulesVersion);
    if (challenge.kind === 'possession') return this.lookAtPossession(challenge, rules, now);
    if (challenge.kind === 'network') return this.lookAtNetwork(challenge, rules, now, until);
    const seen = await lookAt(this.database, this.drivers, challenge, rules);
    const verdict = challenge.kind === 'gpu' ? await judgeGpu(seen, () => this.isWitnessed(challenge, rules), now) : judge(seen, now);
    const { readyAt, deadlineAt, checked } = seen;
    const times = { readyAt, deadlineAt, answeredAt: checked ? now : null, checked };
    return verdict !== undefined && this.database.transaction((tx) => settle(tx, challenge, times, { verdict, missed: [] }, rules, now));
  }

  private async lookAtPossession(challenge: PossessionChallenge, rules: ChallengeRules, now: Millis): Promise<boolean> {
    const known = await lookAtPossession(this.database, challenge);
    const { seen, keeping: { periods }, keeping } = known;
    const verdict = judgePossession(seen, keeping, challenge.work, rules.possession, now);
    if (!verdict) return goOnWith(this.database, this.drivers, challenge, known, rules.possession, now);
    const last = periods.findLast(({ answeredAt }) => answeredAt !== null);
    const times = { readyAt: seen.readyAt, deadlineAt: last?.deadlineAt ?? null, answeredAt: last?.answeredAt ?? null };
    const missed = periods.filter(({ outcome }) => outcome === 'missed').map(({ number }) => number);
    return this.database.transaction((tx) => settle(tx, challenge, times, { verdict, missed }, rules, now));
  }

  /** Whether it cannot have been the platform's doing, nor its image's, that GPUs did not answer in time. */
  private async isWitnessed(challenge: GpuChallenge, rules: ChallengeRules): Promise<boolean> {
    const { witnessMillis } = rules.gpu;
    return witnessMillis === 0 || wasInTime(this.database, challenge, allowedFor(challenge, rules), challenge.begunAt - witnessMillis);
  }

  private async lookAtNetwork(challenge: NetworkChallenge, rules: ChallengeRules, now: Millis, until: AbortSignal): Promise<boolean> {
    const known = await lookAtNetwork(this.database, challenge, rules.network, now);
    const { seen, transfers, times } = known;
    const verdict = judgeNetwork(seen, transfers, known.isWitnessed, rules.network, now);
    if (!verdict) return !until.aborted && goOnWithNetwork(this.database, this.drivers, challenge, known, rules.network, now);
    return this.database.transaction(async (tx) => {
      if (!(await settle(tx, challenge, times, { verdict, missed: [] }, rules, now))) return false;
      await endOpen(tx, challenge.id);
      return true;
    });
  }
}

/** The kinds of an hour's challenges, by their numbers. */
function kindsOf({ perPoolAndHour, possession, disk, network, gpu }: ChallengeRules): ChallengeKind[] {
  const many = (kind: ChallengeKind, count: number) => Array.from({ length: count }, () => kind);
  return [...many('compute', perPoolAndHour), ...many('possession', possession.perPoolAndHour), ...many('disk', disk.perPoolAndHour), ...many('network', network.perPoolAndHour), ...many('gpu', gpu.perPoolAndHour)];
}

interface Found {
  verdict: ChallengeVerdict;
  /** Periods that are held against its host, each by itself; none where it has no periods, or failed otherwise. */
  missed: readonly number[];
}

/** Ends a challenge with all that follows from it. @returns false when somebody else was faster. */
async function settle(tx: Transaction, challenge: Challenge, times: VerdictTimes, { verdict, missed }: Found, rules: ChallengeRules, now: Millis): Promise<boolean> {
  const { id, operatorId, poolId, hostId, leaseId, units } = challenge;
  if (!(await endChallenge(tx, challenge, verdict, times, now))) return false;
  await appendEvents(tx, now, [{ type: 'challenge.judged', subjectId: operatorId, payload: { challengeId: id, operatorId, poolId, hostId, ...verdict } }]);
  await beginClosing(tx, leaseId, { reason: 'tenant_closed', at: now });
  if (verdict.outcome !== 'failed') return true;
  const about = { challengeId: id, operatorId, poolId, hostId, at: now };
  if (missed.length === 0) await recordFailedChallenge(tx, { ...about, units, reason: verdict.reason });
  for (const period of missed) await recordFailedChallenge(tx, { ...about, units, reason: verdict.reason, period });
  const failed = await failedOf(tx, hostId, now - rules.falseWithinMillis);
  if (rules.falseAfter > 0 && failed >= rules.falseAfter) await recordFalseCapacity(tx, { ...about, reason: `${failed} challenges failed there` });
  return true;
}
