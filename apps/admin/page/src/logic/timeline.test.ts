import { expect, it } from 'vitest';
import { durationOf, spansOf } from './timeline.ts';

const SYNC = { id: 's1', state: 'PAUSED', createdAt: '2026-05-01T12:00:00Z', updatedAt: '2026-05-01T12:00:30Z', endedAt: null };

function moved(seq: number, second: number, state: string, processId = 's1'): Parameters<typeof spansOf>[1][number] {
  return { seq, at: `2026-05-01T12:00:${String(second).padStart(2, '0')}Z`, type: 'sync.moved', data: { processId, state } };
}

it('says in which states a sync was, and for how long', () => {
  const spans = spansOf(SYNC, [
    moved(1, 1, 'INITIALIZING'),
    moved(2, 3, 'PROCESSING_BATCHES'),
    moved(3, 9, 'COMPLETED', 'other'),
    moved(4, 30, 'PAUSED'),
  ]);
  expect(spans.map(({ state }) => state)).toEqual(['INITIALIZING', 'PROCESSING_BATCHES', 'PAUSED']);
  const nowMs = Date.parse('2026-05-01T12:01:00Z');
  expect(spans.map((span) => durationOf(span, nowMs) / 1000)).toEqual([3, 27, 30]);
});

it('ends the last state where the sync has ended', () => {
  const [, last] = spansOf({ ...SYNC, state: 'COMPLETED', endedAt: '2026-05-01T12:00:40Z' }, [
    moved(1, 0, 'INITIALIZING'),
    moved(2, 40, 'COMPLETED'),
  ]);
  expect(last).toEqual({ state: 'COMPLETED', from: '2026-05-01T12:00:40Z', to: '2026-05-01T12:00:40Z' });
});

it('shows the state now where the log knows nothing any more, or not yet', () => {
  expect(spansOf(SYNC, [])).toEqual([{ state: 'PAUSED', from: SYNC.createdAt, to: undefined }]);
  expect(spansOf(SYNC, [moved(1, 0, 'INITIALIZING')]).map(({ state }) => state)).toEqual(['INITIALIZING', 'PAUSED']);
});
