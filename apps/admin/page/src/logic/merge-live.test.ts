import { expect, it } from 'vitest';
import type { Sync } from '../api/types.ts';
import { holdOrder, newerOf, withProgress } from './merge-live.ts';

const SYNC: Sync = {
  id: 's1',
  integrationId: 'i1',
  connector: 'attio',
  objectType: 'people',
  type: 'INITIAL',
  kind: 'sync',
  state: 'PROCESSING_BATCHES',
  ended: false,
  counts: { processed: 10, synced: 9, failed: 1, skipped: 0, stale: 0, total: 40, totalIsFinal: false },
  recordsPerSecond: 5,
  estimatedCompletion: null,
  waiting: null,
  actions: ['pause', 'cancel'],
  version: 7,
  createdAt: '2026-05-01T12:00:00Z',
  updatedAt: '2026-05-01T12:00:10Z',
  endedAt: null,
};

function progress(change: object): NonNullable<Parameters<typeof withProgress>[1]> {
  const { counts, id, ...rest } = SYNC;
  return { ...rest, ...counts, processId: id, total: 40, timestamp: '2026-05-01T12:00:20Z', ...change } as never;
}

it('never goes back to a lower version, whichever way it came', () => {
  expect(withProgress(SYNC, progress({ version: 6, processed: 8 }))).toBe(SYNC);
  expect(withProgress(SYNC, progress({ version: 8, processed: 12, synced: 11 })).counts).toMatchObject({
    processed: 12,
    synced: 11,
    total: 40,
  });
  expect(newerOf({ ...SYNC, version: 9 }, SYNC).version).toBe(9);
});

it('shows a total of zero that is not final as unknown', () => {
  expect(withProgress(SYNC, progress({ version: 8, total: 0 })).counts.total).toBeNull();
});

it('offers what can be done in the state that was announced', () => {
  expect(withProgress(SYNC, progress({ version: 8, state: 'PAUSED' })).actions).toEqual(['resume', 'cancel']);
  const ended = withProgress(SYNC, progress({ version: 8, state: 'COMPLETED', ended: true }));
  expect([ended.actions, ended.endedAt]).toEqual([['redrive'], '2026-05-01T12:00:20Z']);
});

it('moves no row below a pointer, and says how many are new', () => {
  const rows = [{ id: 'new' }, { id: 'b' }, { id: 'a' }];
  expect(holdOrder(rows, undefined)).toEqual({ rows, hidden: 0 });
  expect(holdOrder(rows, ['a', 'b'])).toEqual({ rows: [{ id: 'a' }, { id: 'b' }], hidden: 1 });
});
