import type { Schema } from '@frigg-crm/client';
import { describe, expect, it } from 'vitest';
import { findAttention } from './attention.ts';

type Integration = Schema<'Integration'>;
type Sync = Schema<'Sync'>;

function anIntegration(id: string, change: Partial<Integration>): Integration {
  const at = '2026-01-05T08:00:00.000Z';
  const times = { setUpAt: at, dueAt: null, createdAt: at, updatedAt: at };
  return {
    id,
    userId: 'ana',
    connector: 'pipedrive',
    status: 'ENABLED',
    config: {},
    notices: [],
    failedAttempts: 0,
    version: 1,
    ...times,
    ...change,
  };
}

function aSync(id: string, change: Partial<Sync>): Sync {
  const counts = { processed: 1, synced: 1, failed: 0, skipped: 0, stale: 0, total: 1, totalIsFinal: true };
  const times = { createdAt: `2026-01-05T08:00:0${id.length}.000Z`, updatedAt: '2026-01-05T09:00:00.000Z', endedAt: null };
  const facts = { integrationId: 'i1', connector: 'pipedrive', objectType: 'Person', type: 'INITIAL', kind: 'sync' } as const;
  const rest = { recordsPerSecond: 0, estimatedCompletion: null, waiting: null, actions: [], version: 1 };
  return { id, state: 'COMPLETED', ended: true, counts, ...facts, ...times, ...rest, ...change };
}

function codesOf(integrations: readonly Integration[], syncs: readonly Sync[]): readonly string[] {
  return findAttention(integrations, syncs).map(({ integrationId, code }) => `${integrationId} ${code}`);
}

describe('what needs an operator', () => {
  it('names each integration that does not work or waits for its owner, by its notice where there is one', () => {
    const notice = { level: 'error', code: 'API_UNAUTHORIZED', text: 'connect again', at: '2026-01-05T10:00:00.000Z' } as const;
    const integrations = [
      anIntegration('i1', { status: 'NEEDS_CONFIG' }),
      anIntegration('i2', { status: 'ERROR' }),
      anIntegration('i3', { status: 'ERROR', notices: [notice] }),
      anIntegration('i4', { status: 'DISABLED', notices: [notice] }),
      anIntegration('i5', {}),
    ];
    expect(codesOf(integrations, [])).toEqual(['i3 API_UNAUTHORIZED', 'i2 ERROR', 'i1 NEEDS_CONFIG']);
  });

  it('looks at the newest run of each type of people, and at no pause that ends by itself', () => {
    const failed = { processed: 9, synced: 7, failed: 2, skipped: 0, stale: 0, total: 9, totalIsFinal: true };
    const limited = { code: 'RATE_LIMITED', message: 'waits for the API', until: '2026-01-05T10:00:00.000Z' };
    expect(codesOf([], [aSync('a', { state: 'ERROR' }), aSync('ab', {})])).toEqual([]);
    expect(codesOf([], [aSync('a', {}), aSync('ab', { state: 'ERROR' })])).toEqual(['i1 ERROR']);
    expect(codesOf([], [aSync('a', { state: 'ERROR', type: 'WEBHOOK' })])).toEqual([]);
    expect(codesOf([], [aSync('a', { state: 'PAUSED', waiting: limited })])).toEqual([]);
    expect(codesOf([], [aSync('a', { state: 'PAUSED' }), aSync('ab', { objectType: 'Lead', counts: failed })])).toEqual([
      'i1 PAUSED',
      'i1 PEOPLE_FAILED',
    ]);
  });
});
