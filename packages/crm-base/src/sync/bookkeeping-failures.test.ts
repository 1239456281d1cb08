import { StorageError, readProgress, type MappingRepository, type ProcessRepository } from '@frigg-crm/core';
import { countValues } from '@frigg-crm/core/adapter';
import { createMemoryMappingRepository } from '@frigg-crm/memory';
import type { VirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem, runInitialSync, type EngineParts } from '../test-support/sync-system.ts';

const config = { syncConfig: { initialBatchSize: 50, catchUp: false } };

/** Fails to store that units are settled, each time for the first time: before it has stored it, or after. */
function failingToSettle(repository: ProcessRepository, when: 'before' | 'after', note: () => void): ProcessRepository {
  let [stored, failedAt] = [0, 0];
  return {
    ...repository,
    async save(process, options) {
      const settled = countValues(process.ledger.settled);
      const fails = settled > stored && failedAt <= stored;
      if (fails) {
        failedAt = settled;
        note();
        if (when === 'before') throw new StorageError('the store is away');
      }
      const saved = await repository.save(process, options);
      stored = settled;
      if (fails) throw new StorageError('the answer was lost');
      return saved;
    },
  };
}

it.each(['before', 'after'] as const)(
  'B23: people who were written are no failures when the store fails %s it has counted them',
  async (when) => {
    let failures = 0;
    const note = (): void => void (failures += 1);
    const system = createSyncSystem({
      people: fakePeople(150),
      config,
      wrapRepository: (repository) => failingToSettle(repository, when, note),
    });
    const process = await runInitialSync(system);
    expect(failures).toBeGreaterThan(0);
    expect(process.state).toBe('COMPLETED');
    expect(readProgress(process)).toMatchObject({ processedRecords: 150, totalSynced: 150, totalFailed: 0, errors: [] });
    expect(system.quo.stored.size).toBe(150);
  },
);

it('B42: a contact that was written is no failure when its mapping cannot be stored for the moment', async () => {
  let failures = 2;
  const engineOf = (clock: VirtualClock): EngineParts => {
    const mappings = createMemoryMappingRepository({ clock });
    const confirmWrites: MappingRepository['confirmWrites'] = async (...args) => {
      if ((failures -= 1) >= 0) throw new StorageError('the mapping is away');
      return mappings.confirmWrites(...args);
    };
    return { store: { mappingRepository: { ...mappings, confirmWrites } } };
  };
  const system = createSyncSystem({ people: fakePeople(50), config, engineOf });
  const process = await runInitialSync(system);
  expect(failures).toBeLessThan(0);
  expect(process.state).toBe('COMPLETED');
  expect(readProgress(process)).toMatchObject({ totalSynced: 50, totalFailed: 0, errors: [] });
  expect(system.quo.stored.size).toBe(50);
});
