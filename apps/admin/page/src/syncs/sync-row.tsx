import { Link } from '@tanstack/react-router';
import type { ReactNode, Ref } from 'react';
import type { Sync } from '../api/types.ts';
import { formatCount, formatRate, formatTotal } from '../logic/format.ts';
import { nameOfRun, rateOf } from '../logic/sync-look.ts';
import { Moment } from '../ui/moment.tsx';
import { EtaText, ShareBar, StateBadge, Waiting } from '../ui/parts.tsx';
import { uiCss } from '../ui/ui.tsx';
import css from './syncs.module.css';

/** The columns of the list. */
export const COLUMNS = ['Sync', 'Now', 'Processed', 'Failed', 'Rate/s', 'Done', 'Changed'] as const;

interface SyncRowProps {
  readonly sync: Sync;
  readonly title: string;
  readonly index: number;
  readonly top: number;
  readonly measure: Ref<HTMLDivElement>;
}

/** A sync in the list. */
export function SyncRow({ sync, title, index, top, measure }: SyncRowProps): ReactNode {
  const { counts } = sync;
  return (
    <div
      ref={measure}
      data-index={index}
      role="row"
      aria-rowindex={index + 2}
      className={css['row']}
      style={{ transform: `translateY(${top}px)` }}
    >
      <div role="cell" className={`${css['name']} ${css['wide']}`}>
        <Link to="/syncs/$syncId" params={{ syncId: sync.id }} data-row-link="">
          {title}: {nameOfRun(sync)}
        </Link>
        <span className={`${uiCss['small']} ${uiCss['muted']}`}>
          {sync.objectType ?? 'people'} · begun <Moment at={sync.createdAt} />
        </span>
      </div>
      <div role="cell" className={`${css['cell']} ${css['wide']}`}>
        <StateBadge sync={sync} />
        <span className={css['clamp']}>
          <Waiting sync={sync} />
        </span>
      </div>
      <div role="cell" className={`${css['cell']} ${css['wide']}`}>
        <span>
          {formatCount(counts.processed)} <span className={uiCss['muted']}>of {formatTotal(counts)}</span>
        </span>
        <ShareBar sync={sync} />
      </div>
      <Value label="Failed">{formatCount(counts.failed)}</Value>
      <Value label="Rate/s">{sync.ended ? '' : formatRate(rateOf(sync))}</Value>
      <Value label="Done">{sync.endedAt === null ? <EtaText sync={sync} /> : <Moment at={sync.endedAt} />}</Value>
      <Value label="Changed">
        <Moment at={sync.updatedAt} />
      </Value>
    </div>
  );
}

function Value({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactNode {
  return (
    <div role="cell" className={css['end']}>
      {children === '' ? null : (
        <span className={css['label']} aria-hidden="true">
          {label}
        </span>
      )}
      {children}
    </div>
  );
}
