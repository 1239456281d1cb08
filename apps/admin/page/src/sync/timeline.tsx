import type { ReactNode } from 'react';
import type { Sync } from '../api/types.ts';
import { formatDuration, toWords } from '../logic/format.ts';
import { durationOf, spansOf } from '../logic/timeline.ts';
import { Moment, useNow } from '../ui/moment.tsx';
import { uiCss } from '../ui/ui.tsx';
import { useEvents } from './queries.ts';
import css from './sync.module.css';

/** The states that a sync went through, and how long it was in each. */
export function Timeline({ sync }: { readonly sync: Sync }): ReactNode {
  const { data = [] } = useEvents(sync);
  const nowMs = useNow();
  const spans = spansOf(sync, data);
  return (
    <ol className={css['spans']}>
      {spans.map((span, index) => {
        const isEnd = sync.ended && index === spans.length - 1;
        return (
          <li key={`${span.state} ${span.from}`}>
            <strong>{toWords(span.state)}</strong>
            <span>{isEnd ? '' : formatDuration(durationOf(span, nowMs))}</span>
            <span className={`${uiCss['small']} ${uiCss['muted']}`}>
              <Moment at={span.from} isExact />
            </span>
          </li>
        );
      })}
    </ol>
  );
}
