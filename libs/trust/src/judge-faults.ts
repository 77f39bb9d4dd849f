import { rowsOf, sql, type Transaction } from '#libs/database';
import type { Millis } from '#libs/kernel';
import { type Rules, rulesOfVersion } from '#libs/rules';

import { selectFaults, settleFault, type StoredFault } from './fault.store.js';
import type { Verdict } from './operator-fault.js';
import { platformsDoing } from './platform-watch.js';
import { proposeSlash } from './propose-slash.js';

/**
 * Looks at an open fault again: whether it was made good in time, is the platform's own, or is the operator's. Then it is settled for good, by the rules that it was recorded
 * under, and costs what they say. @returns whether it is settled now.
 */
export async function judgeFault(tx: Transaction, faultId: string, now: Millis): Promise<boolean> {
  const [fault] = await selectFaults(tx, { where: sql`where f.id = ${faultId} and f.state = 'open'`, limit: 1, lock: sql`for update of f` });
  if (!fault) return false;
  const rules = await rulesOfVersion(tx, fault.rulesVersion);
  const verdict = await verdictOn(tx, fault, rules, now);
  if (!verdict || !(await settleFault(tx, fault, verdict, now))) return false;
  if (verdict.state === 'confirmed') await proposeSlash(tx, fault, rules, now);
  return true;
}

/** Undefined while nobody can say. */
async function verdictOn(tx: Transaction, fault: StoredFault, { faults }: Rules, now: Millis): Promise<Verdict | undefined> {
  const graceOver = now >= fault.at + faults.table[fault.kind].graceMillis;
  switch (fault.kind) {
    case 'lost_contact':
    case 'host_lost': {
      if (!(await isStillLost(tx, fault))) return { state: 'cured', reason: 'the host was heard of again within the grace' };
      if (!graceOver) return undefined;
      const platforms = await platformsDoing(tx, { from: Number(fault.evidence['lastHeartbeatAt']), lostAt: fault.at }, faults, now);
      return platforms ? { state: 'excused', reason: platforms } : { state: 'confirmed', reason: 'the host was silent for longer than the grace' };
    }
    case 'early_reclaim':
      if (await isOnOfferAgain(tx, fault, faults.noticeMillis)) return { state: 'cured', reason: 'the host was left, or given the notice, within the grace' };
      return graceOver ? { state: 'confirmed', reason: 'capacity in use was taken away without the notice' } : undefined;
    case 'meter_cheating':
      return verdictOnUsage(tx, fault);
    default: // what somebody reported
      return graceOver ? { state: 'confirmed', reason: String(fault.evidence['reason']) } : undefined;
  }
}

/** A host that is gone is as lost as one that is silent. */
async function isStillLost(tx: Transaction, { hostId, at }: StoredFault): Promise<boolean> {
  const [host] = await rowsOf<{ lost_at: bigint | null }>(tx, sql`select lost_at from hosts where id = ${hostId}`);
  return !host || host.lost_at === BigInt(at);
}

async function isOnOfferAgain(tx: Transaction, { hostId, at, evidence }: StoredFault, noticeMillis: Millis): Promise<boolean> {
  const [host] = await rowsOf<{ state: string; drain_by: bigint | null }>(tx, sql`select state, drain_by from hosts where id = ${hostId}`);
  if (!host) return false;
  return host.state !== 'draining' || (Number(host.drain_by) !== evidence['drainBy'] && Number(host.drain_by) >= at + noticeMillis);
}

/** Against the operator when somebody decided that its usage is charged by another's count, which is less. */
async function verdictOnUsage(tx: Transaction, { operatorId, evidence }: StoredFault): Promise<Verdict | undefined> {
  const [held] = await rowsOf<{ state: string; paid: string | null; sources: { label: string; reporterId: string; quantity: string }[] }>(tx, sql`
    select state, paid, sources from held_usage where id = ${String(evidence['usageId'])}`);
  if (!held || held.state === 'open') return undefined;
  const paid = held.sources.find(({ label }) => label === held.paid);
  const own = held.sources.filter(({ reporterId }) => reporterId === operatorId);
  const against = held.state === 'charged' && paid !== undefined && paid.reporterId !== operatorId && own.some(({ quantity }) => BigInt(quantity) > BigInt(paid.quantity));
  if (!against) return { state: 'cured', reason: held.state === 'charged' ? 'its own count was charged' : `the usage was ${held.state}` };
  return { state: 'confirmed', reason: 'it counted more than was decided to be right' };
}
