import { readProgress } from '@frigg-crm/core';
import { ApiAnswerUnexpectedError, ApiRateLimitedError, ApiRefusedError, ApiUnavailableError } from '@frigg-crm/http';
import { describe, expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem, runInitialSync, startSync, type SyncSystem } from '../test-support/sync-system.ts';
import { CURSOR_BASED, NUMBERED_WITHOUT_TOTAL, WITH_TOTAL, expectWhole } from '../test-support/whole-sync.ts';

const FACTS = { api: 'Fake', operation: 'GET /people' };
const PARTIAL = { supportsPartialPages: true } as const;

const KINDS = [
  { kind: 'numbers and a total', config: WITH_TOTAL },
  { kind: 'numbers', config: NUMBERED_WITHOUT_TOTAL },
  { kind: 'cursors', config: { syncConfig: { ...CURSOR_BASED.syncConfig, ...PARTIAL } } },
];

/** A CRM that does not respond in time when more persons are requested at once. @returns how often that happened. */
function timeOutAbove(system: SyncSystem, most: number): { readonly timeouts: number } {
  const count = { timeouts: 0 };
  system.crm.beforePage = ({ limit }) => {
    if (limit <= most) return;
    count.timeouts += 1;
    throw new ApiUnavailableError({ ...FACTS, apiCode: 'TIMEOUT' });
  };
  return count;
}

describe.each(KINDS)('pages with $kind', ({ config }) => {
  it.each([60, 25, 10])('completes with every person once where the CRM times out above %i persons', async (most) => {
    const system = createSyncSystem({ people: fakePeople(730), config });
    const seen = timeOutAbove(system, most);
    const process = await runInitialSync(system);
    expectWhole(process, 730, 8);
    expect(system.quo.stored.size).toBe(730);
    expect(seen.timeouts).toBeLessThan(20);
  });

  it.each([
    ['refuses as too large (413)', new ApiRefusedError({ ...FACTS, status: 413 })],
    ['sends more bytes than are read for', new ApiAnswerUnexpectedError({ ...FACTS, apiCode: 'TOO_LARGE' }, 'larger than 1 bytes')],
  ])('completes without an attempt where the CRM %s more than 20 persons', async (_what, error) => {
    const system = createSyncSystem({ people: fakePeople(210), config: { ...config, queueConfig: { maxAttempts: 1 } } });
    system.crm.beforePage = ({ limit }) => {
      if (limit > 20) throw error;
    };
    expectWhole(await runInitialSync(system), 210, 3);
  });

  it('heals within the attempts of a message although each program that takes it knows nothing of the others', async () => {
    const system = createSyncSystem({ people: fakePeople(400), config });
    const seen = timeOutAbove(system, 25);
    const processId = await startSync(system);
    const { fetch, work } = system.machine;
    let process = await system.find(processId);
    // As on Lambda at its worst: after a failure another program takes the next attempt.
    for (let programs = 0; process.endedAt === null && programs < 40; programs += 1) {
      const machine = system.boot({ queues: { fetch, work } });
      const running = machine.start(1);
      const { timeouts } = seen;
      process = await system.when(processId, ({ endedAt }) => endedAt !== null || seen.timeouts > timeouts);
      await system.halt([machine, running]);
    }
    expectWhole(process, 400, 4);
  });
});

it('does not read smaller pages because of a rate limit: they would be more requests', async () => {
  const system = createSyncSystem({ people: fakePeople(300), config: { syncConfig: { ...CURSOR_BASED.syncConfig, ...PARTIAL } } });
  let refusals = 5;
  system.crm.beforePage = () => {
    if ((refusals -= 1) >= 0) throw new ApiRateLimitedError({ ...FACTS, status: 429 }, 1000);
  };
  expectWhole(await runInitialSync(system), 300, 3);
  expect(new Set(system.crm.pages.map(({ limit }) => limit))).toEqual(new Set([100]));
});

it('reads whole pages again when the CRM has recovered', async () => {
  const system = createSyncSystem({ people: fakePeople(3000), config: { syncConfig: { ...CURSOR_BASED.syncConfig, ...PARTIAL } } });
  let failures = 1;
  system.crm.beforePage = () => {
    if ((failures -= 1) >= 0) throw new ApiUnavailableError({ ...FACTS, status: 503 });
  };
  expectWhole(await runInitialSync(system), 3000, 30);
  const limits = system.crm.pages.map(({ limit }) => limit);
  expect([limits[0], limits[1], limits.at(-1)]).toEqual([100, 50, 100]);
});

it('never reads a page in parts whose cursors are bound to its size, and fails it as before', async () => {
  const system = createSyncSystem({ people: fakePeople(300), config: CURSOR_BASED });
  timeOutAbove(system, 50);
  const process = await runInitialSync(system);
  expect([process.state, new Set(system.crm.pages.map(({ limit }) => limit))]).toEqual(['ERROR', new Set([100])]);
});

it('reads no fewer persons at once than the connector allows', async () => {
  const config = { syncConfig: { ...WITH_TOTAL.syncConfig, minBatchSize: 50 } };
  const system = createSyncSystem({ people: fakePeople(300), config });
  timeOutAbove(system, 20);
  const process = await runInitialSync(system);
  expect(process.state).not.toBe('COMPLETED');
  expect(Math.min(...system.crm.pages.map(({ limit }) => limit))).toBe(50);
});

it('fetches the records of a page by fewer ids at a time where the CRM does not carry more', async () => {
  const system = createSyncSystem({
    people: fakePeople(250),
    config: { syncConfig: { ...WITH_TOTAL.syncConfig, returnFullRecords: false } },
  });
  const fetchAll = system.integration.fetchPersonsByIds.bind(system.integration);
  const sizes: number[] = [];
  system.integration.fetchPersonsByIds = async (ids, scope) => {
    sizes.push(ids.length);
    if (ids.length > 30) throw new ApiUnavailableError({ ...FACTS, apiCode: 'TIMEOUT' });
    return fetchAll(ids, scope);
  };
  const process = await runInitialSync(system);
  expectWhole(process, 250, 3);
  expect(readProgress(process).totalSynced).toBe(250);
  expect(sizes.filter((size) => size > 30).length).toBeLessThan(8);
});
