import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { request } from '../api/api.ts';
import type { Person, PersonComparison } from '../api/types.ts';
import { lookOfPerson, nameOfPerson } from '../logic/comparison.ts';
import { Moment } from '../ui/moment.tsx';
import { Badge, Button, Failure, Loading, uiCss } from '../ui/ui.tsx';
import { ComparedFields } from './compared-fields.tsx';
import { Known } from './known.tsx';
import { SyncNow } from './sync-now.tsx';

interface PersonViewProps {
  readonly integrationId: string;
  readonly person: Person;
}

/** One person: one sentence, both sides, what can be done, and what is stored. */
export function PersonView({ integrationId, person }: PersonViewProps): ReactNode {
  const { objectType, crmId } = person;
  const path = `/integrations/${encodeURIComponent(integrationId)}/people/${encodeURIComponent(objectType)}/${encodeURIComponent(crmId)}`;
  // Each reading is in the audit log and costs requests to both sides: it is only done when it is wished for.
  const live = useQuery({
    queryKey: ['person-live', path],
    queryFn: async ({ signal }) => request<PersonComparison>(`${path}/live`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
  });
  const client = useQueryClient();
  const { data, error, isFetching, refetch } = live;
  const comparison = data?.body;
  return (
    <section className={uiCss['stack']} aria-label={`${objectType} ${crmId}`}>
      <div className={`${uiCss['card']} ${uiCss['stack']}`}>
        <Head person={person} comparison={comparison} isFetching={isFetching} onRead={() => void refetch()} />
        {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
        {comparison === undefined && error === null ? <Loading lines={6} /> : null}
        {comparison === undefined ? null : (
          <>
            <p>{comparison.reason.message}.</p>
            <SyncNow
              integrationId={integrationId}
              path={path}
              effect={comparison.effect}
              etag={data?.etag}
              onChanged={async () => void (await Promise.all([refetch(), client.invalidateQueries({ queryKey: ['person', path] })]))}
            />
            <ComparedFields comparison={comparison} />
          </>
        )}
      </div>
      <Known path={path} person={person} />
    </section>
  );
}

interface HeadProps {
  readonly person: Person;
  readonly comparison: PersonComparison | undefined;
  readonly isFetching: boolean;
  readonly onRead: () => void;
}

function Head({ person: { objectType, crmId, name }, comparison, isFetching, onRead }: HeadProps): ReactNode {
  const look = comparison === undefined ? undefined : lookOfPerson(comparison);
  const title = (comparison === undefined ? undefined : nameOfPerson(comparison)) ?? name ?? crmId;
  const url = comparison?.crm.url ?? null;
  return (
    <div className={uiCss['head']}>
      <div>
        <div className={uiCss['row']}>
          <h2>{title}</h2>
          {look === undefined ? null : (
            <Badge tone={look.tone} icon={look.icon}>
              {look.label}
            </Badge>
          )}
        </div>
        <p className={`${uiCss['muted']} ${uiCss['small']}`}>
          {url === null ? (
            `${objectType} ${crmId}`
          ) : (
            <a href={url} target="_blank" rel="noreferrer">
              {objectType} {crmId} in the CRM
            </a>
          )}
          {comparison === undefined ? null : (
            <>
              {' '}
              · read <Moment at={comparison.readAt} />
            </>
          )}
        </p>
      </div>
      <Button icon="again" isBusy={isFetching} onClick={onRead}>
        Read again
      </Button>
    </div>
  );
}
