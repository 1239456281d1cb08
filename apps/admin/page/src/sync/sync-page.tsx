import { nextStepOf } from '@frigg-crm/client/attention';
import { useMutation } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { ActButtons } from '../act/act-buttons.tsx';
import { ApiError, get } from '../api/api.ts';
import type { ExportedSync, Sync, SyncErrors, SyncPages } from '../api/types.ts';
import { nameOfRun } from '../logic/sync-look.ts';
import { useTitles } from '../syncs/queries.ts';
import { Moment } from '../ui/moment.tsx';
import { ShareBar, StateBadge } from '../ui/parts.tsx';
import { Button, Empty, Failure, Loading, uiCss } from '../ui/ui.tsx';
import { Failures } from './failures.tsx';
import { NextStepRow } from './next-step.tsx';
import { Numbers } from './numbers.tsx';
import { PageStrip } from './page-strip.tsx';
import { useErrors, useExplanation, usePages, useSync } from './queries.ts';
import { Throughput } from './throughput.tsx';
import { Timeline } from './timeline.tsx';
import css from './sync.module.css';

/** One sync: what it does, why, what it has done, and what can be done to it. */
export function SyncPage(): ReactNode {
  const { syncId } = useParams({ strict: false });
  const { sync, error, refetch } = useSync(syncId ?? '');
  if (sync === undefined && error instanceof ApiError && error.status === 404)
    return (
      <Empty title="There is no such sync">
        <p>It belongs to another tenant, or was removed with its integration.</p>
        <p>
          <Link to="/syncs">All syncs</Link>
        </p>
      </Empty>
    );
  if (sync === undefined) return error === null ? <Loading lines={8} /> : <Failure error={error} onRetry={() => void refetch()} />;
  return <SyncView key={sync.id} sync={sync} />;
}

function SyncView({ sync }: { readonly sync: Sync }): ReactNode {
  const pages = usePages(sync);
  const errors = useErrors(sync);
  return (
    <div className={uiCss['stack']}>
      <Head sync={sync} />
      <Numbers sync={sync} pages={pages.data} errors={errors.data} />
      <section className={`${uiCss['card']} ${uiCss['stack']}`} aria-labelledby="pages">
        <h2 id="pages">Pages</h2>
        {pages.data === undefined ? (
          pages.error === null ? (
            <Loading lines={2} />
          ) : (
            <Failure error={pages.error} />
          )
        ) : (
          <PageStrip sync={sync} pages={pages.data} />
        )}
      </section>
      <div className={uiCss['columns']}>
        <div className={uiCss['stack']}>
          <section className={`${uiCss['card']} ${uiCss['stack']}`} aria-labelledby="failures">
            <h2 id="failures">Failures</h2>
            {errors.data === undefined ? (
              errors.error === null ? (
                <Loading lines={2} />
              ) : (
                <Failure error={errors.error} />
              )
            ) : (
              <Failures sync={sync} errors={errors.data} pages={pages.data} />
            )}
          </section>
          <Throughput sync={sync} />
        </div>
        <div className={uiCss['stack']}>
          <section className={`${uiCss['card']} ${uiCss['stack']}`} aria-labelledby="timeline">
            <h2 id="timeline">States</h2>
            <Timeline sync={sync} />
          </section>
        </div>
      </div>
      <Raw sync={sync} pages={pages.data} errors={errors.data} />
    </div>
  );
}

function Head({ sync }: { readonly sync: Sync }): ReactNode {
  const titleOf = useTitles();
  const { data } = useExplanation(sync);
  const { integrationId } = sync;
  return (
    <header className={uiCss['stack']}>
      <p className={uiCss['small']}>
        <Link to="/syncs">Syncs</Link> ·{' '}
        <Link to="/syncs" search={{ integrationId }}>
          of this integration
        </Link>
      </p>
      <div className={uiCss['head']}>
        <div className={uiCss['row']}>
          <h1>
            {titleOf(sync.connector)}: {nameOfRun(sync)}
          </h1>
          <StateBadge sync={sync} />
        </div>
        <div className={uiCss['row']}>
          <ActButtons sync={sync} isSecondary={nextStepOf(sync) === 'credentials'} />
        </div>
      </div>
      <p className={css['why']}>
        {data?.why.message ?? '…'}
        {data?.why.until === undefined ? '.' : null}
        {data?.why.until === undefined ? null : (
          <>
            , until <Moment at={data.why.until} isExact /> (<Moment at={data.why.until} />)
          </>
        )}
      </p>
      <NextStepRow sync={sync} />
      <ShareBar sync={sync} />
      <p className={`${uiCss['small']} ${uiCss['muted']}`}>
        {sync.objectType ?? 'people'} · begun <Moment at={sync.createdAt} /> · changed <Moment at={sync.updatedAt} />
      </p>
    </header>
  );
}

interface RawProps {
  readonly sync: Sync;
  readonly pages: SyncPages | undefined;
  readonly errors: SyncErrors | undefined;
}

function Raw({ sync, pages, errors }: RawProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const save = useMutation({
    mutationFn: async () => get<ExportedSync>(`/syncs/${encodeURIComponent(sync.id)}/export`),
    onSuccess: (file) => download(`frigg-crm-sync-${file.sync.id}.json`, file),
  });
  return (
    <section className={`${uiCss['card']} ${uiCss['stack']}`} aria-labelledby="raw">
      <div className={uiCss['head']}>
        <h2 id="raw">For a report</h2>
        <div className={uiCss['row']}>
          <Button onClick={() => setOpen(!isOpen)} aria-expanded={isOpen}>
            {isOpen ? 'Hide' : 'Show'} JSON
          </Button>
          <Button isBusy={save.isPending} onClick={() => save.mutate()}>
            Export as a file
          </Button>
        </div>
      </div>
      {save.error === null ? null : <Failure error={save.error} />}
      <p className={uiCss['muted']}>
        The file holds states, numbers, pages and codes of failures as they came about, and no personal data.{' '}
        <Link to="/import">Open one</Link> here without a server, or replay it in the simulator.
      </p>
      {isOpen ? (
        <pre className={css['raw']} tabIndex={0}>
          {JSON.stringify({ sync, pages, errors }, null, 2)}
        </pre>
      ) : null}
    </section>
  );
}

function download(name: string, content: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(content)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
