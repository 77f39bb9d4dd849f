import { traceHosts, traceTasks } from '../openb.js';
import { type Report } from '../report.js';
import { recordPool, replayPool } from './recorded-pool.js';

export interface ReplayOptions {
  data: string;
  /** Requests and departures; a million when left out. */
  rows?: number | undefined;
  seeds: readonly number[];
}

const EVENTS = 1_000_000;

/** Records a pool of the trace's hosts for so many events and decides every round again from what was kept. @throws Error where one comes out otherwise. */
export async function placementReplay({ data, rows: events = EVENTS, seeds }: ReplayOptions, progress: (text: string) => void): Promise<Report> {
  const [hosts, tasks] = [await traceHosts(data), await traceTasks('default', data)];
  progress(`recording ${events} events`);
  const began = performance.now();
  const recorded = recordPool(hosts, tasks, events, seeds[0]!);
  progress('replaying');
  const recordedAt = performance.now();
  const identical = replayPool(recorded);
  const endedAt = performance.now();
  if (identical !== recorded.rounds.length) throw new Error(`${recorded.rounds.length - identical} of ${recorded.rounds.length} rounds were decided otherwise`);
  const json = {
    name: 'placement-replay', events: recorded.events, claims: recorded.claims, rounds: recorded.rounds.length, identicalRounds: identical, bytesPerRound: Math.round(recorded.bytes / recorded.rounds.length),
    recordSeconds: Math.round((recordedAt - began) / 1_000), replaySeconds: Math.round((endedAt - recordedAt) / 1_000), replayedEventsPerSecond: Math.round((1_000 * recorded.events) / (endedAt - recordedAt)),
  };
  return { json, text: `${json.identicalRounds} of ${json.rounds} rounds identical: ${json.events} events, ${json.claims} claims, replayed in ${json.replaySeconds} s (recorded in ${json.recordSeconds} s); ${json.bytesPerRound} bytes kept of a round` };
}
