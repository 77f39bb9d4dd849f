import { type Reader } from '#libs/database';
import { canonicalText, type RoundHeader } from '#libs/verify';

import { atOnce, commitmentOf, headerOf, marketHash } from './commit-round.js';
import { type Decision, decideRound, planRound, type RoundInputs } from './decide-round.js';
import { gathered, hostsHash, learntHash } from './followed-hosts.js';
import { type KeptInputs, secretOf, unpackedChanges, unpackedInputs } from './record-round.js';
import { roundText } from './round-text.js';
import { isSeedOf, numberOf } from './seed-chain.js';
import { type RoundRow, selectAnchor, selectChanges } from './round.store.js';

/** A round decided again. */
export interface Replay {
  header: RoundHeader;
  /** What the log is to have of it. */
  commitment: string;
  /** What is kept of it, with all hosts. */
  inputs: RoundInputs & Pick<KeptInputs, 'spots'>;
  decision: Decision;
  refused: KeptInputs['refused'];
  checks: ReplayChecks;
}

export interface ReplayChecks {
  /** The seed is the one of its place in the chain. */
  seed: boolean;
  /** What is kept of hosts, of the market and of requests is what the header commits to. */
  hosts: boolean;
  market: boolean;
  requests: boolean;
  /** Deciding again gives the plan, byte for byte, that was written then. */
  plan: boolean;
  /** And so what the header commits to. */
  outcomes: boolean;
}

/** Decides a kept round again, and compares it with what it committed to. */
export async function replayRound(reader: Reader, row: RoundRow): Promise<Replay> {
  const kept = unpackedInputs(row.inputs);
  const all = gathered((await selectChanges(reader, row)).map(unpackedChanges));
  const header = JSON.parse(row.header) as RoundHeader;
  const seed = Buffer.from(header.seed.value, 'hex');
  const anchor = await selectAnchor(reader, row.chainId);
  const inputs = { ...all, policy: kept.policy, asks: kept.asks, waiting: kept.waiting, quotas: kept.quotas, fair: kept.fair };
  const decision = decideRound(inputs, planRound(inputs, numberOf(seed)), kept.spots);
  const secret = secretOf(row.secret, row.id);
  const { leases, reclaims = [] } = decision;
  const again = atOnce(headerOf({
    roundId: row.id, poolId: row.poolId, at: Number(row.at), seed: header.seed, secret, hosts: hostsHash(all.hosts, row.secret), market: marketHash(learntHash(all, row.secret), inputs, kept.spots, secret),
  }, inputs, { decision: { leases, reclaims }, refused: kept.refused }));
  const same = (of: keyof RoundHeader) => roundText(again[of]) === roundText(header[of]);
  return {
    header, commitment: commitmentOf(canonicalText(header as never)), inputs: { ...inputs, spots: kept.spots }, decision, refused: kept.refused,
    checks: {
      seed: anchor !== undefined && header.seed.place < anchor.length && isSeedOf(anchor.anchor, header.seed.place, seed),
      hosts: same('hosts'), market: same('market'), requests: same('requests') && same('policy'),
      plan: roundText({ leases, reclaims }) === roundText(kept.decision), outcomes: same('outcomes'),
    },
  };
}
