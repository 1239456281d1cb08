import type { ReactNode } from 'react';
import { formatCount, plural } from '../logic/format.ts';
import type { EntryGroup } from '../api/types.ts';
import { useDeadGroups } from '../overview/queries.ts';
import { useCan } from '../session/session.ts';
import { useTitles } from '../syncs/queries.ts';
import { Confirm } from '../ui/confirm.tsx';
import { Moment } from '../ui/moment.tsx';
import { Paged, Table } from '../ui/paged.tsx';
import { Failure, Loading, uiCss } from '../ui/ui.tsx';
import { useAct } from '../ui/use-act.ts';
import type { Entry } from './entry.tsx';

/** What failed until no attempt was left, by reason. */
export function DeadLettersPage(): ReactNode {
  const { data, error, refetch } = useDeadGroups();
  const titleOf = useTitles();
  return (
    <div className={uiCss['stack']}>
      <h1>Dead letters</h1>
      <p className={uiCss['muted']}>Events and other work that failed until no attempt was left. Nothing is lost: each can be redriven.</p>
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <Loading /> : null}
      {data === undefined || data.groups.length === 0 ? null : (
        <>
          {data.isComplete ? null : <p>There are more than were counted.</p>}
          <Table
            label="By reason"
            columns={['Kind', 'Reason', 'Count', 'Integrations', 'Oldest', 'Newest', '']}
            rows={data.groups.map((group): readonly [string, readonly ReactNode[]] => [
              `${group.kind} ${group.code ?? ''}`,
              [
                group.kind,
                <code key="code">{group.code ?? 'not known'}</code>,
                formatCount(group.count),
                formatCount(group.integrations),
                <Moment key="oldest" at={group.oldestAt} />,
                <Moment key="newest" at={group.newestAt} />,
                <RedriveGroup key="act" group={group} />,
              ],
            ])}
          />
        </>
      )}
      <Paged<Entry>
        path="/dead-letters"
        label="Dead letters"
        none="Nothing has failed for good"
        columns={['Accepted', 'Integration', 'Kind', 'Reason', 'Attempts', '']}
        keyOf={({ id, integrationId }) => `${integrationId} ${id}`}
        cells={(entry) => [
          <Moment key="at" at={entry.acceptedAt} />,
          titleOf(entry.connector),
          entry.kind,
          <code key="code">{entry.code ?? 'not known'}</code>,
          formatCount(entry.failedAttempts),
          <RedriveOne key="act" entry={entry} />,
        ]}
      />
    </div>
  );
}

function RedriveGroup({ group: { kind, code, count } }: { readonly group: EntryGroup }): ReactNode {
  const can = useCan();
  const act = useAct<{ readonly redriven: number }>({
    done: ({ redriven }) => `${redriven} are worked on again.`,
    refresh: [['dead-letters']],
  });
  if (!can('redrive') || code === null) return null;
  return (
    <Confirm
      label="Redrive these"
      icon="again"
      title={`Redrive ${plural(count, 'entry', 'entries')}?`}
      isBusy={act.isPending}
      error={act.error}
      onPress={async () => act.mutateAsync({ path: '/dead-letters/redrive-all', body: { kind, code, perSecond: 20 } })}
    >
      <p>
        Each gets another set of attempts, twenty of them a second. What fails with <code>{code}</code> again comes back here.
      </p>
    </Confirm>
  );
}

function RedriveOne({ entry: { integrationId, id } }: { readonly entry: Entry }): ReactNode {
  const can = useCan();
  const act = useAct({ done: 'It is worked on again.', refresh: [['dead-letters']] });
  if (!can('redrive')) return null;
  const path = `/integrations/${encodeURIComponent(integrationId)}/dead-letters/${encodeURIComponent(id)}/redrive`;
  return (
    <Confirm
      label="Redrive"
      title="Redrive this one?"
      isBusy={act.isPending}
      error={act.error}
      onPress={async () => act.mutateAsync({ path })}
    >
      <p>It gets another set of attempts.</p>
    </Confirm>
  );
}
