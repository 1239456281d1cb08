import { findAttention, latestRuns, nextStepOf, type Attention } from '@frigg-crm/client/attention';
import { Link } from '@tanstack/react-router';
import { useMemo, type ReactNode } from 'react';
import { ActButtons } from '../act/act-buttons.tsx';
import type { Integration, Sync } from '../api/types.ts';
import { CredentialsLink } from '../integrations/credentials-link.tsx';
import { formatCount, formatRate, formatTotal, plural } from '../logic/format.ts';
import { nameOfRun, rateOf } from '../logic/sync-look.ts';
import { useIntegrations, useTitles } from '../syncs/queries.ts';
import { useSyncs } from '../syncs/use-syncs.ts';
import { Icon } from '../ui/icon.tsx';
import { Moment } from '../ui/moment.tsx';
import { EtaWords, ShareBar, StateBadge, Waiting } from '../ui/parts.tsx';
import { Empty, Failure, Loading, uiCss } from '../ui/ui.tsx';
import { Budgets } from './budgets.tsx';
import { useDeadGroups } from './queries.ts';
import css from './overview.module.css';

const ALL = {};

/** What needs an operator first, then what runs, then what is quiet. */
export function OverviewPage(): ReactNode {
  const { data, error: failed } = useIntegrations();
  const { syncs, error, retry } = useSyncs(ALL);
  if (data !== undefined && syncs !== undefined)
    return data.items.length + syncs.length === 0 ? <First /> : <Board integrations={data.items} syncs={syncs} />;
  const problem = failed ?? error;
  return problem === null ? <Loading lines={8} /> : <Failure error={problem} onRetry={retry} />;
}

interface BoardProps {
  readonly integrations: readonly Integration[];
  readonly syncs: readonly Sync[];
}

function Board({ integrations, syncs }: BoardProps): ReactNode {
  const { data: dead } = useDeadGroups();
  const attention = useMemo(() => findAttention(integrations, syncs), [integrations, syncs]);
  const deadCount = (dead?.groups ?? []).reduce((sum, { count }) => sum + count, 0);
  // What is paused until a quota is free goes on by itself.
  const running = syncs.filter(({ ended, state, waiting }) => !ended && (state !== 'PAUSED' || waiting?.until !== undefined));
  const busy = new Set([...running, ...attention.flatMap(({ sync }) => sync ?? [])].map(({ integrationId }) => integrationId));
  const noticed = new Set(attention.flatMap(({ integration }) => integration?.id ?? []));
  const quiet = integrations.filter(({ id }) => !busy.has(id) && !noticed.has(id));
  const latest = latestRuns(syncs);
  return (
    <div className={uiCss['stack']}>
      <h1>Overview</h1>
      <Part title="Needs you" count={attention.length + (deadCount > 0 ? 1 : 0)} none="Nothing needs you: everything goes on by itself.">
        {attention.map((one) => (
          <Needs key={one.id} one={one} />
        ))}
        {deadCount > 0 ? <Dead count={deadCount} isComplete={dead?.isComplete ?? false} /> : null}
      </Part>
      <Part title="Running" count={running.length} none="No sync runs now.">
        {running.map((sync) => (
          <Running key={sync.id} sync={sync} />
        ))}
      </Part>
      <Part title="Quiet" count={quiet.length} none="No integration is quiet.">
        {quiet.map((one) => (
          <Quiet key={one.id} integration={one} last={latest.find(({ integrationId }) => integrationId === one.id)} />
        ))}
      </Part>
    </div>
  );
}

function First(): ReactNode {
  return (
    <div className={uiCss['stack']}>
      <h1>Overview</h1>
      <Empty title="No integration is connected yet">
        <p>Connect an account of a CRM with a workspace of Quo: its first sync begins by itself.</p>
        <p>
          <Link to="/integrations/new">Connect one</Link>
        </p>
      </Empty>
    </div>
  );
}

interface PartProps {
  readonly title: string;
  readonly count: number;
  readonly none: string;
  readonly children: ReactNode;
}

function Part({ title, count, none, children }: PartProps): ReactNode {
  return (
    <section className={`${uiCss['stack']} ${css['part']}`} aria-label={title}>
      <h2>
        {title}
        <span className={css['count']}>{formatCount(count)}</span>
      </h2>
      {count === 0 ? <p className={uiCss['muted']}>{none}</p> : <div className={css['list']}>{children}</div>}
    </section>
  );
}

