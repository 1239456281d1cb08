import type { PipedriveSandbox } from '@frigg-crm/pipedrive/sandbox';

/** @returns how many activities and notes there are of each call and text, by Quo's ids, which their links name; deleted ones do not count. */
export function readWritten({ activities, notes }: Pick<PipedriveSandbox, 'activities' | 'notes'>): ReadonlyMap<string, number> {
  const texts = [
    ...activities().flatMap(({ is_deleted: isDeleted, note }) => (isDeleted ? [] : [note])),
    ...notes().flatMap(({ active_flag: isActive, content }) => (isActive ? [content] : [])),
  ];
  const counts = new Map<string, number>();
  for (const text of texts) {
    const id = /\?at=(AC\d+)/.exec(text)?.[1] ?? 'of nothing';
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}
