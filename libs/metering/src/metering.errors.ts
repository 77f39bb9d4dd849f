import { commonProblems, defineProblems } from '#libs/kernel';

export const meteringProblems = defineProblems({
  usage_decided: { kind: 'conflict', title: 'Usage is decided' },
});

/** The most samples of one batch. */
export const MOST_SAMPLES = 1_000;

/** A batch that is none. What is wrong with single samples is told sample by sample. */
export function batchRefused(count: number): Error {
  return commonProblems.invalid_request(`A batch holds 1 to ${MOST_SAMPLES} events; this one has ${count}.`, { extra: { limit: MOST_SAMPLES, asked: count } });
}
