import type { InboxRecord } from '@frigg-crm/core';

/** What came in of one kind, and what became of it. */
export interface EntrySum {
  readonly kind: string;
  readonly accepted: number;
  /** Waiting, or worked on. */
  readonly open: number;
  readonly failed: number;
  /** When the newest came in, ISO 8601; `null`: none did. */
  readonly newestAt: string | null;
  /** Since when the oldest waits that is not done yet, ISO 8601; `null`: none waits. */
  readonly oldestOpenAt: string | null;
}

/** @returns one sum for each kind, in their order; also for those of which there is nothing. */
export function sumUpEntries(records: readonly InboxRecord[], kinds: readonly string[]): readonly EntrySum[] {
  return kinds.map((kind) => {
    const own = records.filter((record) => record.kind === kind);
    const open = own.filter(({ state }) => state === 'open');
    return {
      kind,
      accepted: own.length,
      open: open.length,
      failed: own.filter(({ state }) => state === 'failed').length,
      newestAt: momentsOf(own).at(-1) ?? null,
      oldestOpenAt: momentsOf(open)[0] ?? null,
    };
  });
}

function momentsOf(records: readonly InboxRecord[]): readonly string[] {
  return records.map(({ acceptedAt }) => acceptedAt).toSorted();
}
