import { expect, it } from 'vitest';
import type { Schema } from '../request-types.ts';
import { findAttention, latestRuns } from './find-attention.ts';

type Integration = Schema<'Integration'>;
type Sync = Schema<'Sync'>;

function integration(change: Partial<Integration>): Integration {
  return {
    id: 'i1',
    userId: 'u',
    connector: 'attio',
    status: 'ENABLED',
    config: {},
    notices: [],
    setUpAt: null,
    dueAt: null,
    failedAttempts: 0,
    createdAt: '1',
    updatedAt: '2',
    version: 1,
    ...change,
  };
}

function sync(change: Partial<Sync>): Sync {
  const counts = { processed: 0, synced: 0, failed: 0, skipped: 0, stale: 0, total: null, totalIsFinal: false };
  return {
    id: 's1',
    integrationId: 'i1',
    connector: 'attio',
    objectType: 'people',
    type: 'INITIAL',
    kind: 'sync',
    state: 'COMPLETED',
    ended: true,
    counts,
    recordsPerSecond: 0,
    estimatedCompletion: null,
    waiting: null,
    actions: [],
    version: 1,
    createdAt: '2026-01-01',
    updatedAt: '2026-01-01',
    endedAt: null,
    ...change,
  } as Sync;
}

it('names what does not go on by itself, the most severe first', () => {
  const integrations = [integration({ status: 'NEEDS_CONFIG' }), integration({ id: 'i2', status: 'ERROR' })];
  const syncs = [sync({ id: 's2', integrationId: 'i2', state: 'ERROR' }), sync({ state: 'PAUSED', ended: false })];
  expect(findAttention(integrations, syncs).map(({ severity }) => severity)).toEqual(['error', 'error', 'warning', 'warning']);
});

it('leaves out what waits for a moment, what a later run has done, and what was switched off', () => {
  const waiting = { code: 'RATE_LIMITED', message: 'waits', until: '2026-01-01T12:00:00Z' };
  expect(findAttention([integration({})], [sync({ state: 'PAUSED', ended: false, waiting })])).toEqual([]);
  expect(findAttention([], [sync({ id: 'old', state: 'ERROR' }), sync({ id: 'new', createdAt: '2026-01-02' })])).toEqual([]);
  expect(findAttention([integration({ status: 'DISABLED', notices: [{ level: 'error', code: 'X', text: 'x', at: '1' }] })], [])).toEqual(
    [],
  );
});

it('says of a sync whose account is refused what is to be done, and what its API has said', () => {
  const waiting = { code: 'API_UNAUTHORIZED', message: 'GET /people failed (401)' };
  expect(findAttention([integration({})], [sync({ state: 'PAUSED', ended: false, waiting })])).toMatchObject([
    { severity: 'error', text: 'is paused: an account is refused. What is done is kept', detail: 'GET /people failed (401)' },
  ]);
});

it('says what a notice says rather than that something is wrong', () => {
  const notices = [{ level: 'error', code: 'TOKEN', text: 'The token was refused.', at: '3' }] as const;
  expect(findAttention([integration({ status: 'ERROR', notices })], []).map(({ text }) => text)).toEqual(['The token was refused.']);
});

it('counts people of a complete run that failed', () => {
  const counts = { ...sync({}).counts, failed: 3 };
  expect(findAttention([], [sync({ counts })])).toMatchObject([{ code: 'PEOPLE_FAILED', text: 'is complete, but 3 people failed' }]);
  expect(latestRuns([sync({ type: 'WEBHOOK' })])).toEqual([]);
});
