import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ApiError } from '../api/api.ts';
import type { Integration, LogEvent } from '../api/types.ts';
import { formatCount, shortId, toWords } from '../logic/format.ts';
import { nameOfState } from '../logic/sync-look.ts';
import { Budgets } from '../overview/budgets.tsx';
import { useTitles } from '../syncs/queries.ts';
import { Icon } from '../ui/icon.tsx';
import { Moment } from '../ui/moment.tsx';
import { Table } from '../ui/paged.tsx';
import { Empty, Failure, Loading, uiCss } from '../ui/ui.tsx';
import { Authorize } from './authorize.tsx';
import { Config } from './config.tsx';
import { Credentials } from './credentials.tsx';
import { StatusBadge } from './looks.tsx';
import { useIntegration, usePart } from './queries.ts';
import { UserActions } from './user-actions.tsx';
import { Verbs } from './verbs.tsx';
import { Webhooks } from './webhooks.tsx';

/** One integration: how it is, what can be set and done, and what happened to it. */
export function IntegrationPage(): ReactNode {
  const { integrationId = '' } = useParams({ strict: false });
  const { data, error, refetch } = useIntegration(integrationId);
  if (data === undefined && error instanceof ApiError && error.status === 404) return <Empty title="There is no such integration" />;
  if (data === undefined) return error === null ? <Loading lines={8} /> : <Failure error={error} onRetry={() => void refetch()} />;
  return <IntegrationView key={data.body.id} integration={data.body} etag={data.etag} />;
}

function IntegrationView({ integration, etag }: { readonly integration: Integration; readonly etag: string | undefined }): ReactNode {
  const titleOf = useTitles();
  const { id, connector, status, notices, userId, setUpAt, dueAt } = integration;
  return (
    <div className={uiCss['stack']}>
      <p className={uiCss['small']}>
        <Link to="/integrations">Integrations</Link> ·{' '}
        <Link to="/syncs" search={{ integrationId: id }}>
          its syncs
        </Link>{' '}
        ·{' '}
        <Link to="/webhooks" search={{ integrationId: id }}>
          its webhooks
        </Link>
      </p>
      <div className={uiCss['row']}>
        <h1>{titleOf(connector)}</h1>
        <StatusBadge status={status} />
      </div>
      <p className={`${uiCss['small']} ${uiCss['muted']}`}>
        Owner: {userId} · {setUpAt === null ? 'not set up yet' : 'set up '}
        {setUpAt === null ? null : <Moment at={setUpAt} />}
        {dueAt === null ? null : (
          <>
            {' '}
            · checked next <Moment at={dueAt} />
          </>
        )}
      </p>
      {notices.map(({ level, code, text, at }) => (
        <div key={`${code} ${at}`} className={`${uiCss['box']} ${level === 'error' ? uiCss['fail'] : uiCss['wait']}`}>
          <Icon name="dead" />
          <div>
            <p>{text}</p>
            <p className={uiCss['small']}>
              <code>{code}</code> · <Moment at={at} />
            </p>
          </div>
        </div>
      ))}
      <Budgets integrationId={id} />
      <Verbs integration={integration} etag={etag} />
      <div className={uiCss['columns']}>
        <Config integrationId={id} etag={etag} />
        <div className={uiCss['stack']}>
          <UserActions integrationId={id} />
          <Authorize integrationId={id} />
          <Credentials integration={integration} etag={etag} />
        </div>
      </div>
      <Webhooks integrationId={id} crm={titleOf(connector)} />
      <History integrationId={id} />
    </div>
  );
}

function History({ integrationId }: { readonly integrationId: string }): ReactNode {
  const { data, error } = usePart<{ readonly items: readonly LogEvent[] }>(integrationId, 'events?limit=100');
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  const rows = data.items
    .toReversed()
    .map(({ seq, at, type, data: details }): readonly [string, readonly ReactNode[]] => [
      String(seq),
      [
        <Moment key="at" at={at} isExact />,
        toWords(type.replaceAll(/([.A-Z])/g, ' $1').replaceAll(/[ .]+/g, ' ')),
        <Details key="details" details={details} />,
      ],
    ]);
  return (
    <section className={uiCss['stack']} aria-labelledby="history">
      <h2 id="history">What happened</h2>
      {rows.length === 0 ? (
        <p className={uiCss['muted']}>Nothing in the last week.</p>
      ) : (
        <Table label="What happened" columns={['When', 'What', 'Details']} rows={rows} />
      )}
    </section>
  );
}

/** What an event says, as far as an operator can use it. */
function Details({ details: { processId, state, processed, caller, ...rest } }: { readonly details: LogEvent['data'] }): ReactNode {
  const words = [
    typeof state === 'string' ? nameOfState(state) : undefined,
    typeof processed === 'number' ? `${formatCount(processed)} processed` : undefined,
    typeof caller === 'string' ? `by ${caller}` : undefined,
  ];
  const others = processId === undefined ? Object.values(rest).filter((one) => typeof one === 'string' || typeof one === 'number') : [];
  return (
    <>
      {typeof processId === 'string' ? (
        <Link to="/syncs/$syncId" params={{ syncId: processId }}>
          {rest['kind'] === 'catch-up' ? 'Catch-up' : 'Sync'} {shortId(processId)}
        </Link>
      ) : null}{' '}
      {[...words.filter((one) => one !== undefined), ...others].join(' · ')}
    </>
  );
}
