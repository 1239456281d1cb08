import { toProcessId, type Process } from '@frigg-crm/core';
import { aProcess } from '../process/a-process.ts';

/** A process with something in every field, as it is in the middle of its life. */
export function aFullProcess(overrides: Partial<Process> = {}): Process {
  return aProcess({
    id: toProcessId('process-full'),
    userId: 'user-É-用户-👩‍👩‍👧',
    integrationId: 'integration "quoted" \\ back',
    name: "O'Brien; DROP TABLE frigg_processes; --",
    state: 'PROCESSING_BATCHES',
    context: {
      syncType: 'INITIAL',
      totalRecords: 0,
      lastSyncedTimestamp: null,
      pagination: {
        pageSize: 100,
        currentCursor: 'https://example.test/next?after=%F0%9F%98%80&limit=100',
        hasMore: true,
        deeper: { list: [[1, [2]], {}, [], ''] },
      },
      emoji: '😀 👩🏽‍🚒 🇫🇷 \u{10FFFF} \uFFFD \u2028 \u2029 \u0001 \u007F é e\u0301',
      metadata: {},
    },
    results: {
      aggregateData: { totalSynced: 3, duration: 0.1, recordsPerSecond: 12.34, errors: [{ code: 'CRM_ERROR', message: 'none' }] },
    },
    parentProcessId: toProcessId('process-parent'),
    childProcesses: [toProcessId('child-2'), toProcessId('child-1')],
    activeKey: 'integration-1:person',
    ledger: {
      expectedUnits: 100_000,
      closed: true,
      settled: [
        [0, 41],
        [43, 99_998],
      ],
      failed: [[7, 7]],
      open: { '42': { cursor: 'abc', page: 42 }, '99999': {} },
      folded: { streams: { 'page.batch$1': [[0, 3]], ' ': [[1, 1]] }, opaque: ['start', '{"odd":1}'] },
      finishing: false,
      outbox: [
        { kind: 'message', id: 'process-full:COMPLETE_SYNC', event: 'COMPLETE_SYNC', data: { a: [null, false] } },
        {
          kind: 'update',
          id: 'u',
          update: {
            type: 'SETTLE_UNIT',
            processId: toProcessId('process-parent'),
            updateId: 'unit#0',
            unit: 0,
            outcome: 'FAILED',
            counts: { synced: 1, failed: 2, skipped: 3 },
          },
        },
      ],
    },
    version: 41,
    createdAt: '2026-01-05T10:00:00.001Z',
    updatedAt: '2026-02-28T23:59:59.999Z',
    endedAt: '2026-03-29T01:30:00.100Z',
    ...overrides,
  });
}
