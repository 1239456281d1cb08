import { StorageError } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem } from '../test-support/sync-system.ts';

describe('engine.waitFor', () => {
  it('resolves with the processes when the last of them has ended', async () => {
    const system = createSyncSystem({ people: fakePeople(30) });
    const { syncs } = await system.integration.startInitialSync();
    const workers = system.machine.start();
    const [process] = await system.clock.runUntil(system.engine.waitFor(syncs.map(({ processId }) => processId)));
    expect([process?.id, process?.state]).toEqual([syncs[0]?.processId, 'COMPLETED']);
    await system.halt([system.machine, workers]);
  });

  it('refuses an id that is not stored, and ends with its signal', async () => {
    const system = createSyncSystem({ people: fakePeople(1) });
    await expect(system.engine.waitFor('absent')).rejects.toMatchObject({ code: 'PROCESS_NOT_FOUND' });
    const { syncs } = await system.integration.startInitialSync();
    const stop = new AbortController();
    const waiting = system.engine.waitFor(syncs[0]?.processId ?? '', { signal: stop.signal });
    stop.abort(new Error('stopped by the caller'));
    await expect(waiting).rejects.toThrow('stopped by the caller');
  });

  it('F3: waits through an outage of the store, and fails when the store has failed for two minutes', async () => {
    let failsUntilMs = 0;
    const system = createSyncSystem({
      people: fakePeople(1),
      wrapRepository: (repository) => ({
        ...repository,
        findByIds: async (...call) => {
          if (system.clock.now() < failsUntilMs) throw new StorageError('no response');
          return repository.findByIds(...call);
        },
      }),
    });
    const { syncs } = await system.integration.startInitialSync();
    const id = syncs[0]?.processId ?? '';
    const workers = system.machine.start();
    failsUntilMs = system.clock.now() + 60_000;
    const [process] = await system.clock.runUntil(system.engine.waitFor(id));
    expect(process?.state).toBe('COMPLETED');
    failsUntilMs = Number.POSITIVE_INFINITY;
    await expect(system.clock.runUntil(system.engine.waitFor(id))).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    await system.halt([system.machine, workers]);
  });
});
