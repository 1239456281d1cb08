import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { plural } from '../logic/format.ts';
import { useCan } from '../session/session.ts';
import { useIntegrations, useTitles } from '../syncs/queries.ts';
import { Moment } from '../ui/moment.tsx';
import { Empty, Failure, Loading, uiCss } from '../ui/ui.tsx';
import { StatusBadge } from './looks.tsx';

/** All integrations. */
export function IntegrationsPage(): ReactNode {
  const { data, error, refetch } = useIntegrations();
  const titleOf = useTitles();
  const can = useCan();
  return (
    <div className={uiCss['stack']}>
      <div className={uiCss['head']}>
        <h1>Integrations</h1>
        {can('connect') ? (
          <Link className={`${uiCss['button']} ${uiCss['primary']}`} to="/integrations/new">
            Connect an account
          </Link>
        ) : null}
      </div>
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <Loading /> : null}
      {data?.items.length === 0 ? (
        <Empty title="No integration is connected yet">
          <p>An integration joins an account of a CRM with a workspace of Quo.</p>
        </Empty>
      ) : null}
      <ul className={uiCss['cards']}>
        {(data?.items ?? []).map(({ id, connector, status, notices, userId, createdAt }) => (
          <li key={id} className={uiCss['card']}>
            <h2>
              <Link to="/integrations/$integrationId" params={{ integrationId: id }} data-row-link="">
                {titleOf(connector)}
              </Link>
            </h2>
            <p>
              <StatusBadge status={status} />
            </p>
            <p className={`${uiCss['small']} ${uiCss['muted']}`}>
              {userId} · connected <Moment at={createdAt} />
              {notices.length > 1 ? ` · ${plural(notices.length, 'notice')}` : ''}
            </p>
            {notices.slice(0, 1).map(({ level, code, text }) => (
              <p key={code} className={`${uiCss['small']} ${level === 'error' ? uiCss['failText'] : uiCss['waitText']}`}>
                {text}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </div>
  );
}
