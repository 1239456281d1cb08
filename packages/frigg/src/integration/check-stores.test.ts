import { openMemoryStore } from '@frigg-crm/memory';
import { createTestVault } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { checkStores } from './check-stores.ts';
import type { FriggStores } from './frigg-integration-options.ts';

const ours = (): FriggStores => {
  const store = openMemoryStore();
  return { store, vault: createTestVault(store.documents) };
};

/** The methods of Frigg's repository of processes. */
const FRIGG_PROCESSES = { create: () => {}, findById: () => {}, update: () => {}, findActiveProcesses: () => {}, deleteById: () => {} };
/** Of an instance of Frigg: the last write wins, and nothing can be listed. */
const FRIGG_MAPPINGS = { getMapping: () => {}, upsertMapping: () => {} };

/** What an app in plain JavaScript may pass. */
const stores = (change: object): FriggStores => ({ ...ours(), store: { ...ours().store, ...change } }) as FriggStores;

describe('the stores of an integration inside Frigg', () => {
  it('may be ours', () => {
    const given = ours();
    expect(checkStores(given)).toBe(given);
  });

  it.each([
    ["Frigg's processes", stores({ processRepository: FRIGG_PROCESSES }), 'store.processRepository has no findByIds, find, save'],
    ["Frigg's mappings", stores({ mappingRepository: FRIGG_MAPPINGS }), 'store.mappingRepository has no beginWrites'],
    ['no vault', { ...ours(), vault: undefined as never }, 'vault has no read, write'],
    ['nothing', undefined as never, 'store.leases has no hold, release'],
  ])('B20: are refused at once where they are %s', (_what, given, text) => {
    expect(() => checkStores(given)).toThrow(
      expect.objectContaining({ code: 'CONFIGURATION_INVALID', message: expect.stringContaining(text) as string }),
    );
  });
});
