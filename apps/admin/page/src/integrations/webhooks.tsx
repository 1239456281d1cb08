import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { WebhookHealth } from '../api/types.ts';
import { formatCount } from '../logic/format.ts';
import { Moment } from '../ui/moment.tsx';
import { Table } from '../ui/paged.tsx';
import { Failure, Loading, uiCss } from '../ui/ui.tsx';
import { usePart } from './queries.ts';

const COLUMNS = ['From', 'In 30 days', 'Newest', 'Open', 'Failed'];

/** Whether webhooks come in, and are worked on. */
export function Webhooks({ integrationId, crm }: { readonly integrationId: string; readonly crm: string }): ReactNode {
  const { data, error } = usePart<WebhookHealth>(integrationId, 'webhook-health');
  return (
    <section className={uiCss['stack']} aria-labelledby="webhooks">
      <h2 id="webhooks">Webhooks</h2>
      {error === null ? null : <Failure error={error} />}
      {data === undefined && error === null ? <Loading lines={2} /> : null}
      {data === undefined ? null : (
        <Table label="Webhooks" columns={COLUMNS} rows={data.sources.map((one) => [one.source, cellsOf(one, { integrationId, crm })])} />
      )}
      {data?.isComplete === false ? <p className={uiCss['muted']}>There are more than were counted.</p> : null}
    </section>
  );
}

type Source = WebhookHealth['sources'][number];

function cellsOf(
  { source, accepted, newestAt, open, oldestOpenAt, failed }: Source,
  { integrationId, crm }: { readonly integrationId: string; readonly crm: string },
): readonly ReactNode[] {
  return [
    <Link key="from" to="/webhooks" search={{ integrationId, source }}>
      {source === 'quo' ? 'Quo' : crm}
    </Link>,
    formatCount(accepted),
    newestAt === null ? 'none has come' : <Moment key="newest" at={newestAt} />,
    oldestOpenAt === null ? (
      formatCount(open)
    ) : (
      <span key="open">
        {formatCount(open)}, the oldest <Moment at={oldestOpenAt} />
      </span>
    ),
    failed === 0 ? (
      '0'
    ) : (
      <Link key="failed" to="/webhooks" search={{ integrationId, source, state: 'failed' }}>
        {formatCount(failed)}
      </Link>
    ),
  ];
}
