import type { LogEvent, Sync, SyncErrors, SyncPages } from '../api/types.ts';

/** What of the log of an integration goes into a file: states and numbers, nothing that a person could be recognised by. */
const KEPT_DATA = ['processId', 'state', 'kind', 'processed', 'synced', 'failed', 'skipped'] as const;

/** A run as one file, to send to those who are to find out why it does what it does. Without personal data. */
export interface ExportedRun {
  readonly format: 'frigg-crm-run';
  readonly formatVersion: 1;
  readonly exportedAt: string;
  readonly sync: Sync;
  readonly pages: SyncPages;
  readonly errors: SyncErrors;
  readonly events: readonly LogEvent[];
}

/** What a file is made of. */
export interface RunParts {
  readonly sync: Sync;
  readonly pages: SyncPages;
  readonly errors: SyncErrors;
  readonly events: readonly LogEvent[];
}

/** @returns the file of a run. */
export function exportRun({ sync, pages, errors, events }: RunParts, { at }: { readonly at: string }): ExportedRun {
  const own = events.filter(({ data }) => data['processId'] === sync.id);
  return {
    format: 'frigg-crm-run',
    formatVersion: 1,
    exportedAt: at,
    sync,
    pages,
    errors,
    events: own.map((event) => ({
      ...event,
      data: Object.fromEntries(KEPT_DATA.flatMap((key) => (key in event.data ? [[key, event.data[key]]] : []))),
    })),
  };
}
