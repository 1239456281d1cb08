import { expect, it } from 'vitest';
import { etaOf } from './eta.ts';

const NOW = Date.parse('2026-05-01T12:00:00Z');
const COUNTS = { processed: 10, synced: 10, failed: 0, skipped: 0, stale: 0, total: 100, totalIsFinal: true };
const RUNNING = { ended: false, state: 'PROCESSING_BATCHES', waiting: null, estimatedCompletion: '2026-05-01T12:10:00Z', counts: COUNTS };

it('gives a moment only while the total is final, and the moment lies ahead', () => {
  expect(etaOf(RUNNING, NOW)).toEqual({ kind: 'at', at: '2026-05-01T12:10:00Z' });
  expect(etaOf({ ...RUNNING, counts: { ...COUNTS, totalIsFinal: false } }, NOW)).toMatchObject({ kind: 'unknown' });
  expect(etaOf({ ...RUNNING, estimatedCompletion: null }, NOW)).toMatchObject({ kind: 'unknown' });
  expect(etaOf({ ...RUNNING, estimatedCompletion: '2026-05-01T11:59:00Z' }, NOW)).toMatchObject({ kind: 'unknown' });
});

it('says of a sync that waits when it goes on at the earliest', () => {
  const waiting = { code: 'RATE_LIMITED', message: 'waits', until: '2026-05-01T12:20:00Z' };
  expect(etaOf({ ...RUNNING, waiting }, NOW)).toEqual({ kind: 'notBefore', at: waiting.until });
});

it('knows nothing of a paused sync, and has nothing to say of one that has ended', () => {
  expect(etaOf({ ...RUNNING, state: 'PAUSED' }, NOW)).toEqual({ kind: 'unknown', why: 'it is paused' });
  expect(etaOf({ ...RUNNING, ended: true }, NOW)).toBeUndefined();
});
