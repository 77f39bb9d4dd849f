import type { QueryClient } from '@tanstack/react-query';
import { parseServerSentEvents } from 'parse-sse';
import { createContext, useContext, useEffect, useState } from 'react';

import { headersOfSession } from './api.js';
import { isOutdated } from './new-version.js';

const FIRST_PAUSE_MILLIS = 1_000;
const LONGEST_PAUSE_MILLIS = 30_000;
/** What happens in a burst is read once. */
const GATHER_MILLIS = 250;
/** What happened just before the stream was there is read when the page has been drawn, not in its way. */
const CATCH_UP_MILLIS = 2_000;
export const POLL_MILLIS = 5_000;

/** Which of what is shown an event may have changed: the first word of its type to the first words of query keys. */
const touched: Record<string, readonly string[]> = {
  lease: ['leases', 'lease', 'wallet', 'fleet'],
  usage: ['lease', 'wallet', 'held-usage'],
  statement: ['statements', 'wallet'],
  budget: ['budgets', 'wallet', 'leases', 'lease'],
  wallet: ['wallet'],
  deposit: ['wallet'],
  transfer: ['wallet'],
  endpoint: ['webhooks'],
  message: ['webhooks'],
  delivery: ['webhooks'],
  host: ['fleet'],
  cluster: ['fleet'],
  claim: ['fleet', 'lease'],
  bond: ['bond'],
  stake: ['stake-pools', 'stake-pool'],
  diversified: ['diversified'],
  payout: ['earnings'],
  rules: ['rules'],
  breaker: ['breakers', 'flows', 'admin'],
  slash: ['slashes', 'faults', 'bond'],
  fault: ['faults', 'slashes'],
  reputation: ['reputation'],
  cover: ['covers', 'cover-pool', 'disputes'],
};

/** The queries that an event of this type makes old; those whose part is unknown make everything old. */
export function queriesTouchedBy(type: string): readonly string[] | undefined {
  return touched[type.split('.')[0]!];
}

/** Whether the server tells of changes by itself now. */
export const Live = createContext(false);

/** How often to ask anyway: seldom while the stream tells of changes, and every few seconds without it. */
export function usePace(): number {
  return useContext(Live) ? 12 * POLL_MILLIS : POLL_MILLIS;
}

/** Follows the stream of what changes for this role, and reads anew what is shown. Gives whether it is connected. */
export function useStream(queries: QueryClient, role: string | undefined): boolean {
  const [connected, setConnected] = useState(false);
  useEffect(() => {
    if (!role) return undefined;
    const stop = new AbortController();
    void follow(queries, stop.signal, setConnected);
    return () => {
      stop.abort();
      setConnected(false);
    };
  }, [queries, role]);
  return connected;
}

async function follow(queries: QueryClient, signal: AbortSignal, tell: (connected: boolean) => void): Promise<void> {
  const stale = gather(queries, signal);
  let wasConnected = false;
  for (let pause = FIRST_PAUSE_MILLIS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS)) {
    try {
      const response = await fetch('/v1/stream', { headers: { accept: 'text/event-stream', ...headersOfSession('GET') }, signal });
      if (!response.ok || !response.body) throw new Error(`the stream answered ${response.status}`);
      tell(true);
      // Who serves it went away and is back: perhaps as another version.
      if (wasConnected) void isOutdated();
      wasConnected = true;
      pause = FIRST_PAUSE_MILLIS;
      // Whatever happened while nobody listened.
      const late = setTimeout(() => stale(undefined), CATCH_UP_MILLIS);
      try {
        for await (const event of parseServerSentEvents(response)) stale(typeOf(event));
      } finally {
        clearTimeout(late);
      }
    } catch {
      // Aborted, refused or cut off: each time the pause is longer, and meanwhile pages ask by themselves.
    }
    if (signal.aborted) return;
    tell(false);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function typeOf({ type, data }: { type: string; data: string }): string {
  try {
    const said = JSON.parse(data) as { type?: unknown };
    return typeof said.type === 'string' ? said.type : type;
  } catch {
    return type;
  }
}

function gather(queries: QueryClient, signal: AbortSignal): (type: string | undefined) => void {
  const waiting = new Set<string | undefined>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  signal.addEventListener('abort', () => clearTimeout(timer));
  const readAnew = async (): Promise<void> => {
    const [all, names] = [waiting.has(undefined), new Set(waiting)];
    waiting.clear();
    await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' && (all || names.has(String(queryKey[0]))) });
    // What happened meanwhile is read after it, not instead of it: else a long list would never come to its end.
    timer = waiting.size > 0 && !signal.aborted ? setTimeout(() => void readAnew(), GATHER_MILLIS) : undefined;
  };
  return (type) => {
    const names = type === undefined ? undefined : queriesTouchedBy(type);
    for (const name of names ?? [undefined]) waiting.add(name);
    timer ??= setTimeout(() => void readAnew(), GATHER_MILLIS);
  };
}
