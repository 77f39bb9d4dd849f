/**
 * Every queue and what its jobs carry: ids and names only. The truth is in the database, so that a job may come late,
 * twice or after a restart and still do the right thing.
 */
export interface Jobs {
  /** Makes the clusters look as the lease says. */
  converge: { leaseId: string };
  /** Charges what a lease owes up to now, and returns what is left when it is closed. */
  settle: { leaseId: string };
  /** Finds the endpoints that want some public events and makes a delivery to each; what is due is sent without a job. */
  fanout: { eventIds: string[] };
  /** Looks over everything of one kind: due leases, open streams, silent hosts. */
  sweep: { name: string };
}

export type QueueName = keyof Jobs;

interface QueuePolicy {
  /** Jobs of one process at a time. */
  concurrency: number;
  /** Tries of a job whose processor threw. */
  attempts: number;
  /** Of the exponential pause between them, with half of it random. */
  backoffMillis: number;
}

export const queuePolicies: Readonly<Record<QueueName, QueuePolicy>> = {
  converge: { concurrency: 8, attempts: 12, backoffMillis: 250 },
  settle: { concurrency: 4, attempts: 12, backoffMillis: 250 },
  fanout: { concurrency: 4, attempts: 12, backoffMillis: 250 },
  // A sweep that failed comes again by itself.
  sweep: { concurrency: 4, attempts: 1, backoffMillis: 0 },
};

export const queueNames = Object.keys(queuePolicies) as QueueName[];
