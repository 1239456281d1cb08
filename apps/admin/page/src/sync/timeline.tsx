import type { ReactNode } from 'react';
import type { Sync } from '../api/types.ts';
import { formatDuration } from '../logic/format.ts';
import { nameOfState } from '../logic/sync-look.ts';
import { durationOf, spansOf, type Span } from '../logic/timeline.ts';
import { Moment, useNow } from '../ui/moment.tsx';
import { uiCss } from '../ui/ui.tsx';
import { useEvents } from './queries.ts';
import css from './sync.module.css';

/** The states that a sync went through, and how long it was in each. */
export function Timeline({ sync }: { readonly sync: Sync }): ReactNode {
  const { data = [] } = useEvents(sync);
  return <Spans spans={spansOf(sync, data)} nowMs={useNow()} isOver={sync.ended} />;
}

interface SpansProps {
  readonly spans: readonly Span[];
  readonly nowMs: number;
  /** Nothing comes behind the last one. */
  readonly isOver: boolean;
}

/** States in order, with the time that was spent in each. */
export function Spans({ spans, nowMs, isOver }: SpansProps): ReactNode {
  return (
    <ol className={css['spans']}>
      {spans.map((span, index) => (
        <li key={`${span.state} ${span.from}`}>
          <strong>{nameOfState(span.state)}</strong>
          <span>{isOver && index === spans.length - 1 ? '' : formatDuration(durationOf(span, nowMs))}</span>
          <span className={`${uiCss['small']} ${uiCss['muted']}`}>
            <Moment at={span.from} isExact />
          </span>
        </li>
      ))}
    </ol>
  );
}
