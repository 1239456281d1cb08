import { toProcessId, type Clock, type Store } from '@frigg-crm/core';
import { afterEach, describe, expect, it } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../clock/virtual-clock.ts';
import { documentStoreCases } from '../document-store/describe-document-store.ts';
import { leaseCases } from '../leases/describe-leases.ts';
import { mappingRepositoryCases } from '../mapping-repository/describe-mapping-repository.ts';
import { processRepositoryCases } from '../process-repository/describe-process-repository.ts';
import { rateLimitCases } from '../rate-limits/describe-rate-limits.ts';

/** How the contract suite reaches a store. */
export interface StoreContract {
  /** Opens an empty store, whose time is that of `clock`; called before each test, and closed after it. */
  readonly open: (clock: Clock) => Promise<Store>;
  /**
   * Opens the store that `open` opened last once more, as a second program would; closed after the test.
   * @defaultValue the same store again
   */
  readonly openAgain?: ((clock: Clock) => Promise<Store>) | undefined;
}

/** What a case works on. */
interface OpenStore {
  readonly store: Store;
  readonly again: Store;
  readonly clock: VirtualClock;
}

interface StoreCase {
  readonly title: string;
  readonly run: (open: OpenStore) => Promise<void>;
}

/** The promises of all five parts, each kept by one part of the same store. */
const PART_CASES: readonly StoreCase[] = [
  ...processRepositoryCases.map(({ title, run }) => ({
    title: `processes: ${title}`,
    run: async ({ store, again }: OpenStore) => run({ repository: store.processRepository, open: () => again.processRepository }),
  })),
  ...mappingRepositoryCases.map(({ title, run }) => ({
    title: `mappings: ${title}`,
    run: async ({ store, again, clock }: OpenStore) =>
      run({ mappings: store.mappingRepository, open: () => again.mappingRepository, clock }),
  })),
  ...documentStoreCases.map(({ title, run }) => ({
    title: `documents: ${title}`,
    run: async ({ store, again }: OpenStore) => run({ documents: store.documents, open: () => again.documents }),
  })),
  ...leaseCases.map(({ title, run }) => ({
    title: `leases: ${title}`,
    run: async ({ store, again, clock }: OpenStore) => run({ leases: store.leases, open: () => again.leases, clock }),
  })),
  ...rateLimitCases.map(({ title, run }) => ({
    title: `rate limits: ${title}`,
    run: async ({ store, again, clock }: OpenStore) => run({ rateLimits: store.rateLimits, open: () => again.rateLimits, clock }),
  })),
];

/**
 * The contract of `Store`: those of its five parts, over one database, and what they share. Every store runs it, and
 * passes whole.
 *
 * @example
 * ```ts
 * describeStore('in memory', { open: async (clock) => openMemoryStore({ clock }) });
 * ```
 */
export function describeStore(name: string, { open, openAgain }: StoreContract): void {
  describe(`the store ${name}`, () => {
    const opened: Store[] = [];

    const openBoth = async (): Promise<OpenStore> => {
      const clock = createVirtualClock();
      const store = await open(clock);
      opened.push(store);
      const again = (await openAgain?.(clock)) ?? store;
      if (again !== store) opened.push(again);
      return { store, again, clock };
    };

    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close();
    });

    it.each(PART_CASES)('$title', async ({ run }) => run(await openBoth()));

    it('keeps what each part stores apart from the others', async () => {
      const { store } = await openBoth();
      await store.documents.insert([aDocument('integrations'), aDocument('processes')]);
      await store.leases.hold(['i1'], { holder: 'a', ttlMs: 1000 });
      await store.mappingRepository.removeAll({ integrationId: 'i1' });
      await store.documents.removeIntegration({ integrationId: 'i1' });
      expect(await store.leases.hold(['i1'], { holder: 'b', ttlMs: 1000 })).toEqual([]);
      expect(await store.processRepository.findById(toProcessId('i1'))).toBeUndefined();
    });

    it('may be closed twice', async () => {
      const { store } = await openBoth();
      await store.close();
      await expect(store.close()).resolves.toBeUndefined();
    });
  });
}

function aDocument(collection: string): Parameters<Store['documents']['insert']>[0][number] {
  return { collection, integrationId: 'i1', id: 'i1', value: {}, tags: [], dueAt: null, expiresAt: null, version: 0 };
}
