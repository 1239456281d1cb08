import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { get } from '../api/api.ts';
import { plural, toWords } from '../logic/format.ts';
import { useCan } from '../session/session.ts';
import { Moment } from '../ui/moment.tsx';
import { Table } from '../ui/paged.tsx';
import { Badge, Button, Failure, Loading, uiCss } from '../ui/ui.tsx';
import { useAct } from '../ui/use-act.ts';
import type { Entry } from '../inbox/entry.tsx';

interface Decision {
  readonly code: string;
  readonly message: string;
}

/** What is known of a person. */
export interface Person {
  readonly objectType: string;
  readonly crmId: string;
  readonly quoId: string | null;
  readonly phoneNumbers: readonly string[];
  readonly modifiedAt: string | null;
  readonly seenInSyncId: string | null;
  readonly failedInSyncId: string | null;
  readonly decision: Decision;
}

interface PersonFile {
  readonly person: Person | null;
  readonly decision: Decision;
  readonly entries: readonly Entry[];
  readonly activities: readonly {
    readonly kind: 'call' | 'message';
    readonly sourceId: string;
    readonly contactPhone: string;
    readonly activityId: string | null;
    readonly seenAt: string | null;
  }[];
}

interface PersonCardProps {
  readonly integrationId: string;
  readonly person: Person;
}

/** One person: one sentence, then what is behind it. */
export function PersonCard({ integrationId, person }: PersonCardProps): ReactNode {
  const { objectType, crmId, decision } = person;
  const path = `/integrations/${encodeURIComponent(integrationId)}/people/${encodeURIComponent(objectType)}/${encodeURIComponent(crmId)}`;
  const can = useCan();
  const act = useAct({ done: 'Accepted: the person is synced as soon as possible.', refresh: [['person', path]] });
  const [isOpen, setOpen] = useState(false);
  const isIn = decision.code === 'SYNCED';
  return (
    <section className={`${uiCss['card']} ${uiCss['stack']}`} aria-label={crmId}>
      <div className={uiCss['head']}>
        <div className={uiCss['row']}>
          <h2>{crmId}</h2>
          <Badge tone={isIn ? 'ok' : 'wait'} icon={isIn ? 'check' : 'clock'}>
            {isIn ? 'In Quo' : toWords(decision.code)}
          </Badge>
        </div>
        <div className={uiCss['row']}>
          {can('start') ? (
            <Button icon="syncs" isBusy={act.isPending} onClick={() => act.mutate({ path: `${path}/sync` })}>
              Sync now
            </Button>
          ) : null}
          <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Less' : 'Everything known'}
          </Button>
        </div>
      </div>
      <p>{decision.message}</p>
      {act.error === null ? null : <Failure error={act.error} />}
      <Facts person={person} />
      {isOpen ? <Known path={path} /> : null}
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
        {modifiedAt === null ? '' : ', changed '}
        {modifiedAt === null ? null : <Moment at={modifiedAt} />}
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
      sync {id.slice(0, 8)}
    </Link>
  );
}

function Known({ path }: { readonly path: string }): ReactNode {
  const { data, error } = useQuery({ queryKey: ['person', path], queryFn: async ({ signal }) => get<PersonFile>(path, undefined, signal) });
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading lines={3} />;
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
