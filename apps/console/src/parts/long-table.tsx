import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';

import { whenIdle } from '../when-idle.js';
import { type ListProps, Row, TableHead } from './table.js';

/** About how high a row is, until it is there to be measured. */
const ROW_PIXELS = 38;
/** Rows beyond the edges of the window: so that whoever goes on by Tab or by wheel finds the next ones there. */
const OVERSCAN = 20;
/** Of them, as many as are drawn with the table itself: the others a moment later. */
const FIRST_OVERSCAN = 5;

type LongTableProps<T> = Pick<ListProps<T>, 'label' | 'columns' | 'keyOf'> & { rows: readonly T[]; hasMore: boolean };

/** A table of which only those rows are in the page that can be seen, and some around them; it scrolls with the page. */
export function LongTable<T>({ label, rows, columns, keyOf, hasMore }: LongTableProps<T>): ReactNode {
  const table = useRef<HTMLTableElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const shares = useColumnShares(table);
  const [overscan, setOverscan] = useState(FIRST_OVERSCAN);
  useEffect(() => whenIdle(() => setOverscan(OVERSCAN)), []);
  const [scrollMargin, setMargin] = useState(0);
  // What stands above may have grown or shrunk with any change.
  useLayoutEffect(() => {
    if (body.current) setMargin(Math.round(body.current.getBoundingClientRect().top + globalThis.scrollY));
  });
  const virtual = useWindowVirtualizer({ count: rows.length, estimateSize: () => ROW_PIXELS, overscan, scrollMargin, getItemKey: (index) => keyOf(rows[index]!) });
  const shown = virtual.getVirtualItems();
  const above = (shown[0]?.start ?? scrollMargin) - scrollMargin;
  const below = virtual.getTotalSize() - ((shown.at(-1)?.end ?? scrollMargin) - scrollMargin);
  return (
    <table ref={table} className="list" style={shares && { tableLayout: 'fixed' }} aria-label={label} aria-rowcount={hasMore ? -1 : rows.length + 1}>
      <colgroup>{shares?.map((percent, index) => <col key={columns[index]!.title} style={{ width: `${percent}%` }} />)}</colgroup>
      <TableHead columns={columns} />
      <tbody ref={body}>
        {above > 0 && <tr aria-hidden="true" className="gap" style={{ height: above }} />}
        {shown.map(({ key, index }) => <Row key={String(key)} row={rows[index]!} columns={columns} index={index} measure={virtual.measureElement} />)}
        {below > 0 && <tr aria-hidden="true" className="gap" style={{ height: below }} />}
      </tbody>
    </table>
  );
}

/** How wide columns are among the first rows, in percent: they stay so, whatever rows come. */
function useColumnShares(table: RefObject<HTMLTableElement | null>): readonly number[] | undefined {
  const [shares, setShares] = useState<readonly number[]>();
  useLayoutEffect(() => {
    const widths = [...table.current?.tHead?.rows[0]?.cells ?? []].map(({ offsetWidth }) => offsetWidth);
    const all = widths.reduce((sum, width) => sum + width, 0);
    if (all > 0) setShares(widths.map((width) => (width / all) * 100));
  }, [table]);
  return shares;
}
