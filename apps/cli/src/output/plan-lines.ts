import type { Schema } from '@frigg-crm/client';
import { formatCount, formatDuration, formatNumber } from './format.ts';

/** How much a plan is about; numbers are upper bounds. */
type Amount = Pick<Schema<'SyncPlan'>, 'pages' | 'people' | 'writes'>;

/** @returns how much a plan is about, as a part of a sentence. */
export function amountOf({ pages, people, writes }: Amount): string {
  return `${formatCount(pages, 'page')}, at most ${formatNumber(people)} people and ${formatCount(writes, 'write')} to Quo`;
}

/** What a plan costs, at most. */
type Work = Pick<Schema<'SyncPlan'>, 'crmRequests' | 'quoRequests' | 'seconds'>;

/** @returns the budget that a plan takes and how long, as a line; none where it takes none. */
export function workLines({ crmRequests, quoRequests, seconds }: Work): readonly string[] {
  if (crmRequests + quoRequests === 0) return [];
  const time =
    seconds === null ? 'how long is not known before a first sync' : `about ${formatDuration(seconds * 1000)} when it is as fast as before`;
  return [`at most ${formatCount(crmRequests, 'request')} to the CRM and ${formatCount(quoRequests, 'request')} to Quo, ${time}`];
}

/** @returns the last line of a rehearsal. */
export function planLine(plan: string): string {
  return `nothing was done; to do exactly this: --if-plan ${plan}`;
}

/** @returns the plan that an ETag names, as `--if-plan` takes it. */
export function toPlan(etag: string | undefined): string {
  return (etag ?? '').replaceAll('"', '');
}

/** @returns what is sent as If-Match. */
export function toIfMatch(plan: string | undefined): string | undefined {
  return plan === undefined ? undefined : `"${plan}"`;
}
