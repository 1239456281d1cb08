import { useMutation, useQuery, type UseMutationResult } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { ApiError, get, newKey, request, type Answer } from '../api/api.ts';
import type { PersonComparison } from '../api/types.ts';
import type { Entry } from '../inbox/entry.tsx';
import { effectOf } from '../logic/comparison.ts';
import { useCan } from '../session/session.ts';
import { Button, Failure, uiCss } from '../ui/ui.tsx';
import css from './people.module.css';

interface SyncNowProps {
  readonly integrationId: string;
  readonly path: string;
  readonly effect: PersonComparison['effect'];
  /** What was shown: the press does that, or says that it has moved on. */
  readonly etag: string | undefined;
  readonly onChanged: () => Promise<void>;
}

interface Scheduled {
  readonly entryId: string;
}

/** Says what a press would change before it is pressed, and what became of it. */
export function SyncNow({ integrationId, path, effect, etag, onChanged }: SyncNowProps): ReactNode {
  // What is not known cannot be confirmed.
  const press = usePress(path, effect.kind === 'unknown' ? undefined : etag, onChanged);
  const entryId = press.data?.body.entryId;
  const entry = useEntry(integrationId, entryId, onChanged);
  const isWaiting = press.isSuccess && (entry === undefined || entry.state === 'open');
  const hasMoved = press.error instanceof ApiError && press.error.status === 412;
  return (
    <div>
      <PressRow effect={effect} isBusy={press.isPending || isWaiting} onPress={() => press.mutate()} />
      <div role="status" className={css['outcome']}>
        {press.isSuccess ? <Outcome entry={entry} /> : null}
        {hasMoved ? <p>The person has changed since. What it would do now is shown.</p> : null}
      </div>
      {press.error === null || hasMoved ? null : <Failure error={press.error} />}
    </div>
  );
}

interface PressRowProps extends Pick<SyncNowProps, 'effect'> {
  readonly isBusy: boolean;
  readonly onPress: () => void;
}

function PressRow({ effect, isBusy, onPress }: PressRowProps): ReactNode {
  const can = useCan();
  const isIdle = effect.kind === 'none';
  return (
    <div className={uiCss['row']}>
      {can('start') ? (
        <Button kind={isIdle ? 'normal' : 'primary'} icon="syncs" isBusy={isBusy} disabled={isIdle} onClick={onPress}>
          Sync now
        </Button>
      ) : null}
      <span className={uiCss['muted']}>{effectOf(effect)}</span>
    </div>
  );
}

/** @param entry - `undefined`: it was accepted, and not seen yet. */
function Outcome({ entry: { state, code } = ACCEPTED }: { readonly entry: Pick<Entry, 'state' | 'code'> | undefined }): ReactNode {
  if (state === 'done') return <p>Done. Both sides were read again.</p>;
  if (state === 'failed') return <p>It has failed for good ({code}): see dead letters.</p>;
  return <p>Accepted: waits for a worker{code === null ? '' : `; the last attempt failed (${code})`}.</p>;
}

const ACCEPTED = { state: 'open', code: null } as const;

function usePress(
  path: string,
  ifMatch: string | undefined,
  onMoved: () => Promise<void>,
): UseMutationResult<Answer<Scheduled>, Error, void> {
  const [key, setKey] = useState(newKey);
  return useMutation({
    mutationFn: async () => request<Scheduled>(`${path}/sync`, { method: 'POST', idempotencyKey: key, ifMatch }),
    onSuccess: () => setKey(newKey()),
    async onError(error) {
      if (!(error instanceof ApiError) || error.status === 0 || error.status >= 500) return;
      // What was refused was not done: the next press is another request.
      setKey(newKey());
      if (error.status === 412) await onMoved();
    },
  });
}

/** Watches a piece of work until it is settled, and says once that something has changed. */
function useEntry(integrationId: string, entryId: string | undefined, onSettled: () => Promise<void>): Entry | undefined {
  const { data } = useQuery({
    queryKey: ['entry', integrationId, entryId],
    enabled: entryId !== undefined,
    queryFn: async ({ signal }) =>
      get<Entry>(`/integrations/${encodeURIComponent(integrationId)}/entries/${encodeURIComponent(entryId ?? '')}`, undefined, signal),
    refetchInterval: ({ state }) => (state.data === undefined || state.data.state === 'open' ? 1000 : false),
  });
  const reported = useRef<string>(undefined);
  const settledId = data === undefined || data.state === 'open' ? undefined : data.id;
  useEffect(() => {
    if (settledId === undefined || settledId === reported.current) return;
    reported.current = settledId;
    void onSettled();
  }, [settledId, onSettled]);
  return data;
}
