import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { ClaimId, ClusterId, LeaseId, Millis, ProjectId, TenantId } from '#libs/kernel';

import type { ObservedReplica, ReplicaState } from './driver.js';
import { type IntendedClaim, type Intent, leavingOf, type Remembered } from './intent.js';
import { type Evidence, isIdle, judge, type Report } from './verdict.js';

const NOW = 1_000_000;
const limits = { startFailureMillis: 60_000, startTimeoutMillis: 600_000, hostGraceMillis: 120_000 };
const CLUSTER = 'cls' as ClusterId;

function claim(replica: number, more: Partial<IntendedClaim> = {}): IntendedClaim {
  return {
    id: `clm_${replica}` as ClaimId, replica, clusterId: CLUSTER, resources: [], part: 'serving', madeAt: 1_000, servesFrom: null, movesTo: null, hostState: 'open', drainBy: null, lostAt: null, silentSince: null, ...more,
  } as IntendedClaim;
}

function intent(more: Partial<Intent> = {}): Intent {
  const claims = more.claims ?? [claim(0)];
  return {
    leaseId: 'l' as LeaseId, tenantId: 't' as TenantId, projectId: 'p' as ProjectId, state: 'active', replicas: claims.length, pricing: { mode: 'on-demand' }, workload: { image: 'x' }, credential: null, activatedAt: 2_000, claims,
    readiness: claims.map(({ id, replica }) => ({ replica, claimId: id, ready: true, since: 5_000 })), remembered: [], clusters: [{ id: CLUSTER, driver: 'any' }], ...more,
  };
}

function found(replica: number, state: ReplicaState = 'ready', more: Partial<ObservedReplica> = {}): ObservedReplica {
  return { claimId: `clm_${replica}` as ClaimId, state, since: 5_000, restarts: 0, fingerprint: '', observedAt: NOW, ...more };
}

function remembered(replica: number, state: ReplicaState = 'ready', more: Partial<Remembered> = {}): Remembered {
  return { claimId: `clm_${replica}` as ClaimId, clusterId: CLUSTER, state, reason: null, restarts: 0, since: 5_000, observedAt: NOW - 100, fingerprint: '', revision: 1, ...more };
}

function evidence(of: Intent, report: Report, now: Millis = NOW): Evidence {
  const leaving = new Map(of.claims.flatMap((each) => {
    const why = leavingOf(of, each, limits, now);
    return why ? [[each.id, why] as const] : [];
  }));
  return { intent: of, leaving, reports: new Map([[CLUSTER, report]]), beganAt: now - 10, now };
}

const reached = (...replicas: ObservedReplica[]): Report => ({ reachable: true, found: replicas });

describe('a replica that is moved', () => {
  const old = claim(0, { hostState: 'draining', drainBy: NOW + 1_000 });
  const successor = claim(0, { id: 'clm_1' as ClaimId, part: 'successor' });
  const of = (more: Partial<Intent> = {}) => intent({ claims: [old, successor], replicas: 1, remembered: [remembered(0)], ...more });

  test('stays where it is until its successor is ready; then that is reported, and charged, from now on', () => {
    expect(judge(evidence(of(), reached(found(0), found(1, 'starting'))), limits)).toMatchObject({ handOver: [], release: [], replicas: [{ claim: old, ready: true }] });
    const verdict = judge(evidence(of(), reached(found(0), found(1, 'ready', { since: NOW - 500 }))), limits);
    expect(verdict).toMatchObject({ handOver: ['clm_1'], release: [], unfinished: true, replicas: [{ claim: { id: 'clm_1' }, ready: true, readySince: NOW }] });
    expect(verdict.replicas).toHaveLength(1);
  });

  test('changes over only when all that is known of the old one is recorded: it is charged for no more than it ran', () => {
    const verdict = judge(evidence(of(), reached(found(0, 'failed', { reason: 'crash_loop', since: NOW - 700 }), found(1))), limits);
    expect(verdict).toMatchObject({ handOver: [], unfinished: true, replicas: [{ claim: old, ready: false, unreadySince: NOW - 700 }] });
  });

  test('leaves for good: what was succeeded goes even if its host drains no more, and serves nothing', () => {
    const after = intent({ claims: [claim(0, { part: 'succeeded' }), claim(0, { id: 'clm_1' as ClaimId, servesFrom: NOW - 50 })], replicas: 1, remembered: [remembered(0), remembered(1)] });
    expect(judge(evidence(after, reached(found(1))), limits)).toMatchObject({ release: [{ claimId: 'clm_0', reason: 'drained' }], replicas: [{ readySince: NOW - 50 }] });
  });

  test('stays when its host drains no more, and the successor goes', () => {
    const verdict = judge(evidence(of({ claims: [claim(0), successor] }), reached(found(0))), limits);
    expect(verdict).toMatchObject({ handOver: [], release: [{ claimId: 'clm_1', reason: 'drain_ended' }], replicas: [{ claim: { id: 'clm_0' }, ready: true }] });
  });

  test('is taken over by what was heard of last from a cluster that does not answer: not at all', () => {
    const verdict = judge(evidence(of({ remembered: [remembered(0), remembered(1)] }), { reachable: false }), limits);
    expect(verdict).toMatchObject({ handOver: [], replicas: [{ claim: old }] });
  });

  test('is given up when its time is up, ready successor or not', () => {
    const late = claim(0, { hostState: 'draining', drainBy: NOW - 10 });
    const verdict = judge(evidence(of({ claims: [late, successor] }), reached(found(1, 'starting'))), limits);
    expect(verdict).toMatchObject({ handOver: [], release: [{ claimId: 'clm_0', reason: 'drained' }], unfinished: true });
  });
});

