import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { WorkText } from '../act/work-text.tsx';
import { request } from '../api/api.ts';
import type { Integration, StartPlan } from '../api/types.ts';
import { formatCount } from '../logic/format.ts';
import { useBudgets } from '../overview/queries.ts';
import { useCan } from '../session/session.ts';
import { Confirm } from '../ui/confirm.tsx';
import { Failure, Loading, uiCss } from '../ui/ui.tsx';
import { useAct } from '../ui/use-act.ts';
import { pathOf } from './queries.ts';

interface VerbsProps {
  readonly integration: Integration;
  readonly etag: string | undefined;
}

/** What can be done to an integration as a whole. */
export function Verbs({ integration, etag }: VerbsProps): ReactNode {
  const can = useCan();
  const { id, status } = integration;
  const isGone = status === 'IN_DELETION';
  if (isGone) return <p className={uiCss['muted']}>It is being deleted; that goes on by itself.</p>;
  return (
    <div className={uiCss['row']}>
      {can('start') && status !== 'DISABLED' ? (
        <>
          <Start integrationId={id} type="initial" label="Sync everyone" />
          <Start integrationId={id} type="ongoing" label="Sync what changed" />
        </>
      ) : null}
      {can('connect') ? (
        <Verb id={id} etag={etag} verb="check" label="Check now" text="Accounts and webhooks are looked at as soon as possible." />
      ) : null}
      {can('pause') ? <ReleaseWhenPaused id={id} /> : null}
      {can('configure') && status !== 'DISABLED' ? (
        <Verb
          id={id}
          etag={etag}
          verb="disable"
          label="Switch off"
          text="Its syncs rest, and its webhooks are kept until it is switched on."
        />
      ) : null}
      {can('configure') && status === 'DISABLED' ? (
        <Verb id={id} etag={etag} verb="enable" label="Switch on" text="It is checked, and goes on where it rested." />
      ) : null}
      {can('delete') ? <Delete id={id} etag={etag} /> : null}
    </div>
  );
}

interface VerbProps {
  readonly id: string;
  readonly etag: string | undefined;
  readonly verb: string;
  readonly label: string;
  readonly text: string;
}

/** Has an integration call its APIs before their rate limit says so. */
export function ReleaseThrottle({ id }: Pick<VerbProps, 'id'>): ReactNode {
  return (
    <Verb
      id={id}
      etag={undefined}
      verb="release-throttle"
      label="Call APIs again"
      text="It calls its APIs again before their rate limit says so. If it is too early, they refuse, and it waits anew."
    />
  );
}

/** Where all APIs can be called it would do nothing. */
function ReleaseWhenPaused({ id }: Pick<VerbProps, 'id'>): ReactNode {
  const { data } = useBudgets(id);
  return data?.items.some(({ pausedUntil }) => pausedUntil !== null) === true ? <ReleaseThrottle id={id} /> : null;
}

function Verb({ id, etag, verb, label, text }: VerbProps): ReactNode {
  const act = useAct({ done: `${label}: accepted.`, refresh: [['integrations'], ['sync'], ['syncs']] });
  const press = async (): Promise<unknown> => act.mutateAsync({ path: `${pathOf(id)}/${verb}`, ifMatch: etag });
  return (
    <Confirm label={label} title={`${label}?`} isBusy={act.isPending} error={act.error} onPress={press}>
      <p>{text}</p>
    </Confirm>
  );
}

function Delete({ id, etag }: { readonly id: string; readonly etag: string | undefined }): ReactNode {
  const navigate = useNavigate();
  const act = useAct({
    done: 'The integration is being deleted.',
    refresh: [['integrations']],
    onDone: () => void navigate({ to: '/integrations' }),
  });
  return (
    <Confirm
      kind="danger"
      label="Delete"
      title="Delete this integration for good?"
      isBusy={act.isPending}
      error={act.error}
      onPress={async () => act.mutateAsync({ path: pathOf(id), method: 'DELETE', ifMatch: etag })}
    >
      <p>
        Removed are its settings, its credentials, its webhooks at the CRM and at Quo, its syncs, what is known of its people, and its
        events.
      </p>
      <p>Contacts in Quo and activities in the CRM stay.</p>
    </Confirm>
  );
}

interface StartProps {
  readonly integrationId: string;
  readonly type: 'initial' | 'ongoing';
  readonly label: string;
}

function Start({ integrationId, type, label }: StartProps): ReactNode {
  const plan = useQuery({
    queryKey: ['integrations', integrationId, 'start-plan', type],
    queryFn: async ({ signal }) => request<StartPlan>(`${pathOf(integrationId)}/start-plan`, { query: { type }, signal }),
  });
  const act = useAct({ done: 'Started.', refresh: [['syncs'], ['integrations', integrationId]] });
  const press = async (): Promise<unknown> => act.mutateAsync({ path: '/syncs', body: { integrationId, type }, ifMatch: plan.data?.etag });
  return (
    <Confirm label={label} icon="syncs" title={`${label}?`} isBusy={act.isPending} error={act.error} onPress={press}>
      {plan.isPending ? <Loading lines={2} /> : null}
      {plan.error === null ? null : <Failure error={plan.error} />}
      <ul>
        {(plan.data?.body.parts ?? []).map(({ objectType, activeSyncId, people, pages, work }) => (
          <li key={objectType}>
            <strong>{objectType}</strong>:{' '}
            {activeSyncId === null
              ? `about ${formatCount(people)} people on ${formatCount(pages)} pages, as the last complete sync has seen them`
              : 'a sync is under way already, and goes on'}
            {work === null ? null : (
              <>
                . <WorkText work={work} />
              </>
            )}
          </li>
        ))}
      </ul>
      <p className={uiCss['muted']}>Who is in Quo as the CRM has them is not written again.</p>
    </Confirm>
  );
}
