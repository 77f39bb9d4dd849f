import { text } from 'node:stream/consumers';

import type { DesiredWorkloads, LogLine, LogOptions } from '#libs/runtime';

import type { KubernetesUnderTest } from './kubernetes-under-test.js';

/** Where test/cluster/program answers. */
export const PROGRAM_PORT = 8080;
const PATIENCE_MILLIS = 30_000;

export interface Answer {
  status: number;
  body: string;
}

/** Asks the program in a lease's first replica, over the driver. Status 0: it ended before it answered. */
export async function askInside({ driver, cluster }: KubernetesUnderTest, of: DesiredWorkloads, method: 'GET' | 'PUT', path: string, body = ''): Promise<Answer> {
  const ref = { leaseId: of.leaseId, claimId: of.replicas[0]!.claimId };
  const connection = await driver.connect(cluster, ref, PROGRAM_PORT, AbortSignal.timeout(PATIENCE_MILLIS));
  connection.write(`${method} ${path} HTTP/1.0\r\nhost: replica\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  const [head = '', ...rest] = (await text(connection).catch(() => '')).split('\r\n\r\n');
  return { status: Number(head.split(' ')[1] ?? 0), body: rest.join('\r\n\r\n') };
}

/** What a lease's first replica wrote. */
export async function linesOf({ driver, cluster }: KubernetesUnderTest, of: DesiredWorkloads, options: Partial<LogOptions> = {}): Promise<LogLine[]> {
  const ref = { leaseId: of.leaseId, claimId: of.replicas[0]!.claimId };
  const lines: LogLine[] = [];
  for await (const line of driver.logs(cluster, ref, { tailLines: 100, follow: false, ...options }, AbortSignal.timeout(PATIENCE_MILLIS))) lines.push(line);
  return lines;
}
