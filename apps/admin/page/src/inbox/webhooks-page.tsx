import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { get } from '../api/api.ts';
import { toWords } from '../logic/format.ts';
import { readInboxSearch, STATES, toLocalInput, type InboxSearch } from '../logic/inbox-search.ts';
import { useCan } from '../session/session.ts';
import { useTitles } from '../syncs/queries.ts';
import { Confirm } from '../ui/confirm.tsx';
import { Moment } from '../ui/moment.tsx';
import { Paged } from '../ui/paged.tsx';
import { Button, Failure, Loading, uiCss } from '../ui/ui.tsx';
import { useAct } from '../ui/use-act.ts';
import { EntryBadge, type Entry } from './entry.tsx';

const Dialog = lazy(async () => ({ default: (await import('../ui/dialog.tsx')).Dialog }));

/** What Quo and CRMs have sent, and what became of it. */
export function WebhooksPage(): ReactNode {
  const search = readInboxSearch(useSearch({ strict: false }) as Readonly<Record<string, unknown>>);
  const titleOf = useTitles();
  const [open, setOpen] = useState<Entry>();
  const can = useCan();
  return (
    <div className={uiCss['stack']}>
      <div className={uiCss['head']}>
        <h1>Webhooks</h1>
        {can('redrive') ? <ReplayFailed search={search} /> : null}
      </div>
      <Filters search={search} />
      <Paged<Entry>
        path="/webhooks"
        query={{ ...search }}
        label="Webhooks"
        none={Object.values(search).every((value) => value === undefined) ? 'No webhook has come in yet' : 'No webhook matches'}
        columns={['Accepted', 'From', 'Event', 'State', 'Reason', '']}
        keyOf={({ id, integrationId }) => `${integrationId} ${id}`}
        cells={(entry) => [
          <Moment key="at" at={entry.acceptedAt} />,
          titleOf(entry.connector),
          entry.kind === 'quo-event' ? 'from Quo' : toWords(entry.kind),
          <EntryBadge key="state" entry={entry} />,
          entry.code === null ? '' : <code key="code">{entry.code}</code>,
          <Button key="open" onClick={() => setOpen(entry)}>
            Open
          </Button>,
        ]}
      />
      {open === undefined ? null : (
        <Suspense>
          <EntryDialog entry={open} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </div>
  );
}

function Filters({ search }: { readonly search: InboxSearch }): ReactNode {
  const navigate = useNavigate();
  const to = (change: Readonly<Record<string, string>>): void =>
    void navigate({ to: '/webhooks', search: readInboxSearch({ ...search, ...change }) });
  return (
    <div className={uiCss['row']} role="search" aria-label="Filter">
      <select
        data-filter=""
        aria-label="State"
        className={uiCss['select']}
        value={search.state ?? ''}
        onChange={(event) => to({ state: event.currentTarget.value })}
      >
        <option value="">Any state</option>
        {STATES.map((state) => (
          <option key={state} value={state}>
            {toWords(state)}
          </option>
        ))}
      </select>
      <select
        aria-label="Source"
        className={uiCss['select']}
        value={search.source ?? ''}
        onChange={(event) => to({ source: event.currentTarget.value })}
      >
        <option value="">From Quo and CRMs</option>
        <option value="quo">From Quo</option>
        <option value="crm">From CRMs</option>
      </select>
      {(['since', 'until'] as const).map((name) => (
        <label key={name} className={uiCss['row']}>
          {name === 'since' ? 'From' : 'Before'}
          <input
            type="datetime-local"
            className={uiCss['select']}
            value={toLocalInput(search[name])}
            onChange={(event) => to({ [name]: event.currentTarget.value })}
          />
        </label>
      ))}
      {search.integrationId === undefined ? null : (
        <Button kind="quiet" icon="close" onClick={() => to({ integrationId: '' })}>
          Of one integration
        </Button>
      )}
    </div>
  );
}

function ReplayFailed({ search: { state: _any, ...body } }: { readonly search: InboxSearch }): ReactNode {
  const act = useAct<{ readonly redriven: number }>({
    done: ({ redriven }) => `${redriven} webhooks are worked on again.`,
    refresh: [['webhooks'], ['dead-letters']],
  });
  return (
    <Confirm
      label="Replay what failed"
      icon="again"
      title="Replay all that failed?"
      isBusy={act.isPending}
      error={act.error}
      onPress={async () => act.mutateAsync({ path: '/webhooks/replay-all', body })}
    >
      <p>
        Every webhook that failed, matches the filter and came in within its times gets another set of attempts. What was done before is not
        done again: replaying it would change nothing.
      </p>
    </Confirm>
  );
}

function EntryDialog({ entry, onClose }: { readonly entry: Entry; readonly onClose: () => void }): ReactNode {
  const path = `/integrations/${encodeURIComponent(entry.integrationId)}/webhooks/${encodeURIComponent(entry.id)}`;
  const can = useCan();
  const { data, error } = useQuery({
    queryKey: ['webhooks', 'one', path],
    queryFn: async ({ signal }) => get<{ readonly entry: Entry; readonly data: object }>(path, undefined, signal),
  });
  const act = useAct<{ readonly wasRedriven: boolean }>({
    done: ({ wasRedriven }) => (wasRedriven ? 'It is worked on again.' : 'It would change nothing: it waits or is done already.'),
    refresh: [['webhooks']],
    onDone: onClose,
  });
  const shown = data?.entry ?? entry;
  return (
    <Dialog
      title="Webhook"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Close</Button>
          {can('redrive') ? (
            <Button kind="primary" isBusy={act.isPending} onClick={() => act.mutate({ path: `${path}/replay` })}>
              Replay
            </Button>
          ) : null}
        </>
      }
    >
      <p>
        <EntryBadge entry={shown} />{' '}
        {shown.state === 'done'
          ? 'Replaying it would change nothing.'
          : shown.state === 'failed'
            ? 'A replay gives it another set of attempts.'
            : 'It is worked on by itself.'}
      </p>
      {error === null ? null : <Failure error={error} />}
      {act.error === null ? null : <Failure error={act.error} />}
      {data === undefined && error === null ? <Loading lines={2} /> : null}
      {data === undefined ? null : (
        <pre className={uiCss['plain']} tabIndex={0}>
          {JSON.stringify(data.data, null, 2)}
        </pre>
      )}
    </Dialog>
  );
}
