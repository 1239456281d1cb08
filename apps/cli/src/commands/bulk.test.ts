import { createClient, type Schema } from '@frigg-crm/client';
import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { waitForBulk } from './bulk.ts';

const BEGUN: Schema<'BulkOperation'> = {
  id: 'b1',
  action: 'redrive',
  filter: {},
  state: 'RUNNING',
  perSecond: 1,
  total: 3,
  done: 0,
  skipped: 0,
  failed: {},
  caller: 'admin-token',
  createdAt: '2026-01-05T08:00:00.000Z',
  endedAt: null,
  version: 0,
};

/** Waits for an operation that is found like this, once after the other. */
async function wait(...states: readonly Partial<Schema<'BulkOperation'>>[]) {
  const clock = createVirtualClock();
  const answers = [...states];
  const client = createClient({
    baseUrl: 'http://crm.test',
    fetch: async () => Response.json({ ...BEGUN, ...(answers.length > 1 ? answers.shift() : answers[0]) }),
  });
  const written: string[] = [];
  const dependencies = { client, json: false, write: (line: string) => void written.push(line) };
  const startedMs = clock.now();
  const outcome = await clock.runUntil(
    waitForBulk('b1', dependencies, { clock }).then(
      () => 'done',
      (error: Error) => error.message,
    ),
  );
  return { outcome, waitedMs: clock.now() - startedMs, written };
}

describe('waiting for a bulk operation', () => {
  it('says whenever it has come further, and ends with it', async () => {
    expect(await wait({}, {}, { done: 1, skipped: 1 }, { done: 2, skipped: 1, state: 'COMPLETED' })).toEqual({
      outcome: 'done',
      waitedMs: 3000,
      written: [
        'RUNNING: 0 of 3 done, 0 skipped, 0 failed',
        'RUNNING: 1 of 3 done, 1 skipped, 0 failed',
        'COMPLETED: 2 of 3 done, 1 skipped, 0 failed',
      ],
    });
  });

  it('fails when it has failed for a sync, with the reasons', async () => {
    const { outcome, written } = await wait({ done: 1, failed: { CONFLICT: 1, PROCESS_NOT_FOUND: 1 }, state: 'COMPLETED' });
    expect(outcome).toBe('It failed for 2 syncs; the same command tries them again');
    expect(written).toEqual(['COMPLETED: 1 of 3 done, 0 skipped, 2 (CONFLICT 1, PROCESS_NOT_FOUND 1) failed']);
  });
});
