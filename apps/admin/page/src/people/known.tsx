import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { get } from '../api/api.ts';
import type { Person, PersonFile } from '../api/types.ts';
import { plural, shortId } from '../logic/format.ts';
import { Moment } from '../ui/moment.tsx';
import { Table } from '../ui/paged.tsx';
import { Failure, Loading, uiCss } from '../ui/ui.tsx';

interface KnownProps {
  readonly path: string;
  readonly person: Person;
}

/** What is stored of a person: what was written, decided, and logged. */
export function Known({ path, person }: KnownProps): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ['person', path],
    queryFn: async ({ signal }) => get<PersonFile>(path, undefined, signal),
    refetchOnWindowFocus: false,
  });
  return (
    <section className={`${uiCss['card']} ${uiCss['stack']}`} aria-label="What we believe">
      <h3>What we believe</h3>
      <p>{(data ?? person).decision.message}.</p>
      <Facts person={data?.person ?? person} />
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined ? error === null ? <Loading lines={2} /> : null : <Happened file={data} />}
    </section>
  );
}

function Facts({ person }: { readonly person: Person }): ReactNode {
  const { objectType, crmId, quoId, phoneNumbers, modifiedAt, seenInSyncId, failedInSyncId } = person;
  return (
    <dl className={uiCss['facts']}>
      <dt>In the CRM</dt>
      <dd>
        {objectType} {crmId}
        {modifiedAt === null ? null : (
          <>
            , changed <Moment at={modifiedAt} />
          </>
        )}
      </dd>
      <dt>In Quo</dt>
      <dd>{quoId === null ? 'no write was confirmed' : quoId}</dd>
      <dt>Numbers</dt>
      <dd>{phoneNumbers.length === 0 ? 'none' : phoneNumbers.join(', ')}</dd>
      <dt>Seen in</dt>
      <dd>{seenInSyncId === null ? 'no full sync' : <SyncLink id={seenInSyncId} />}</dd>
      {failedInSyncId === null ? null : (
        <>
          <dt>Failed in</dt>
          <dd>
            <SyncLink id={failedInSyncId} />
          </dd>
        </>
      )}
    </dl>
  );
}

function SyncLink({ id }: { readonly id: string }): ReactNode {
  return (
    <Link to="/syncs/$syncId" params={{ syncId: id }}>
      sync {shortId(id)}
    </Link>
  );
}

function Happened({ file: data }: { readonly file: PersonFile }): ReactNode {
  const activities = data.activities.map(
    ({ kind, sourceId, contactPhone, activityId, seenAt }): readonly [string, readonly ReactNode[]] => [
      sourceId,
      [
        kind === 'call' ? 'Call' : 'Text',
        contactPhone,
        activityId === null ? 'not written' : activityId,
        seenAt === null ? '—' : <Moment key="at" at={seenAt} />,
      ],
    ],
  );
  return (
    <div className={uiCss['stack']}>
      <p>
        {data.entries.length === 0
          ? 'No event about this person waits or has failed.'
          : `${plural(data.entries.length, 'event')} about this person: ${data.entries.map(({ kind, state }) => `${kind} ${state}`).join(', ')}.`}
      </p>
      {activities.length === 0 ? (
        <p className={uiCss['muted']}>No calls and texts with these numbers.</p>
      ) : (
        <Table label="Calls and texts" columns={['Kind', 'Number', 'In the CRM', 'Seen']} rows={activities} />
      )}
    </div>
  );
}