describe('what follows from a look', () => {
  test('a replica is ready since its cluster says so, but not before its claim was made', () => {
    const verdict = judge(evidence(intent(), reached(found(0, 'ready', { since: 7_000 }))), limits);
    expect(verdict.replicas).toMatchObject([{ ready: true, readySince: 7_000 }]);
    expect(verdict.remember).toMatchObject([{ claimId: 'clm_0', state: 'ready', since: 7_000 }]);
    expect(judge(evidence(intent(), reached(found(0, 'ready', { since: 500 }))), limits).replicas).toMatchObject([{ readySince: 1_000 }]);
  });

  test('what is as remembered is nothing to record', () => {
    expect(isIdle(judge(evidence(intent({ remembered: [remembered(0)] }), reached(found(0))), limits))).toBe(true);
  });

  test('what is as remembered is recorded all the same when it is all that is wanted now, and was not before', () => {
    const fewer = intent({ state: 'provisioning', activatedAt: null, remembered: [remembered(0)] });
    expect(isIdle(judge(evidence(fewer, reached(found(0))), limits))).toBe(false);
    expect(isIdle(judge(evidence({ ...fewer, replicas: 2 }, reached(found(0))), limits))).toBe(true);
  });

  test('what is as remembered is recorded all the same when the lease takes it for something else', () => {
    const isNews = (readiness: Intent['readiness']) => !isIdle(judge(evidence(intent({ remembered: [remembered(0)], readiness }), reached(found(0))), limits));
    const known = { replica: 0, claimId: 'clm_0' as ClaimId, ready: true, since: 5_000 };
    expect([isNews([]), isNews([{ ...known, ready: false }]), isNews([{ ...known, claimId: 'clm_9' as ClaimId }]), isNews([known])]).toEqual([true, true, true, false]);
  });

  test('what runs with other terms than recorded is recorded, whoever made it so', () => {
    expect(isIdle(judge(evidence(intent({ remembered: [remembered(0)] }), reached(found(0, 'ready', { fingerprint: 'other' }))), limits))).toBe(false);
  });

  test('one on its way is looked at again when it may have arrived', () => {
    const of = intent({ state: 'provisioning', activatedAt: null });
    expect(judge(evidence(of, reached(found(0, 'starting', { since: NOW - 100, changesInMillis: 700 }))), limits)).toMatchObject({ againInMillis: 700, replicas: [{ ready: false }] });
    expect(judge(evidence(of, reached()), limits)).toMatchObject({ remember: [{ state: 'starting', since: NOW }] });
  });

  test('a lost host makes its replicas unknown since it was last heard of, and keeps the claim for the grace', () => {
    const lost = claim(0, { lostAt: NOW - 1_000, silentSince: NOW - 91_000 });
    const verdict = judge(evidence(intent({ claims: [lost], remembered: [remembered(0)] }), { reachable: false }), limits);
    expect(verdict.replicas).toMatchObject([{ ready: false, unreadySince: NOW - 91_000, reason: 'host_lost' }]);
    expect(verdict.release).toEqual([]);
    const later = judge(evidence(intent({ claims: [lost], remembered: [remembered(0)] }), { reachable: false }, NOW + limits.hostGraceMillis), limits);
    expect(later.release).toEqual([{ claimId: lost.id, reason: 'host_lost' }]);
    expect(later.forget).toEqual([]);
  });

  test('what was unknown counts from when it is known again', () => {
    const of = intent({ remembered: [remembered(0, 'unknown', { reason: 'host_lost', since: 50_000 })] });
    expect(judge(evidence(of, reached(found(0, 'ready', { since: 5_000 }))), limits).replicas).toMatchObject([{ ready: true, readySince: NOW }]);
  });

  test('what is looked at again and again is noted now and then, so that no sweep starts looking beside it', () => {
    const of = (ago: number) => intent({ state: 'provisioning', activatedAt: null, remembered: [remembered(0, 'starting', { observedAt: NOW - ago })] });
    expect(judge(evidence(of(4_000), reached(found(0, 'starting'))), limits).remember).toEqual([]);
    expect(judge(evidence(of(5_000), reached(found(0, 'starting'))), limits).remember).toMatchObject([{ state: 'starting', since: 5_000, observedAt: NOW }]);
  });

  test('silence of a cluster alone changes nothing, and is left to sweeps', () => {
    const verdict = judge(evidence(intent({ remembered: [remembered(0)] }), { reachable: false }), limits);
    expect(verdict).toMatchObject({ remember: [], release: [], replicas: [{ ready: true }] });
    expect(verdict.againInMillis).toBeUndefined();
  });

  test('a report from before what was recorded is not recorded over it, unless the clock went back', () => {
    const of = intent({ remembered: [remembered(0, 'ready', { observedAt: NOW - 100 })] });
    expect(isIdle(judge(evidence(of, reached(found(0, 'starting', { observedAt: NOW - 200 }))), limits))).toBe(true);
    const jumped = intent({ remembered: [remembered(0, 'ready', { observedAt: NOW + 3_600_000 })] });
    expect(judge(evidence(jumped, reached(found(0, 'failed', { reason: 'crash_loop' }))), limits).remember).toMatchObject([{ state: 'failed' }]);
  });

  test.each([['image_not_found'], ['crash_loop'], ['out_of_memory'], ['invalid_workload']] as const)('a lease that never ran fails when %s lasts', (reason) => {
    const of = intent({ state: 'provisioning', activatedAt: null });
    const since = NOW - limits.startFailureMillis;
    expect(judge(evidence(of, reached(found(0, 'failed', { reason, since }))), limits).failure).toBe(reason);
    expect(judge(evidence(of, reached(found(0, 'failed', { reason, since: since + 500 }))), limits)).toEqual(expect.not.objectContaining({ failure: reason }));
    expect(judge(evidence(intent(), reached(found(0, 'failed', { reason, since }))), limits).failure).toBeUndefined();
  });

  test.each([['not_enough_room'], ['health_check_failed']] as const)('a lease that never ran is given the whole time to start while %s', (reason) => {
    const of = intent({ state: 'provisioning', activatedAt: null });
    expect(judge(evidence(of, reached(found(0, 'failed', { reason, since: NOW - limits.startFailureMillis }))), limits).failure).toBeUndefined();
    expect(judge(evidence(of, reached(found(0, 'failed', { reason, since: NOW - limits.startTimeoutMillis }))), limits).failure).toBe('start_timed_out');
  });

  test('a replica that ends is told with its reason and how often, and one that came back with how often alone', () => {
    expect(judge(evidence(intent({ remembered: [remembered(0)] }), reached(found(0, 'failed', { reason: 'out_of_memory', restarts: 3 }))), limits).replicas)
      .toMatchObject([{ ready: false, reason: 'out_of_memory', restarts: 3 }]);
    expect(judge(evidence(intent({ remembered: [remembered(0)] }), reached(found(0, 'ready', { restarts: 4 }))), limits).replicas).toMatchObject([{ ready: true, restarts: 4 }]);
  });

  test('a lease that is not started in time fails', () => {
    const of = intent({ state: 'provisioning', activatedAt: null, remembered: [remembered(0, 'starting', { since: NOW - limits.startTimeoutMillis })] });
    expect(judge(evidence(of, reached(found(0, 'starting'))), limits).failure).toBe('start_timed_out');
  });

  test('a closing lease gives up its claims when nothing runs any more, and is finished with the last', () => {
    const of = intent({ state: 'closing', claims: [claim(0), claim(1)], remembered: [remembered(0), remembered(1)] });
    expect(judge(evidence(of, reached(found(1))), limits)).toMatchObject({ release: [{ claimId: 'clm_0' }], forget: ['clm_0'], finished: false, replicas: [] });
    expect(judge(evidence(of, reached()), limits)).toMatchObject({ release: [{}, {}], forget: ['clm_0', 'clm_1'], finished: true });
    expect(judge(evidence(of, { reachable: false }), limits)).toMatchObject({ release: [], finished: false });
    expect(judge(evidence(intent({ state: 'closing', claims: [] }), reached()), limits).finished).toBe(true);
  });

  test('what drains is taken down, is charged until then, and is released once it is gone', () => {
    const of = intent({ claims: [claim(0, { hostState: 'draining', drainBy: NOW })], remembered: [remembered(0)] });
    expect(judge(evidence(of, reached()), limits)).toMatchObject({ release: [{ reason: 'drained' }], forget: ['clm_0'] });
    expect(judge(evidence(of, reached(found(0))), limits)).toMatchObject({ release: [], replicas: [{ ready: false, unreadySince: NOW - 10 }] });
  });

  test('whatever is found: every held claim of a running lease is judged once, of a closing one the lost ones, and none is released that may still run within its grace', () => {
    const someReplica = fc.record({
      state: fc.constantFrom<ReplicaState>('starting', 'ready', 'failed', 'unknown'),
      present: fc.boolean(),
      lostFor: fc.option(fc.integer({ min: 0, max: 240_000 })),
      draining: fc.boolean(),
      before: fc.option(fc.constantFrom<ReplicaState>('starting', 'ready', 'failed', 'unknown')),
    });
    const some = fc.record({
      state: fc.constantFrom<Intent['state']>('placed', 'provisioning', 'active', 'degraded', 'closing', 'closed', 'failed'),
      each: fc.array(someReplica, { maxLength: 5 }), fewer: fc.nat(2), reachable: fc.boolean(), active: fc.boolean(),
    });
    fc.assert(fc.property(some, ({ state, each, fewer, reachable, active }) => {
      const claims = each.map(({ lostFor, draining }, replica) => claim(replica, {
        ...(lostFor === null ? {} : { lostAt: NOW - lostFor, silentSince: NOW - lostFor - 90_000 }), ...(draining ? { hostState: 'draining', drainBy: NOW } : {}),
      }));
      const of = intent({
        state, claims, replicas: Math.max(0, claims.length - fewer), activatedAt: active ? 2_000 : null,
        remembered: each.flatMap(({ before }, replica) => (before ? [remembered(replica, before)] : [])),
      });
      const present = each.flatMap((replica, index) => (replica.present ? [found(index, replica.state)] : []));
      const verdict = judge(evidence(of, reachable ? reached(...present) : { reachable: false }), limits);
      const running = ['placed', 'provisioning', 'active', 'degraded'].includes(state);
      // Of a closing lease those that were lost, which are not charged up to the closing.
      const judged = running ? claims : claims.filter((one) => state === 'closing' && one.lostAt !== null);
      expect(verdict.replicas.map((replica) => replica.claim.id)).toEqual(judged.map((one) => one.id));
      for (const { claimId } of verdict.release) {
        const replica = claims.findIndex((one) => one.id === claimId);
        const { lostFor, present: there } = each[replica]!;
        expect((lostFor !== null && lostFor >= limits.hostGraceMillis) || (reachable && !there)).toBe(true);
      }
      for (const { claimId } of verdict.remember) expect(verdict.forget).not.toContain(claimId);
      for (const replica of verdict.replicas) expect(Math.max(replica.readySince ?? 0, replica.unreadySince ?? 0)).toBeLessThanOrEqual(NOW);
      expect(verdict.finished).toBe(state === 'closing' && verdict.release.length === claims.length);
    }));
  });
});
