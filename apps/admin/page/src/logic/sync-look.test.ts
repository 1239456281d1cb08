import { expect, it } from 'vitest';
import { addsUp, lookOf, nameOfRun, nameOfState, rateOf, shareOf } from './sync-look.ts';

const COUNTS = { processed: 10, synced: 8, failed: 1, skipped: 1, stale: 0, total: 20, totalIsFinal: true };
const SYNC = { state: 'PROCESSING_BATCHES', ended: false, waiting: null, counts: COUNTS };

it('shows no failure while a sync goes on, whatever failed on the way', () => {
  expect(lookOf(SYNC)).toEqual({ label: 'Writing', tone: 'run', icon: 'syncs' });
  expect(lookOf({ ...SYNC, waiting: { code: 'RATE_LIMITED', message: 'waits' } })).toMatchObject({ label: 'Waiting', tone: 'wait' });
});

it('distinguishes a sync that is complete, one of which some failed, one that failed and one that was cancelled', () => {
  const looks = [
    { ...SYNC, state: 'COMPLETED', ended: true, counts: { ...COUNTS, failed: 0 } },
    ...['COMPLETED', 'ERROR', 'CANCELLED'].map((state) => ({ ...SYNC, state, ended: true })),
  ].map(lookOf);
  expect(looks.map(({ tone }) => tone)).toEqual(['ok', 'wait', 'fail', 'off']);
  expect(new Set(looks.map(({ label }) => label)).size).toBe(4);
});

it('knows no share without a total', () => {
  expect(shareOf(SYNC)).toBe(0.5);
  expect(shareOf({ ...SYNC, counts: { ...COUNTS, total: null } })).toBeUndefined();
  expect(shareOf({ ended: true, counts: { ...COUNTS, total: 0 } })).toBe(1);
});

it('checks the sum of the counts', () => {
  expect([addsUp(COUNTS), addsUp({ ...COUNTS, failed: 2 })]).toEqual([true, false]);
});

it('names a run', () => {
  expect(nameOfRun({ type: 'INITIAL', kind: 'sync' })).toBe('Initial sync');
  expect(nameOfRun({ type: 'ONGOING', kind: 'catch-up' })).toBe('Catch-up sync');
});

it('knows no rate of a sync that stands still', () => {
  const waiting = { code: 'RATE_LIMITED', message: 'x', until: '2026-05-01T12:00:00Z' };
  const running = { ...SYNC, recordsPerSecond: 80 };
  expect([running, { ...running, waiting }, { ...running, state: 'PAUSED' }, { ...running, ended: true }].map(rateOf)).toEqual([
    80, 0, 0, 80,
  ]);
});

it('names states alike wherever they are shown', () => {
  expect(['PROCESSING_BATCHES', 'ERROR', 'SOMETHING_NEW'].map(nameOfState)).toEqual(['Writing', 'Failed', 'Something new']);
});
