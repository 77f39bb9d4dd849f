import { TokenBucket } from 'limiter';

import type { LogLine, LogOptions } from '#libs/runtime';

import type { KubeClient } from './kube-client.js';
import { pathOf } from './kinds.js';
import { linesOf } from './lines.js';
import { CONTAINER_NAME } from './manifests/pod.js';
import { withOwnAccess } from './own-access.js';

const MAX_LINE_CHARACTERS = 16_384;
const MAX_BYTES = 16 * 1_024 * 1_024;
/** However fast a replica writes. */
const LINES_PER_SECOND = 2_000;
/** A follower hears nothing for longer only when its connection is dead, or there is nothing to hear. */
const FOLLOW_IDLE_MILLIS = 900_000;
const READ_IDLE_MILLIS = 30_000;
/** Written by the kubelet before every line. */
const stamped = /^(\S+) (.*)$/s;

/** What a pod writes, as it comes; read no faster than it is taken. */
export async function* logLinesOf(client: KubeClient, namespace: string, pod: string, options: LogOptions, signal: AbortSignal): AsyncIterable<LogLine> {
  const { tailLines, since, follow } = options;
  const query = {
    container: CONTAINER_NAME, timestamps: 'true', tailLines: `${tailLines}`,
    ...(since === undefined ? {} : { sinceTime: new Date(since).toISOString() }), ...(follow ? { follow: 'true' } : { limitBytes: `${MAX_BYTES}` }),
  };
  const bucket = new TokenBucket({ bucketSize: LINES_PER_SECOND, tokensPerInterval: LINES_PER_SECOND, interval: 'second' });
  const path = `${pathOf('Pod', namespace, pod)}/log`;
  const bytes = await withOwnAccess(client, namespace, () => client.stream({ verb: 'GET', path, query, signal }, follow ? FOLLOW_IDLE_MILLIS : READ_IDLE_MILLIS));
  for await (const { text } of linesOf(bytes, MAX_LINE_CHARACTERS)) {
    const [, time = '', written = ''] = stamped.exec(text.replace(/\r$/, '')) ?? [];
    const at = Date.parse(time);
    if (Number.isNaN(at) || written === '') continue;
    await bucket.removeTokens(1);
    yield { at, text: written };
  }
}
