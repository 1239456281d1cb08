import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import type { Sync } from '../api/types.ts';
import { holdOrder } from '../logic/merge-live.ts';
import { Button } from '../ui/ui.tsx';
import { COLUMNS, SyncRow } from './sync-row.tsx';
import { useTitles } from './queries.ts';
import css from './syncs.module.css';

interface SyncTableProps {
  readonly syncs: readonly Sync[];
  readonly hasMore: boolean;
  /** Called when the end of what is loaded is near. */
  readonly onEnd: () => void;
}

/** Only the rows that are seen are in the page, however many there are. */
export function SyncTable({ syncs, hasMore, onEnd }: SyncTableProps): ReactNode {
  const [held, setHeld] = useState<readonly string[]>();
  const { rows, hidden } = holdOrder(syncs, held);
  const hold = (): void => setHeld((before) => before ?? syncs.map(({ id }) => id));
  const release = (): void => setHeld(undefined);
  return (
    <>
      {hidden > 0 ? (
        <Button className={css['fresh'] ?? ''} onClick={release}>
          Show {hidden} new
        </Button>
      ) : null}
      <div
        role="table"
        aria-label="Syncs"
        aria-rowcount={hasMore ? -1 : rows.length + 1}
        className={css['table']}
        onPointerEnter={hold}
        onPointerLeave={release}
      >
        <div role="row" className={css['headRow']}>
          {COLUMNS.map((name, index) => (
            <div key={name} role="columnheader" className={index > 2 ? css['end'] : undefined}>
              {name}
            </div>
          ))}
        </div>
        <Rows rows={rows} hasMore={hasMore} onEnd={onEnd} />
      </div>
    </>
  );
}

interface RowsProps {
  readonly rows: readonly Sync[];
  readonly hasMore: boolean;
  readonly onEnd: () => void;
}

function Rows({ rows, hasMore, onEnd }: RowsProps): ReactNode {
  const body = useRef<HTMLDivElement>(null);
  const margin = useTop(body);
  const titleOf = useTitles();
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => 68,
    overscan: 8,
    scrollMargin: margin,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const shown = virtualizer.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= rows.length - 15) onEnd();
  }, [hasMore, last, rows.length, onEnd]);
  return (
    <div ref={body} role="rowgroup" className={css['body']} style={{ height: virtualizer.getTotalSize() }}>
      {shown.map(({ key, index, start }) => {
        const sync = rows[index];
        if (sync === undefined) return null;
        const place = { index, top: start - margin, measure: virtualizer.measureElement };
        return <SyncRow key={key} sync={sync} title={titleOf(sync.connector)} {...place} />;
      })}
    </div>
  );
}

/** @returns how far an element is from the top of the page. */
function useTop(element: { readonly current: HTMLElement | null }): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = (): void => setTop((element.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return top;
}
