import type { ExportedSync } from '../api/types.ts';

const START_MS = Date.UTC(2026, 4, 1, 12);

/** @returns so many seconds after the start of the run. */
export function second(seconds: number): string {
  return new Date(START_MS + seconds * 1000).toISOString();
}

/** A run of ten pages of ten people, of which page 3 failed; it was paused once. */
export function anExport(more: Partial<ExportedSync> = {}): ExportedSync {
  const counts = (pages: number): ExportedSync['sync']['counts'] => ({
    processed: pages * 10,
    synced: pages * 10,
    failed: 0,
    skipped: 0,
    stale: 0,
    total: 100,
    totalIsFinal: false,
  });
  return {
    format: 'frigg-crm-sync',
    formatVersion: 1,
    exportedAt: second(100),
    sync: {
      id: 'a1',
      integration: 'b2',
      connector: 'pipedrive',
      objectType: 'Person',
      type: 'INITIAL',
      kind: 'sync',
      state: 'ERROR',
      ended: true,
      counts: { ...counts(9), totalIsFinal: true },
      pageSize: 10,
      generation: 0,
      version: 20,
      createdAt: second(0),
      updatedAt: second(60),
      endedAt: second(60),
    },
    pages: { settled: [[0, 9]], failed: [[3, 3]], outstanding: [], known: 10, isComplete: true },
    failedPages: [{ page: 3, synced: 0, failed: 0, skipped: 0 }],
    errors: [{ fingerprint: 'f1', code: 'API_REFUSED', count: 1, pages: [3] }],
    states: [
      { at: second(0), version: 0, state: 'INITIALIZING', waiting: null },
      { at: second(2), version: 2, state: 'PROCESSING_BATCHES', waiting: null },
      { at: second(20), version: 9, state: 'PAUSED', waiting: { code: 'OPERATOR', until: null } },
      { at: second(50), version: 10, state: 'PROCESSING_BATCHES', waiting: null },
      { at: second(60), version: 20, state: 'ERROR', waiting: null },
    ],
    samples: [
      {
        at: second(10),
        version: 5,
        counts: counts(3),
        known: 8,
        isComplete: false,
        pages: {
          settled: [
            [0, 1],
            [4, 4],
          ],
          failed: [],
        },
      },
      { at: second(30), version: 9, counts: counts(5), known: 10, isComplete: true, pages: null },
    ],
    ...more,
  };
}
