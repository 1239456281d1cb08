import { StorageError, toProcessProgress, type Process, type ProcessRepository } from '@frigg-crm/core';
import { createMemoryProcessRepository, createMemoryProgressPublisher } from '@frigg-crm/memory';
import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import type { ProgressReporter } from '../output/reporter.ts';
import { createSyncProcess } from '../test-support/create-sync-process.ts';
import { watchSyncs } from './watch-syncs.ts';

const ENDED = createSyncProcess({ synced: 3 });
const RUNNING: Process = { ...ENDED, state: 'PROCESSING_BATCHES', endedAt: null, version: 1 };

function setUp(processRepository: ProcessRepository) {
  const states: string[] = [];
  const reporter: ProgressReporter = {
    intervalMs: 100,
    progress: (syncs) => void states.push(...syncs.map(({ state }) => state)),
  };
  const publisher = createMemoryProgressPublisher();
  const clock = createVirtualClock();
  const stopping = new AbortController();
  const watching = watchSyncs({ processIds: [ENDED.id], processRepository, publisher, reporter, clock, signal: stopping.signal });
  return { watching, publisher, clock, states, stopping };
}

async function storeWith(process: Process): Promise<ProcessRepository> {
  const repository = createMemoryProcessRepository();
  await repository.create(process);
  return repository;
}

describe('watchSyncs', () => {
  it('ends when the publisher reports the end, and reports that state last', async () => {
    const { watching, publisher, clock, states } = setUp(await storeWith(RUNNING));
    await clock.advance(50);
    await publisher.publish(toProcessProgress(ENDED));
    await watching;
    expect(states).toEqual(['PROCESSING_BATCHES', 'COMPLETED']);
  });

  it('ends when another program ends the process, which only the store shows', async () => {
    const repository = await storeWith({ ...RUNNING, version: 0 });
    const { watching, clock } = setUp(repository);
    await clock.advance(500);
    await repository.save({ ...ENDED, version: 0 });
    await clock.advance(1000);
    await watching;
  });

  it('never goes back to what it knew before', async () => {
    const { watching, publisher, clock, states } = setUp(await storeWith(RUNNING));
    await clock.advance(50);
    await publisher.publish(toProcessProgress({ ...RUNNING, state: 'COMPLETING', version: 5 }));
    await publisher.publish(toProcessProgress({ ...RUNNING, version: 4 }));
    await clock.advance(100);
    await publisher.publish(toProcessProgress(ENDED));
    await watching;
    expect(states).toEqual(['PROCESSING_BATCHES', 'COMPLETING', 'COMPLETED']);
  });

  it('gives up when the store is gone for ten looks, not before', async () => {
    const working = await storeWith(RUNNING);
    let failures = 9;
    const flaky: ProcessRepository = {
      ...working,
      async findByIds(ids) {
        failures -= 1;
        if (failures >= 0) throw new StorageError('no answer');
        return working.findByIds(ids);
      },
    };
    const patient = setUp(flaky);
    await patient.clock.advance(9500);
    await patient.publisher.publish(toProcessProgress(ENDED));
    await patient.watching;
    failures = 100;
    const impatient = setUp(flaky);
    await expect(impatient.clock.runUntil(impatient.watching)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  });

  it('rejects with the reason when the user stops', async () => {
    const { watching, stopping, clock } = setUp(await storeWith(RUNNING));
    await clock.advance(50);
    stopping.abort(new Error('enough'));
    await expect(watching).rejects.toThrow('enough');
  });
});
