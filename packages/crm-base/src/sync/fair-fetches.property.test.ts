import { readProgress } from '@frigg-crm/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FakeCrm, FakeIntegration, fakePeople } from '../test-support/fake-crm.ts';
import { FakeQuoContacts } from '../test-support/fake-quo-contacts.ts';
import { createSyncSystem, startSync, type SyncSystem } from '../test-support/sync-system.ts';

const PAGINATIONS = [
  { paginationType: 'PAGE_BASED', supportsTotal: true },
  { paginationType: 'CURSOR_BASED', supportsTotal: false },
] as const;

interface Load {
  readonly tenants: number;
  readonly pagination: (typeof PAGINATIONS)[number];
  readonly maxOutstandingPages: number;
  readonly writeMs: number;
}

function tenantsOf(system: SyncSystem, { tenants, pagination, maxOutstandingPages, writeMs }: Load): readonly FakeIntegration[] {
  return Array.from({ length: tenants }, (_, index) => {
    const quo = new FakeQuoContacts();
    quo.beforeBatch = async () => system.clock.sleep(writeMs);
    return new FakeIntegration({
      ...system.engine,
      integrationId: `slow-${index}`,
      userId: 'u1',
      quoContacts: quo.port,
      crm: new FakeCrm(fakePeople(12)),
      config: { syncConfig: { ...pagination, initialBatchSize: 1, catchUp: false }, queueConfig: { maxOutstandingPages } },
    });
  });
}

it('F11: fetches the first page of a small tenant within seconds, whatever the writers of others do, and all pages of the others', async () => {
  const load = fc.record({
    tenants: fc.integer({ min: 17, max: 48 }),
    pagination: fc.constantFrom(...PAGINATIONS),
    maxOutstandingPages: fc.integer({ min: 1, max: 6 }),
    writeMs: fc.integer({ min: 1000, max: 60_000 }),
  });
  await fc.assert(
    fc.asyncProperty(load, async (given) => {
      const system = createSyncSystem({ people: fakePeople(3), engine: { watchdog: { intervalMs: 60_000, stallTimeoutMs: 1e9 } } });
      const slow = new Map(tenantsOf(system, given).map((integration) => [integration.integrationId, integration]));
      const resolveIntegration = async ({ integrationId }: { integrationId: string }) => slow.get(integrationId) ?? system.integration;
      const workers = system.engine.runWorkers({ resolveIntegration, concurrency: 200, signal: system.stop.signal });
      const ids = await Promise.all([...slow.values()].map(async (integration) => startSync({ integration })));
      await system.clock.advance(5000);
      const startedMs = system.clock.now();
      const small = await startSync(system);
      await system.when(small, () => system.crm.pages.length > 0);
      expect(system.clock.now() - startedMs).toBeLessThanOrEqual(3000);
      for (const id of ids) {
        const process = await system.when(id, ({ endedAt }) => endedAt !== null);
        expect([process.state, readProgress(process).processedRecords]).toEqual(['COMPLETED', 12]);
      }
      await system.halt([system.machine, workers]);
    }),
    { numRuns: 3 },
  );
});
