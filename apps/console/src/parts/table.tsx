import { type QueryKey, useInfiniteQuery, type UseInfiniteQueryResult, type InfiniteData } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { usePace } from '../live.js';
import { Action } from './action.js';
import { Problem } from './problem.js';

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface Column<T> {
  title: string;
  cell: (row: T) => ReactNode;
  /** Numbers stand at the right. */
  isNumber?: boolean;
  /** The cell that names the row. */
  isHeader?: boolean;
}

/** A list that the server pages: the first page now, the next ones when they are asked for. `paceMillis` where no event tells that it changed. */
export function usePages<T>(queryKey: QueryKey, read: (cursor: string | undefined) => Promise<Page<T>>, paceMillis?: number): UseInfiniteQueryResult<InfiniteData<Page<T>>> {
  const pace = usePace();
  return useInfiniteQuery({
    queryKey,
    queryFn: async ({ pageParam }) => read(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: paceMillis ?? pace,
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
}

/** A server-paged list as a table, and on a narrow screen as cards. */
export function List<T>({ label, pages, columns, keyOf, empty }: ListProps<T>): ReactNode {
  if (pages.isPending) return <Waiting />;
  if (pages.isError && !pages.data) return <Problem error={pages.error} onRetry={() => void pages.refetch()} />;
  const rows = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  if (rows.length === 0) return <div className="empty">{empty}</div>;
  return (
    <>
      <Table label={label} rows={rows} columns={columns} keyOf={keyOf} />
      {pages.hasNextPage && <p className="more"><Action onPress={() => void pages.fetchNextPage()} isPending={pages.isFetchingNextPage}>Show more</Action></p>}
    </>
  );
}

export function Table<T>({ label, rows, columns, keyOf }: Pick<ListProps<T>, 'label' | 'columns' | 'keyOf'> & { rows: readonly T[] }): ReactNode {
  return (
    <table className="list" aria-label={label}>
      <thead><tr>{columns.map(({ title, isNumber }) => <th key={title} scope="col" className={isNumber ? 'number' : undefined}>{title}</th>)}</tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map(({ title, cell, isNumber, isHeader }) => (isHeader
              ? <th key={title} scope="row" data-title={title}>{cell(row)}</th>
              : <td key={title} data-title={title} className={isNumber ? 'number' : undefined}>{cell(row)}</td>))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Waiting(): ReactNode {
  return <p className="waiting" role="status">Loading …</p>;
}
