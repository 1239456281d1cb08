import { StorageError, readProgress, type ProcessRepository } from '@frigg-crm/core';
import { ApiUnavailableError } from '@frigg-crm/http';
import { describe, expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem, startSync, type SyncSystem } from '../test-support/sync-system.ts';

const AWAY = new ApiUnavailableError({ api: 'Fake', operation: 'GET /people', status: 503 });

/** A worker gives up on page 2 of 5, and the store is down when that is to be stored. */
function givenUpHalfway(): SyncSystem {
  let refusals = 3;
  const system = createSyncSystem({
    people: fakePeople(50),
    config: {
      syncConfig: { paginationType: 'CURSOR_BASED', supportsTotal: false, initialBatchSize: 10 },
      queueConfig: { maxAttempts: 1, maxOutstandingPages: 1 },
    },
    wrapRepository: (repository): ProcessRepository => ({
      ...repository,
      create: async (...args) => repository.create(...args),
      findById: async (...args) => repository.findById(...args),
      findByIds: async (...args) => repository.findByIds(...args),
      find: async (...args) => repository.find(...args),
      deleteById: async (...args) => repository.deleteById(...args),
      async save(process, options) {
        const isEnd = readProgress(process).errors.some(({ unit }) => unit === 2);
        if (isEnd && (refusals -= 1) >= 0) throw new StorageError('away');
        return repository.save(process, options);
      },
    }),
  });
  system.crm.beforePage = ({ cursor }) => {
    if (cursor === '20') throw AWAY;
  };
  return system;
}

describe('a fetch that was given up half-way', () => {
  it('ends in ERROR by the redelivered message, and a redrive fetches all pages behind it', async () => {
    const system = givenUpHalfway();
    const processId = await startSync(system);
    const workers = system.start();
    const failed = await system.when(processId, ({ endedAt }) => endedAt !== null);
    expect(failed.state).toBe('ERROR');
    expect(readProgress(failed).errors).toMatchObject([{ unit: 2 }]);
    system.crm.beforePage = () => {};
    await system.clock.runUntil(system.engine.control.redriveSync(processId));
    const done = await system.when(processId, ({ state }) => state === 'COMPLETED');
    expect(readProgress(done)).toMatchObject({ processedRecords: 50, totalSynced: 50 });
    await system.halt([system.machine, workers]);
  });

  it('is not taken for a page that can be worked on when the sync is resumed without its messages', async () => {
    const system = givenUpHalfway();
    const processId = await startSync(system);
    const workers = system.start();
    await system.when(processId, ({ ledger }) => ledger.closed);
    system.crash();
    system.crm.beforePage = () => {};
    const next = system.boot();
    const running = next.start();
    await system.clock.runUntil(next.engine.syncOrchestrator.resumeActiveSyncs({ integration: next.integration as never }));
    const ended = await system.when(processId, ({ endedAt }) => endedAt !== null);
    expect(ended.state).toBe('ERROR');
    system.stop.abort();
    await system.halt([next, running]);
    void workers;
  });
});
