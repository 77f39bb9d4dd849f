import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useId, useSyncExternalStore } from 'react';

import { duration, relative, roughTokens, timeText, tokens, words } from '../format.js';
import { usePace } from '../live.js';
import { Problem } from './problem.js';
import type { OneRead } from './reads.js';
import { Waiting } from './table.js';

/** A page's head: its name, what it is about, and what can be done here. */
export function Head({ title, about, actions, back }: { title: ReactNode; about?: ReactNode; actions?: ReactNode; back?: ReactNode }): ReactNode {
  return (
    <header className="head">
      {back && <div className="back">{back}</div>}
      <div className="title"><h1>{title}</h1>{actions && <div className="actions">{actions}</div>}</div>
      {about && <p className="about">{about}</p>}
    </header>
  );
}

/** The title of the document, for the tab and for those who hear the page. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (title) document.title = `${title} · Weir`;
  }, [title]);
}

export function Panel({ title, actions, children, className }: { title: string; actions?: ReactNode; children: ReactNode; className?: string }): ReactNode {
  const id = useId();
  return (
    <section className={`panel ${className ?? ''}`} aria-labelledby={id}>
      <div className="panel-head"><h2 id={id}>{title}</h2>{actions && <div className="actions">{actions}</div>}</div>
      {children}
    </section>
  );
}

type Nothing = false | undefined | null | '' | 0;

/** Names and values. */
export function Facts({ of }: { of: readonly (readonly [name: string, value: ReactNode] | Nothing)[] }): ReactNode {
  return <dl className="facts">{of.filter(Boolean).map((pair) => pair && <div key={pair[0]}><dt>{pair[0]}</dt><dd>{pair[1]}</dd></div>)}</dl>;
}

export function Tokens({ of, isRough, per }: { of: string | bigint; isRough?: boolean; per?: string }): ReactNode {
  return <span className="amount" title={`${tokens(of)} tokens`}>{isRough ? roughTokens(of) : tokens(of)}{per && <span className="per"> / {per}</span>}</span>;
}

const tones: Record<string, string> = {
  active: 'good', ready: 'good', live: 'good', enabled: 'good', delivered: 'good', paid: 'good', open: 'good', in_force: 'good', settled: 'good', ok: 'good', high: 'good', medium: 'good', yes: 'good',
  blocked: 'warn', degraded: 'warn', suspended: 'warn', stale: 'warn', pending: 'warn', cordoned: 'warn', draining: 'warn', not_ready: 'warn', low: 'warn', starting: 'busy', requested: 'busy', waiting: 'busy',
  placed: 'busy', provisioning: 'busy', closing: 'busy', half_open: 'warn', appealed: 'warn', partly_stopped: 'warn',
  running: 'good', passed: 'good', released: 'good', cured: 'good', forgiven: 'good', excused: 'good', stopped: 'bad', confirmed: 'bad', carried_out: 'bad',
  failed: 'bad', lost: 'bad', disabled: 'bad', returned: 'bad', declined: 'bad', revoked: 'bad', none: 'bad', no: 'bad', unknown: 'warn',
};

/** A state, told by its word; the colour only says it again. */
export function State({ of, text }: { of: string; text?: string }): ReactNode {
  return <span className={`state ${tones[of] ?? 'still'}`}>{text ?? words(of)}</span>;
}

const TICK_MILLIS = 5_000;
const hearers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let tickedAt = Date.now();

function tick(): void {
  tickedAt = Date.now();
  for (const tell of hearers) tell();
}

function hearTicks(tell: () => void): () => void {
  hearers.add(tell);
  timer ??= setInterval(tick, TICK_MILLIS);
  return () => {
    hearers.delete(tell);
    if (hearers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Nobody heard of ticks for a while, and so there were none. */
function lastTick(): number {
  if (timer === undefined && Date.now() - tickedAt > TICK_MILLIS) tickedAt = Date.now();
  return tickedAt;
}

/** The time now, again every so often: at the same moment for all that show it, so that a list's rows are drawn anew at once. */
export const useNow = (): number => useSyncExternalStore(hearTicks, lastTick);

/** How long ago, or from now; and the exact time where the pointer rests, which is not reckoned for each row before that. */
export function When({ at }: { at: number }): ReactNode {
  return <time dateTime={new Date(at).toISOString()} onPointerEnter={({ currentTarget }) => { currentTarget.title = timeText(at); }}>{relative(at, useNow())}</time>;
}

export const Span = ({ of }: { of: number | null }): ReactNode => (of === null ? 'no end in sight' : duration(of));

/** Gives what waits for a call and then reads anew all that begins with these keys. */
export function useDoing(...keys: readonly string[]): (call: Promise<unknown>) => Promise<void> {
  const queries = useQueryClient();
  return async (call) => {
    await call;
    await Promise.all(keys.map(async (key) => queries.invalidateQueries({ queryKey: [key] })));
  };
}

/** What was read, kept up to date; or that it is on its way, or why not. What no event tells of is asked for every so often. */
export function Read<T>({ queryKey, read, children, isStill, everyMillis }: OneRead<T> & { children: (value: T) => ReactNode; isStill?: boolean; everyMillis?: number }): ReactNode {
  const pace = usePace();
  const query = useQuery({ queryKey, queryFn: read, refetchInterval: isStill ? false : (everyMillis ?? pace) });
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  return <Waiting />;
}
