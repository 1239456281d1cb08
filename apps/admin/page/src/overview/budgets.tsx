import type { ReactNode } from 'react';
import type { Sync } from '../api/types.ts';
import { forecastOf } from '../logic/forecast.ts';
import { Moment, useNow } from '../ui/moment.tsx';
import { uiCss } from '../ui/ui.tsx';
import { useBudgets } from './queries.ts';

/** What an integration may send its APIs, as a forecast. Beside a sync nothing is said while they can be called. */
export function Budgets({ integrationId, sync }: { readonly integrationId: string; readonly sync?: Sync | undefined }): ReactNode {
  const { data } = useBudgets(integrationId);
  const nowMs = useNow();
  const forecasts = forecastOf(data?.items ?? [], sync, nowMs).filter(({ freeAt }) => freeAt !== undefined);
  if (data === undefined || (sync !== undefined && forecasts.length === 0)) return null;
  if (forecasts.length === 0) return <span className={`${uiCss['small']} ${uiCss['muted']}`}>All APIs can be called now.</span>;
  return (
    <ul className={`${uiCss['small']} ${uiCss['muted']}`}>
      {forecasts.map(({ api, freeAt, eta }) => (
        <li key={api}>
          {api} can be called again {freeAt === undefined ? 'now' : <Moment at={freeAt} isExact />}
          {eta?.kind === 'at' ? (
            <>
              ; done about <Moment at={eta.at} isExact />
            </>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
