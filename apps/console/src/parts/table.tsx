import { type InfiniteData, useInfiniteQuery, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useEffect, useRef } from 'react';

import { usePace } from '../live.js';
import { Action } from './action.js';
import { Problem } from './problem.js';
import { type ListRead, type Page, pagesOptions } from './reads.js';

const LongTable = lazy(async () => ({ default: (await import('./long-table.js')).LongTable })) as typeof import('./long-table.js').LongTable;

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
  const table = <Table {...props} />;
  return props.rows.length <= MANY_ROWS ? table : <Suspense fallback={table}><LongTable {...props} hasMore={hasMore} /></Suspense>;
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

/** `index`: of a row in a table that does not hold all, which `measure` measures. */
export function Row<T>({ row, columns, index, measure }: Pick<ListProps<T>, 'columns'> & { row: T; index?: number; measure?: (element: HTMLTableRowElement | null) => void }): ReactNode {
  return (
    <tr ref={measure} data-index={index} aria-rowindex={index === undefined ? undefined : index + 2}>
      {columns.map(({ title, cell, isNumber, isHeader }) => (isHeader
        ? <th key={title} scope="row" data-title={title}>{cell(row)}</th>
        : <td key={title} data-title={title} className={isNumber ? 'number' : undefined}>{cell(row)}</td>))}
    </tr>
  );
}

export function Waiting(): ReactNode {
  return <p className="waiting" role="status">Loading …</p>;
}
