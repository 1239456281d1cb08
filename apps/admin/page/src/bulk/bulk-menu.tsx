import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { ACTS } from '../act/acts.ts';
import { WorkText } from '../act/work-text.tsx';
import { request } from '../api/api.ts';
import type { BulkPlan, SyncAction } from '../api/types.ts';
import { formatCount, plural } from '../logic/format.ts';
import type { SyncsSearch } from '../logic/syncs-search.ts';
import { useCan } from '../session/session.ts';
import { Button, Failure, Loading, uiCss } from '../ui/ui.tsx';
import { useAct } from '../ui/use-act.ts';

const Dialog = lazy(async () => ({ default: (await import('../ui/dialog.tsx')).Dialog }));

/** What can be done to all syncs that match, whether they are loaded or not. */
export function BulkMenu({ search }: { readonly search: SyncsSearch }): ReactNode {
  const can = useCan();
  const [action, setAction] = useState<SyncAction>();
  const offered = (Object.keys(ACTS) as SyncAction[]).filter((one) => can(ACTS[one].right));
  if (offered.length === 0) return null;
  return (
    <>
      <select
        aria-label="Do to all that match"
        className={uiCss['select']}
        value=""
        onChange={(event) => setAction(offered.find((one) => one === event.currentTarget.value))}
      >
        <option value="">All that match…</option>
        {offered.map((one) => (
          <option key={one} value={one}>
            {ACTS[one].label}
          </option>
        ))}
      </select>
      {action === undefined ? null : (
        <Suspense>
          <BulkDialog action={action} search={search} onClose={() => setAction(undefined)} />
        </Suspense>
      )}
    </>
  );
}

interface BulkDialogProps {
  readonly action: SyncAction;
  readonly search: SyncsSearch;
  readonly onClose: () => void;
}

function BulkDialog({ action, search, onClose }: BulkDialogProps): ReactNode {
  const navigate = useNavigate();
  const plan = useQuery({
    queryKey: ['bulk-plan', action, search],
    staleTime: 0,
    gcTime: 0,
    queryFn: async ({ signal }) =>
      request<BulkPlan>('/bulk-operations/preview', { method: 'POST', body: { action, filter: search }, signal }),
  });
  const act = useAct<{ readonly id: string }>({
    refresh: [['bulk-operations'], ['syncs']],
    onDone: ({ id }) => void navigate({ to: '/bulk/$operationId', params: { operationId: id } }),
  });
  const shown = plan.data?.body;
  return (
    <Dialog
      title={`${ACTS[action].label}: all that match`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button
            kind={action === 'cancel' ? 'danger' : 'primary'}
            disabled={shown === undefined || shown.syncs === 0}
            isBusy={act.isPending}
            onClick={() => act.mutate({ path: '/bulk-operations', body: { action, filter: search }, ifMatch: plan.data?.etag })}
          >
            {ACTS[action].label}
          </Button>
        </>
      }
    >
      {plan.isPending ? <Loading lines={3} /> : null}
      {plan.error === null ? null : <Failure error={plan.error} />}
      {shown === undefined ? null : (
        <p>
          {shown.isComplete ? '' : 'At least '}
          {plural(shown.syncs, 'sync')}: {formatCount(shown.pages)} pages, at most {formatCount(shown.people)} people and{' '}
          {formatCount(shown.writes)} contacts written to Quo. It goes on in the background, on a page of its own, and can be stopped.
        </p>
      )}
      {shown === undefined || shown.writes === 0 ? null : (
        <p>
          <WorkText work={shown} />
        </p>
      )}
      {act.error === null ? null : <Failure error={act.error} />}
    </Dialog>
  );
}
