import { type Lease } from '@weir/client';
import { parseServerSentEvents } from 'parse-sse';
import { type ReactNode, useEffect, useRef, useState } from 'react';

import { weir } from '../api.js';
import { Choice } from '../parts/choice.js';
import { Panel } from '../parts/layout.js';
import { Refusal } from '../parts/problem.js';

const FIRST_LINES = 100;
const MOST_LINES = 2_000;
const LINE_PIXELS = 24;

interface Line {
  replica: number;
  at: number;
  text: string;
}

/** The last lines of what its replicas write, and each new one as it comes. */
export function LeaseLogs({ lease }: { lease: Lease }): ReactNode {
  const [replica, setReplica] = useState('all');
  const { lines, error } = useLogs(lease.id, replica, lease.readyReplicas);
  const end = useRef<HTMLPreElement>(null);
  const isAtEnd = useRef(true);
  const look = (box: HTMLPreElement): void => {
    isAtEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < LINE_PIXELS;
  };
  useEffect(() => {
    // Whoever reads further up is left there.
    if (end.current && isAtEnd.current) end.current.scrollTop = end.current.scrollHeight;
  }, [lines]);
  const replicas = (lease.replicaStates ?? []).map(({ replica }) => ({ id: String(replica), label: `Replica ${replica}` }));
  return (
    <Panel title="Logs" actions={<Choice label="Replica" isLabelHidden value={replica} options={[{ id: 'all', label: 'All replicas' }, ...replicas]} onChange={setReplica} />}>
      <Refusal error={error} />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard */}
      <pre className="logs" ref={end} tabIndex={0} role="log" aria-label="Logs" onScroll={({ currentTarget }) => look(currentTarget)}>
        {lines.length === 0 ? 'Nothing was written.' : lines.map(({ replica, at, text }) => <span key={`${replica} ${at} ${text}`}><span className="at">{new Date(at).toISOString().slice(11, 19)} [{replica}] </span>{text}{'\n'}</span>)}
      </pre>
    </Panel>
  );
}

function useLogs(leaseId: string, replica: string, ready: number): { lines: Line[]; error: unknown } {
  const [lines, setLines] = useState<Line[]>([]);
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    // Nothing that could be read from; what was read stays.
    if (ready === 0) return undefined;
    const stop = new AbortController();
    const read = async (): Promise<void> => {
      setLines([]);
      setError(undefined);
      const query = { tailLines: FIRST_LINES, follow: true, ...(replica !== 'all' && { replica: Number(replica) }) };
      const { response } = await weir.GET('/v1/leases/{leaseId}/logs', { params: { path: { leaseId }, query }, headers: { accept: 'text/event-stream' }, parseAs: 'stream', signal: stop.signal });
      for await (const { data } of parseServerSentEvents(response)) {
        const line = lineOf(data);
        if (line) setLines((lines) => [...lines, line].slice(-MOST_LINES));
      }
    };
    read().catch((error: unknown) => {
      if (!stop.signal.aborted) setError(error);
    });
    return () => stop.abort();
    // A replica that became ready writes, too.
  }, [leaseId, replica, ready]);
  return { lines, error };
}

function lineOf(data: string): Line | undefined {
  try {
    const line = JSON.parse(data) as Partial<Line>;
    return typeof line.text === 'string' && typeof line.at === 'number' ? { replica: line.replica ?? 0, at: line.at, text: line.text } : undefined;
  } catch {
    return undefined;
  }
}
