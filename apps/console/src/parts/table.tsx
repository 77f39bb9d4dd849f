import { type InfiniteData, useInfiniteQuery, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { memo, type ReactNode, useEffect, useRef, useSyncExternalStore } from 'react';

import { usePace } from '../live.js';
import { whenIdle } from '../when-idle.js';
import { Action } from './action.js';
import type { LongTable } from './long-table.js';
import { Problem } from './problem.js';
import { type ListRead, type Page, pagesOptions } from './reads.js';

/** From so many rows on, a table holds those alone that can be seen. */
const MANY_ROWS = 100;
/** So far from its end a list is read on. */
const AHEAD = '800px';

export interface Column<T> {
  title: string;
  cell: (row: T) => ReactNode;
  /** Numbers stand at the right. */
  isNumber?: boolean;
  /** The cell that names the row. */
  isHeader?: boolean;
}

/** A list that the server pages: the first page now, the next ones when they are asked for. */
export function usePages<T>(list: ListRead<T>): UseInfiniteQueryResult<InfiniteData<Page<T>>> {
  const pace = usePace();
  return useInfiniteQuery({
    ...pagesOptions(list),
    // All pages are read again: the more there are, the seldomer.
    refetchInterval: ({ state }) => (list.paceMillis ?? pace) * Math.max(1, state.data?.pages.length ?? 1),
    placeholderData: (last) => last,
  });
}

export interface ListProps<T> {
  label: string;
  pages: UseInfiniteQueryResult<InfiniteData<Page<T>>>;
  columns: readonly Column<T>[];
  keyOf: (row: T) => string;
  /** When there is nothing: what this is, and how it begins. */
  empty: ReactNode;
  /** It is the last thing on its page, and goes on by itself when its end comes near. */
  isEndless?: boolean;
}

/** A server-paged list as a table, and on a narrow screen as cards. */
export function List<T>({ label, pages, columns, keyOf, empty, isEndless }: ListProps<T>): ReactNode {
  if (pages.isPending) return <Waiting />;
  if (pages.isError && !pages.data) return <Problem error={pages.error} onRetry={() => void pages.refetch()} />;
  const rows = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  if (rows.length === 0) return <div className="empty">{empty}</div>;
  const more = (): void => void pages.fetchNextPage();
  return (
    <>
      <Rows label={label} rows={rows} columns={columns} keyOf={keyOf} hasMore={pages.hasNextPage} />
      {pages.hasNextPage && <p className="more"><Action onPress={more} isPending={pages.isFetchingNextPage}>Show more</Action>{isEndless && !pages.isFetching && <Near onNear={more} />}</p>}
    </>
  );
}

/** A table of as many rows as there are; `hasMore` when that is not all. */
export function Rows<T>({ hasMore = false, ...props }: Pick<ListProps<T>, 'label' | 'columns' | 'keyOf'> & { rows: readonly T[]; hasMore?: boolean }): ReactNode {
  const Long = useLongTable(hasMore || props.rows.length > MANY_ROWS);
  if (props.rows.length <= MANY_ROWS || Long === 'gone') return <Table {...props} />;
  // Rows that are drawn only to be taken away again would stop whoever scrolls.
  return Long ? <Long {...props} hasMore={hasMore} /> : <Table {...props} rows={props.rows.slice(0, MANY_ROWS)} />;
}

/** The code of long tables, once it is there; `gone` when it cannot be got. */
let longTable: typeof LongTable | 'gone' | undefined;
const waiters = new Set<() => void>();

/** The code of long tables, which is on its way as soon as a list turns out to go on, so that it is there before the rows are. */
function useLongTable(isNeeded: boolean): typeof longTable {
  useEffect(() => {
    return isNeeded && !longTable ? whenIdle(() => void loadLongTable()) : undefined;
  }, [isNeeded]);
  return useSyncExternalStore(hearOfLongTable, () => longTable);
}

function hearOfLongTable(tell: () => void): () => void {
  waiters.add(tell);
  return () => void waiters.delete(tell);
}

async function loadLongTable(): Promise<void> {
  longTable = await import('./long-table.js').then(({ LongTable }) => LongTable, () => 'gone');
  for (const tell of waiters) tell();
}

/** Tells when its place comes near the window. */
function Near({ onNear }: { onNear: () => void }): ReactNode {
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) onNear();
    }, { rootMargin: AHEAD });
    if (place.current) observer.observe(place.current);
    return () => observer.disconnect();
  });
  return <span ref={place} />;
}

export function Table<T>({ label, rows, columns, keyOf }: Pick<ListProps<T>, 'label' | 'columns' | 'keyOf'> & { rows: readonly T[] }): ReactNode {
  return (
    <table className="list" aria-label={label}>
      <TableHead columns={columns} />
      <tbody>{rows.map((row) => <Row key={keyOf(row)} row={row} columns={columns} />)}</tbody>
    </table>
  );
}

export function TableHead<T>({ columns }: Pick<ListProps<T>, 'columns'>): ReactNode {
  return <thead><tr>{columns.map(({ title, isNumber }) => <th key={title} scope="col" className={isNumber ? 'number' : undefined}>{title}</th>)}</tr></thead>;
}

interface RowProps<T> extends Pick<ListProps<T>, 'columns'> {
  row: T;
  /** Of a row in a table that does not hold all, which `measure` measures. */
  index?: number;
  measure?: (element: HTMLTableRowElement | null) => void;
}

function PlainRow<T>({ row, columns, index, measure }: RowProps<T>): ReactNode {
  return (
    <tr ref={measure} data-index={index} aria-rowindex={index === undefined ? undefined : index + 2}>
      {columns.map(({ title, cell, isNumber, isHeader }) => (isHeader
        ? <th key={title} scope="row" data-title={title}>{cell(row)}</th>
        : <td key={title} data-title={title} className={isNumber ? 'number' : undefined}>{cell(row)}</td>))}
    </tr>
  );
}

/** It is drawn anew when something of it changed, not whenever its table scrolls. */
export const Row = memo(PlainRow) as typeof PlainRow;

export function Waiting(): ReactNode {
  return <p className="waiting" role="status">Loading …</p>;
}
