import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { request, type Answer } from '../api/api.ts';
import type { SyncAction } from '../api/types.ts';
import { formatCount, plural, toWords } from '../logic/format.ts';
import { useCan } from '../session/session.ts';
import { Confirm } from '../ui/confirm.tsx';
import { Moment } from '../ui/moment.tsx';
import { Paged } from '../ui/paged.tsx';
import { Badge, Failure, Loading, uiCss } from '../ui/ui.tsx';
import { useAct } from '../ui/use-act.ts';

/** An action that is done to many syncs in the background. */
interface BulkOperation {
  readonly id: string;
  readonly action: SyncAction;
  readonly filter: Readonly<Record<string, unknown>>;
  readonly state: 'RUNNING' | 'COMPLETED' | 'CANCELLED';
  readonly perSecond: number | null;
  readonly total: number;
  readonly done: number;
  readonly skipped: number;
  readonly failed: Readonly<Record<string, number>>;
  readonly caller: string;
  readonly createdAt: string;
  readonly endedAt: string | null;
}

/** All bulk operations. */
export function BulkPage(): ReactNode {
  return (
    <div className={uiCss['stack']}>
      <h1>Bulk operations</h1>
      <p className={uiCss['muted']}>
        Begun from the <Link to="/syncs">list of syncs</Link>: filter it, then act on all that match.
      </p>
      <Paged<BulkOperation>
        path="/bulk-operations"
        label="Bulk operations"
        none="No action was done to many syncs yet"
        columns={['Begun', 'What', 'State', 'Done', 'By']}
        keyOf={({ id }) => id}
        cells={(one) => [
          <Moment key="at" at={one.createdAt} />,
          <Link key="what" to="/bulk/$operationId" params={{ operationId: one.id }}>
            {toWords(one.action)}
          </Link>,
          <State key="state" operation={one} />,
          `${formatCount(one.done)} of ${formatCount(one.total)}`,
          one.caller,
        ]}
      />
    </div>
  );
}

function State({ operation: { state, failed } }: { readonly operation: BulkOperation }): ReactNode {
  if (state === 'RUNNING')
    return (
      <Badge tone="run" icon="syncs">
        Running
      </Badge>
    );
  const hasFailed = Object.keys(failed).length > 0;
  if (state === 'CANCELLED')
    return (
      <Badge tone="off" icon="cross">
        Cancelled
      </Badge>
    );
  return (
    <Badge tone={hasFailed ? 'wait' : 'ok'} icon={hasFailed ? 'dead' : 'check'}>
      {hasFailed ? 'Completed, some failed' : 'Completed'}
    </Badge>
  );
}

/** One bulk operation, as it goes on. */
export function BulkOperationPage(): ReactNode {
  const { operationId = '' } = useParams({ strict: false });
  const path = `/bulk-operations/${encodeURIComponent(operationId)}`;
  const can = useCan();
  const { data, error } = useQuery<Answer<BulkOperation>>({
    queryKey: ['bulk-operations', 'one', operationId],
    refetchInterval: ({ state }) => (state.data?.body.state === 'RUNNING' ? 1000 : false),
    queryFn: async ({ signal }) => request<BulkOperation>(path, { signal }),
  });
  const act = useAct({ done: 'Stopped. What is done stays done.', refresh: [['bulk-operations']] });
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  const { action, total, done, state } = data.body;
  return (
    <div className={uiCss['stack']}>
      <p className={uiCss['small']}>
        <Link to="/bulk">Bulk operations</Link>
      </p>
      <div className={uiCss['head']}>
        <div className={uiCss['row']}>
          <h1>{toWords(action)} many syncs</h1>
          <State operation={data.body} />
        </div>
        {state === 'RUNNING' && can('pause') ? (
          <Confirm
            kind="danger"
            label="Stop"
            title="Stop it where it stands?"
            isBusy={act.isPending}
            error={act.error}
            onPress={async () => act.mutateAsync({ path: `${path}/cancel`, ifMatch: data.etag })}
          >
            <p>{plural(done, 'sync')} is done and stays done; the rest is left as it is.</p>
          </Confirm>
        ) : null}
      </div>
      <svg className={uiCss['bar']} viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label={`${done} of ${total} done`}>
        <rect width={total === 0 ? 100 : Math.min(100, (done / total) * 100)} height="6" fill="var(--accent)" />
      </svg>
      <Facts operation={data.body} />
    </div>
  );
}

function Facts({ operation }: { readonly operation: BulkOperation }): ReactNode {
  const { total, done, skipped, failed, caller, createdAt, endedAt, perSecond, filter } = operation;
  return (
    <dl className={`${uiCss['card']} ${uiCss['facts']}`}>
      <dt>Done</dt>
      <dd>
        {formatCount(done)} of {formatCount(total)}
      </dd>
      <dt>Left as they are</dt>
      <dd>{formatCount(skipped)}</dd>
      {Object.entries(failed).map(([code, count]) => (
        <FailedRow key={code} code={code} count={count} />
      ))}
      <dt>Which</dt>
      <dd>
        <code>{Object.keys(filter).length === 0 ? 'all syncs' : JSON.stringify(filter)}</code>
      </dd>
      <dt>Speed</dt>
      <dd>{perSecond === null ? 'as fast as it goes' : `${formatCount(perSecond)} per second`}</dd>
      <dt>Begun</dt>
      <dd>
        <Moment at={createdAt} /> by {caller}
      </dd>
      {endedAt === null ? null : (
        <>
          <dt>Ended</dt>
          <dd>
            <Moment at={endedAt} />
          </dd>
        </>
      )}
    </dl>
  );
}

function FailedRow({ code, count }: { readonly code: string; readonly count: number }): ReactNode {
  return (
    <>
      <dt>
        <code>{code}</code>
      </dt>
      <dd>{formatCount(count)}</dd>
    </>
  );
}
