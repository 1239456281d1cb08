import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { get } from '../api/api.ts';
import { useLive } from '../live/live.ts';
import { Badge, Button, Failure, Loading, uiCss } from '../ui/ui.tsx';

interface Diagnostics {
  readonly publicUrl: string | null;
  readonly checks: readonly {
    readonly name: 'http' | 'webhooks' | 'webSocket';
    readonly outcome: 'ok' | 'failed';
    readonly detail: string;
  }[];
}

const NAMES = { http: 'Requests', webhooks: 'Webhooks', webSocket: 'WebSockets' } as const;

/** Whether what is outside reaches this server. */
export function DiagnosticsPage(): ReactNode {
  const { status } = useLive();
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['diagnostics'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => get<Diagnostics>('/diagnostics', undefined, signal),
  });
  return (
    <div className={uiCss['stack']}>
      <div className={uiCss['head']}>
        <h1>Diagnostics</h1>
        <Button icon="again" isBusy={isFetching} onClick={() => void refetch()}>
          Test again
        </Button>
      </div>
      {error === null ? null : <Failure error={error} />}
      {data === undefined && error === null ? <Loading /> : null}
      {data?.publicUrl === null ? (
        <p className={uiCss['card']}>
          The server does not know where it is found from outside, so nothing was tested. Set <code>FRIGG_CRM_PUBLIC_URL</code>.
        </p>
      ) : null}
      <ul className={uiCss['cards']}>
        {(data?.checks ?? []).map(({ name, outcome, detail }) => (
          <li key={name} className={uiCss['card']}>
            <h2>{NAMES[name]}</h2>
            <p>
              <Badge tone={outcome === 'ok' ? 'ok' : 'fail'} icon={outcome === 'ok' ? 'check' : 'cross'}>
                {outcome === 'ok' ? 'Get through' : 'Do not get through'}
              </Badge>
            </p>
            <p>{detail}</p>
          </li>
        ))}
        <li className={uiCss['card']}>
          <h2>This browser</h2>
          <p>
            {status === 'polling'
              ? 'Polls: WebSockets do not get through from here. A proxy in between may drop the header Upgrade.'
              : `Hears of changes: ${status}.`}
          </p>
        </li>
      </ul>
    </div>
  );
}
