import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { ApiError, newKey, request } from '../api/api.ts';
import type { Ranges, Sync, SyncAction, SyncPlan } from '../api/types.ts';
import { formatCount, plural } from '../logic/format.ts';
import { Dialog } from '../ui/dialog.tsx';
import { note } from '../ui/notes.tsx';
import { Button, Failure, Loading, uiCss } from '../ui/ui.tsx';
import { ACTS } from './acts.ts';
import { WorkText } from './work-text.tsx';

interface ActDialogProps {
  readonly sync: Pick<Sync, 'id'>;
  readonly action: SyncAction;
  readonly only?: 'pages' | 'records' | undefined;
  readonly pages?: Ranges | undefined;
  readonly onClose: () => void;
}

/** Says what a press would do before it is pressed; the press does exactly that, or says that the sync has moved on. */
export function ActDialog({ sync, action, only, pages, onClose }: ActDialogProps): ReactNode {
  const client = useQueryClient();
  const path = `/syncs/${encodeURIComponent(sync.id)}`;
  const [key, setKey] = useState(newKey);
  const plan = useQuery({
    queryKey: ['plan', sync.id, action, only, pages],
    staleTime: 0,
    gcTime: 0,
    queryFn: async ({ signal }) => request<SyncPlan>(`${path}/plan`, { query: { action, only, pages: toText(pages) }, signal }),
  });
  const press = useMutation({
    mutationFn: async () =>
      request(`${path}/${action}`, {
        method: 'POST',
        ifMatch: plan.data?.etag,
        idempotencyKey: key,
        ...(action === 'redrive' && { body: { ...(only !== undefined && { only }), ...(pages !== undefined && { pages }) } }),
      }),
    onSuccess: async () => {
      note(ACTS[action].done);
      onClose();
      await Promise.all([client.invalidateQueries({ queryKey: ['sync', sync.id] }), client.invalidateQueries({ queryKey: ['syncs'] })]);
    },
    onError: async (error) => {
      if (!(error instanceof ApiError) || error.status !== 412) return;
      // It is another request by then.
      setKey(newKey());
      await plan.refetch();
    },
  });
  const shown = plan.data?.body;
  const hasMoved = press.error instanceof ApiError && press.error.status === 412;
  return (
    <Dialog
      title={ACTS[action].title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button
            kind={action === 'cancel' ? 'danger' : 'primary'}
            disabled={shown?.isPossible !== true}
            isBusy={press.isPending}
            onClick={() => press.mutate()}
          >
            {ACTS[action].label}
          </Button>
        </>
      }
    >
      {plan.isPending ? <Loading lines={3} /> : null}
      {plan.error === null ? null : <Failure error={plan.error} onRetry={() => void plan.refetch()} />}
      {hasMoved ? (
        <p role="alert">The sync has moved on since. This is what it would do now:</p>
      ) : press.error === null ? null : (
        <Failure error={press.error} />
      )}
      {shown === undefined ? null : <PlanText plan={shown} />}
    </Dialog>
  );
}

/** As `3-5,7-7`. */
function toText(pages: Ranges | undefined): string | undefined {
  return pages?.map((run) => run.join('-')).join(',');
}

function PlanText({ plan }: { readonly plan: SyncPlan }): ReactNode {
  const { isPossible, message, pages, people, writes } = plan;
  return (
    <div className={uiCss['stack']}>
      <p>{message}</p>
      {isPossible && pages + people + writes > 0 ? (
        <dl className={uiCss['facts']}>
          <dt>Pages</dt>
          <dd>{formatCount(pages)}</dd>
          <dt>People, at most</dt>
          <dd>{formatCount(people)}</dd>
          <dt>Written to Quo, at most</dt>
          <dd>{writes === 0 ? 'nothing' : `${plural(writes, 'contact')}; who is there already as it should be is not written again`}</dd>
          {writes === 0 ? null : (
            <>
              <dt>Takes</dt>
              <dd>
                <WorkText work={plan} />
              </dd>
            </>
          )}
        </dl>
      ) : null}
    </div>
  );
}
