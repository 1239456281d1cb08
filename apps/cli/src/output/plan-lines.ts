import type { Schema } from '@frigg-crm/client';
import { formatCount, formatNumber } from './format.ts';

/** How much a plan is about; numbers are upper bounds. */
type Amount = Pick<Schema<'SyncPlan'>, 'pages' | 'people' | 'writes'>;

/** @returns how much a plan is about, as a part of a sentence. */
export function amountOf({ pages, people, writes }: Amount): string {
  return `${formatCount(pages, 'page')}, at most ${formatNumber(people)} people and ${formatCount(writes, 'write')} to Quo`;
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