function Needs({ one: { severity, integration, sync, text, detail, at } }: { readonly one: Attention }): ReactNode {
  const titleOf = useTitles();
  const title = titleOf(sync?.connector ?? integration?.connector ?? null);
  return (
    <article className={`${css['item']} ${severity === 'error' ? css['error'] : ''}`}>
      <span className={`${css['icon']} ${css[`tone_${severity}`]}`}>
        <Icon name={severity === 'error' ? 'dead' : 'clock'} size={22} />
      </span>
      <div>
        <p>
          <strong>{title}</strong>
          {sync === undefined ? ': ' : `, ${nameOfRun(sync).toLowerCase()} `}
          {text}
        </p>
        {detail === undefined ? null : <p className={uiCss['small']}>{detail}</p>}
        <p className={`${uiCss['small']} ${uiCss['muted']}`}>
          since <Moment at={at} />
        </p>
      </div>
      <NeedsActs sync={sync} integrationId={integration?.id} />
    </article>
  );
}

interface NeedsActsProps {
  readonly sync: Sync | undefined;
  readonly integrationId: string | undefined;
}

function NeedsActs({ sync, integrationId }: NeedsActsProps): ReactNode {
  if (sync !== undefined)
    return (
      <div className={css['acts']}>
        {nextStepOf(sync) === 'credentials' ? (
          <CredentialsLink integrationId={sync.integrationId} />
        ) : (
          <ActButtons sync={sync} actions={['resume', 'redrive']} />
        )}
        <Link className={uiCss['button']} to="/syncs/$syncId" params={{ syncId: sync.id }}>
          Open
        </Link>
      </div>
    );
  if (integrationId === undefined) return null;
  return (
    <div className={css['acts']}>
      <Link className={uiCss['button']} to="/integrations/$integrationId" params={{ integrationId }}>
        Open
      </Link>
    </div>
  );
}

function Dead({ count, isComplete }: { readonly count: number; readonly isComplete: boolean }): ReactNode {
  return (
    <article className={css['item']}>
      <span className={`${css['icon']} ${css['tone_warning']}`}>
        <Icon name="webhooks" size={22} />
      </span>
      <p>
        {isComplete ? '' : 'At least '}
        {plural(count, 'event')} failed until no attempt was left.
      </p>
      <div className={css['acts']}>
        <Link className={uiCss['button']} to="/dead-letters">
          Open
        </Link>
      </div>
    </article>
  );
}

function Running({ sync }: { readonly sync: Sync }): ReactNode {
  const titleOf = useTitles();
  const { counts } = sync;
  return (
    <article className={`${css['item']} ${css['running']}`}>
      <span className={css['icon']}>
        <Icon name="syncs" size={22} />
      </span>
      <div>
        <p>
          <Link to="/syncs/$syncId" params={{ syncId: sync.id }}>
            {titleOf(sync.connector)}: {nameOfRun(sync)}
          </Link>{' '}
          <StateBadge sync={sync} />
        </p>
        <p className={uiCss['small']}>
          {formatCount(counts.processed)} of {formatTotal(counts)} · {formatRate(rateOf(sync))} per second
          <EtaWords sync={sync} />
        </p>
        <Waiting sync={sync} />
      </div>
      <div className={css['acts']}>
        <ActButtons sync={sync} actions={['pause']} />
      </div>
      <div className={css['wide']}>
        <ShareBar sync={sync} />
        <Budgets integrationId={sync.integrationId} sync={sync} />
      </div>
    </article>
  );
}

function Quiet({ integration, last }: { readonly integration: Integration; readonly last: Sync | undefined }): ReactNode {
  const titleOf = useTitles();
  return (
    <article className={`${css['item']} ${css['quiet']}`}>
      <span className={css['icon']}>
        <Icon name={integration.status === 'DISABLED' ? 'pause' : 'check'} size={22} />
      </span>
      <p>
        <Link to="/integrations/$integrationId" params={{ integrationId: integration.id }}>
          {titleOf(integration.connector)}
        </Link>{' '}
        {integration.status === 'DISABLED' ? 'is switched off' : last === undefined ? 'has not synced yet' : null}
        {last === undefined ? null : (
          <>
            {' '}
            <StateBadge sync={last} /> <Moment at={last.endedAt ?? last.updatedAt} />
          </>
        )}
      </p>
    </article>
  );
}
