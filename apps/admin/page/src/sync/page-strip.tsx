import { useEffect, useReducer, useRef, useSyncExternalStore, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { ActButtons } from '../act/act-buttons.tsx';
import type { Sync, SyncPages } from '../api/types.ts';
import { formatCount, plural } from '../logic/format.ts';
import { boundsOf, reduceSelection, type Selection, type SelectionStep } from '../logic/selection.ts';
import { clip, countPages, formatRanges, nextFailed, pageAt, stateOfPage } from '../logic/strip.ts';
import { preferences } from '../ui/preferences.ts';
import { Button, uiCss } from '../ui/ui.tsx';
import { drawStrip } from './draw-strip.ts';
import css from './sync.module.css';

const WORDS = {
  unknown: 'not announced yet',
  settled: 'written and counted',
  outstanding: 'waiting or being written',
  failed: 'failed as a whole',
} as const;

/** All pages of a sync in one line. A drag or the keys select some of them. */
export function PageStrip({ sync, pages }: { readonly sync: Sync; readonly pages: SyncPages }): ReactNode {
  const [selection, step] = useReducer(reduceSelection, undefined);
  const { known } = pages;
  if (known === 0) return <p className={uiCss['muted']}>No page is announced yet.</p>;
  return (
    <div className={uiCss['stack']}>
      <Strip pages={pages} selection={selection} step={step} />
      <div className={css['legend']}>
        <span>
          <i className={css['settled']} />
          {formatCount(countPages(pages.settled) - countPages(pages.failed))} written
        </span>
        <span>
          <i className={css['outstanding']} />
          {formatCount(countPages(pages.outstanding))} outstanding
        </span>
        <span>
          <i className={css['failed']} />
          {formatCount(countPages(pages.failed))} failed
        </span>
        <span className={uiCss['muted']}>{pages.isComplete ? `${plural(known, 'page')} in all` : `${plural(known, 'page')} so far`}</span>
      </div>
      {selection === undefined ? null : (
        <Selected sync={sync} pages={pages} selection={selection} onClear={() => step({ type: 'clear' })} />
      )}
    </div>
  );
}

interface StripProps {
  readonly pages: SyncPages;
  readonly selection: Selection | undefined;
  readonly step: (step: SelectionStep) => void;
}

function Strip({ pages, selection, step }: StripProps): ReactNode {
  const { known } = pages;
  const canvas = useDrawing(pages);
  const place = (event: PointerEvent<HTMLElement>): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return pageAt((event.clientX - left) / width, known);
  };
  const head = selection?.head ?? 0;
  const [from, to] = selection === undefined ? [0, 0] : boundsOf(selection);
  const start = (event: PointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    step({ type: event.shiftKey ? 'extend' : 'start', page: place(event) });
  };
  return (
    <div
      className={css['strip']}
      role="slider"
      tabIndex={0}
      aria-label="Pages"
      aria-valuemin={0}
      aria-valuemax={Math.max(0, known - 1)}
      aria-valuenow={head}
      aria-valuetext={
        selection === undefined
          ? 'none selected'
          : `page ${head}: ${WORDS[stateOfPage(pages, head)]}${from === to ? '' : `; ${plural(to - from + 1, 'page')} selected`}`
      }
      onPointerDown={start}
      onPointerMove={(event) => (event.buttons === 1 ? step({ type: 'extend', page: place(event) }) : undefined)}
      onKeyDown={(event) => onKey(event, { pages, head, step })}
    >
      <canvas ref={canvas} />
      {selection === undefined ? null : (
        <span className={css['selected']} style={{ left: `${(from / known) * 100}%`, width: `${((to - from + 1) / known) * 100}%` }} />
      )}
    </div>
  );
}

interface Keys {
  readonly pages: SyncPages;
  readonly head: number;
  readonly step: (step: SelectionStep) => void;
}

function onKey(event: KeyboardEvent, { pages, head, step }: Keys): void {
  const { known, failed } = pages;
  const far = Math.max(1, Math.round(known / 20));
  const moves: Readonly<Record<string, number>> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowUp: 1,
    ArrowDown: -1,
    PageDown: far,
    PageUp: -far,
    Home: -known,
    End: known,
  };
  const by = moves[event.key];
  const toFailed = event.key === 'n' ? nextFailed(failed, head, 1) : event.key === 'p' ? nextFailed(failed, head, -1) : undefined;
  if (by !== undefined) step({ type: 'move', by, isExtending: event.shiftKey, known });
  else if (toFailed !== undefined) step({ type: 'start', page: toFailed });
  else if (event.key === 'Escape') step({ type: 'clear' });
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Draws when the pages, the width or the theme change. */
function useDrawing(pages: SyncPages): { readonly current: HTMLCanvasElement | null } {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { theme } = useSyncExternalStore(preferences.subscribe, preferences.get);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const draw = (): void => drawStrip(element, pages);
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    draw();
    return () => {
      observer.disconnect();
      dark.removeEventListener('change', draw);
    };
  }, [pages, theme]);
  return canvas;
}

interface SelectedProps {
  readonly sync: Sync;
  readonly pages: SyncPages;
  readonly selection: Selection;
  readonly onClear: () => void;
}

function Selected({ sync, pages, selection, onClear }: SelectedProps): ReactNode {
  const [from, to] = boundsOf(selection);
  const failed = clip(pages.failed, from, to);
  const outstanding = clip(pages.outstanding, from, to);
  const failedCount = countPages(failed);
  const written = countPages(clip(pages.settled, from, to)) - failedCount;
  return (
    <div className={uiCss['row']}>
      <div className={`${uiCss['row']} ${uiCss['small']}`} role="status">
        <strong>{from === to ? `Page ${from}` : `Pages ${from}–${to}`}</strong>
        <span>
          {formatCount(written)} written, {formatCount(countPages(outstanding))} outstanding
          {outstanding.length > 0 ? ` (${formatRanges(outstanding)})` : ''}, {formatCount(failedCount)} failed
          {failed.length > 0 ? ` (${formatRanges(failed)})` : ''}
        </span>
      </div>
      {failedCount > 0 ? (
        <ActButtons sync={sync} actions={['redrive']} pages={[[from, to]]} label={`Redrive ${plural(failedCount, 'selected page')}`} />
      ) : null}
      <Button kind="quiet" icon="close" onClick={onClear}>
        Clear
      </Button>
    </div>
  );
}
