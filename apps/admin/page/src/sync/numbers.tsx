import { useInfiniteQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { get } from '../api/api.ts';
import type { Sync, SyncErrors, SyncPages } from '../api/types.ts';
import { formatCount, formatRate, formatTotal, plural } from '../logic/format.ts';
import { countPages, formatRanges } from '../logic/strip.ts';
import { addsUp, rateOf } from '../logic/sync-look.ts';
import { useCan } from '../session/session.ts';
import { EtaText } from '../ui/parts.tsx';
import { Button, Failure, Loading, uiCss } from '../ui/ui.tsx';
import { PersonLinks } from './person-links.tsx';
import css from './sync.module.css';

const NAMES = ['processed', 'synced', 'failed', 'skipped'] as const;
type Name = (typeof NAMES)[number];

interface NumbersProps {
  readonly sync: Sync;
  readonly pages: SyncPages | undefined;
  readonly errors: SyncErrors | undefined;
  /** They are from a file, which names no people. */
  readonly isRecorded?: boolean;
}

/** The numbers of a sync; each opens to what it is made of. */
export function Numbers({ sync, pages, errors, isRecorded = false }: NumbersProps): ReactNode {
  const [open, setOpen] = useState<Name>();
  const { counts } = sync;
  return (
    <section aria-label="Numbers" className={uiCss['stack']}>
      <div className={css['numbers']}>
        {NAMES.map((name) => (
          <button
            key={name}
            type="button"
            className={css['numberCell']}
            aria-expanded={open === name}
            aria-controls="units"
            onClick={() => setOpen(open === name ? undefined : name)}
          >
            <span className={uiCss['muted']}>{name.charAt(0).toUpperCase() + name.slice(1)}</span>
            <span className={css['big']}>{formatCount(counts[name])}</span>
            {name === 'processed' ? <span className={`${uiCss['small']} ${uiCss['muted']}`}>of {formatTotal(counts)}</span> : null}
          </button>
        ))}
        <div className={css['numberCell']}>
          <span className={uiCss['muted']}>Per second</span>
          <span className={css['big']}>{formatRate(rateOf(sync))}</span>
        </div>
        {sync.ended ? null : (
          <div className={css['numberCell']}>
            <span className={uiCss['muted']}>Done</span>
            <span className={`${css['big']} ${css['wordy']}`}>
              <EtaText sync={sync} />
            </span>
          </div>
        )}
      </div>
      {addsUp(counts) ? null : (
        <p role="alert" className={`${uiCss['box']} ${uiCss['fail']}`}>
          {counts.processed} processed are not {counts.synced} + {counts.failed} + {counts.skipped}. Export this run and report it.
        </p>
      )}
      <div id="units" hidden={open === undefined} className={uiCss['card']}>
        {open === undefined ? null : <Units name={open} sync={sync} pages={pages} errors={errors} isRecorded={isRecorded} />}
      </div>
    </section>
  );
}

function Units({ name, sync, pages, errors, isRecorded = false }: NumbersProps & { readonly name: Name }): ReactNode {
  const { processed, synced, failed, skipped, stale } = sync.counts;
  if (name === 'processed')
    return (
      <p>
        {formatCount(synced)} synced + {formatCount(failed)} failed + {formatCount(skipped)} skipped ={' '}
        <strong>{formatCount(synced + failed + skipped)}</strong>
        {synced + failed + skipped === processed ? ', as counted.' : `, but ${formatCount(processed)} were counted.`}
      </p>
    );
  if (name === 'synced')
    return (
      <p>
        {plural(synced, 'person', 'people')} in Quo as the CRM has them, on{' '}
        {pages === undefined ? 'pages that are being read' : plural(countPages(pages.settled), 'page')}
        {pages === undefined || pages.settled.length === 0 ? '.' : `: ${formatRanges(pages.settled)}.`} Each page is counted once, however
        often it was tried.
      </p>
    );
  if (name === 'skipped')
    return (
      <p>
        {plural(skipped, 'person', 'people')} of whom nothing was to be written: {formatCount(stale)} that a newer version has overtaken,{' '}
        {formatCount(skipped - stale)} that have nothing to sync, such as no phone number.
      </p>
    );
  return <FailedUnits sync={sync} errors={errors} isRecorded={isRecorded} />;
}

interface FailedUnitsProps {
  readonly sync: Sync;
  readonly errors: SyncErrors | undefined;
  readonly isRecorded: boolean;
}

function FailedUnits({ sync, errors, isRecorded }: FailedUnitsProps): ReactNode {
  const can = useCan();
  return (
    <div className={uiCss['stack']}>
      <p>
        {plural(sync.counts.failed, 'person', 'people')} failed
        {errors === undefined ? '' : `, ${plural(errors.failedPages, 'page')} failed as a whole`}. By reason they are below.
      </p>
      {isRecorded ? (
        <p className={uiCss['muted']}>The file does not say who they are.</p>
      ) : can('see-people') ? (
        <FailedPeople sync={sync} />
      ) : (
        <p className={uiCss['muted']}>Who they are is shown to operators that may see people.</p>
      )}
    </div>
  );
}

interface FailedPage {
  readonly crmIds: readonly string[];
  readonly nextCursor: string | null;
}

function FailedPeople({ sync }: { readonly sync: Sync }): ReactNode {
  const { data, error, hasNextPage, fetchNextPage, isFetching } = useInfiniteQuery({
    queryKey: ['sync', sync.id, 'failed-records', sync.counts.failed],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) =>
      get<FailedPage>(`/syncs/${encodeURIComponent(sync.id)}/failed-records`, { limit: 100, cursor: pageParam }, signal),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading lines={2} />;
  const ids = data.pages.flatMap(({ crmIds }) => crmIds);
  return (
    <>
      <PersonLinks integrationId={sync.integrationId} crmIds={ids} />
      {hasNextPage ? (
        <Button isBusy={isFetching} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      ) : null}
    </>
  );
}
