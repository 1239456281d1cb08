import type { ReactNode } from 'react';
import type { SyncPlan } from '../api/types.ts';
import { formatDuration, plural } from '../logic/format.ts';
import { Moment, useNow } from '../ui/moment.tsx';

/** What something costs. */
export type Work = Pick<SyncPlan, 'crmRequests' | 'quoRequests' | 'seconds'>;

/** The budget that something takes, and how long. */
export function WorkText({ work: { crmRequests, quoRequests, seconds } }: { readonly work: Work }): ReactNode {
  return (
    <>
      At most {plural(crmRequests, 'request')} to the CRM and {plural(quoRequests, 'request')} to Quo.{' '}
      {seconds === null ? 'How long it takes is not known before a first sync.' : <Lasts seconds={seconds} />}
    </>
  );
}

function Lasts({ seconds }: { readonly seconds: number }): ReactNode {
  const nowMs = useNow();
  return (
    <>
      As fast as before it takes {formatDuration(seconds * 1000)}, until about{' '}
      <Moment at={new Date(nowMs + seconds * 1000).toISOString()} isExact />.
    </>
  );
}
