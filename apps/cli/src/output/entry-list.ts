import type { EntryGroup } from '@frigg-crm/crm-base';
import type { ListedEntry } from '../wiring/inbox-operations.ts';
import { formatNumber } from './format.ts';
import { formatTable } from './format-table.ts';

const HEADINGS = ['integration', 'id', 'kind', 'state', 'code', 'came in', 'next attempt', 'failed'];
const GROUP_HEADINGS = ['group', 'oldest', 'newest', 'for example', 'count', 'integrations'];

/** @returns the headings, and one line per entry. */
export function entryLines(entries: readonly ListedEntry[]): readonly string[] {
  const rows = entries.map(({ integrationId, id, kind, state, code, acceptedAt, dueAt, failedAttempts }) => [
    integrationId,
    id,
    kind,
    state,
    code ?? '',
    acceptedAt,
    state === 'open' ? dueAt : '',
    formatNumber(failedAttempts),
  ]);
  return formatTable([HEADINGS, ...rows], { leftAligned: HEADINGS.length - 1 });
}

/** @returns the headings, and one line per group, each named as `--group` takes it. */
export function entryGroupLines(groups: readonly EntryGroup[]): readonly string[] {
  const rows = groups.map((group) => [
    groupName(group),
    group.oldestAt,
    group.newestAt,
    `${group.sample.integrationId} ${group.sample.id}`,
    formatNumber(group.count),
    formatNumber(group.integrations),
  ]);
  return formatTable([GROUP_HEADINGS, ...rows], { leftAligned: GROUP_HEADINGS.length - 2 });
}

/** @returns what `--group` takes. */
export function groupName({ kind, code }: Pick<EntryGroup, 'kind' | 'code'>): string {
  return `${kind}/${code ?? ''}`;
}
