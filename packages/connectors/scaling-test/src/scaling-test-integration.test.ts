import { createSyncEngine, type SyncEngine } from '@frigg-crm/crm-base';
import { createMemoryMappingRepository, createMemoryProcessRepository, createMemoryQueue } from '@frigg-crm/memory';
import { createQuoClient, type QuoContacts } from '@frigg-crm/quo';
import { createQuoSandbox, type QuoSandbox } from '@frigg-crm/quo/sandbox';
import { readProgress, type Process } from '@frigg-crm/core';
import { createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { createScalingTestClient } from './client/scaling-test-client.ts';
import { isRefusedBySandbox } from './people/synthetic-id.ts';
import {
  createScalingTestSandbox,
  type ScalingTestSandbox,
  type ScalingTestSandboxOptions,
} from './sandbox/create-scaling-test-sandbox.ts';
import { ScalingTestIntegration } from './scaling-test-integration.ts';

type PaginationType = 'PAGE_BASED' | 'CURSOR_BASED';

interface System {
  readonly clock: VirtualClock;
  readonly crm: ScalingTestSandbox;
  readonly quo: QuoSandbox;
  readonly integration: ScalingTestIntegration;
  /** Runs a sync to its end. */
  sync(kind?: 'initial' | 'ongoing'): Promise<Process>;
}

function createSystem(paginationType: PaginationType, options: ScalingTestSandboxOptions): System {
  const clock = createVirtualClock();
  const crm = createScalingTestSandbox({ ...options, clock });
  const quo = createQuoSandbox({
    clock,
    requestsPerSecond: Number.POSITIVE_INFINITY,
    refuse: ({ externalId }) => (isRefusedBySandbox(externalId) ? { status: 400 } : undefined),
  });
  const processRepository = createMemoryProcessRepository();
  const engine: SyncEngine = createSyncEngine({
    processRepository,
    mappingRepository: createMemoryMappingRepository({ clock }),
    fetchQueue: createMemoryQueue({ clock }),
    workQueue: createMemoryQueue({ clock }),
    clock,
    random: () => 0.5,
  });
  const budget = { take: async () => undefined, pauseUntil: () => undefined };
  const quoContacts: QuoContacts = createQuoClient({ apiKey: 'key', fetch: quo.fetch, budget, clock }).contacts;
  const client = createScalingTestClient({ token: crm.token, fetch: crm.fetch, clock });
  const dependencies = { ...engine, integrationId: 'i1', userId: 'u1', quoContacts, client };
  const integration = new ScalingTestIntegration({
    ...dependencies,
    config: { syncConfig: { paginationType, supportsTotal: paginationType === 'PAGE_BASED' } },
  });

  async function sync(kind: 'initial' | 'ongoing' = 'initial'): Promise<Process> {
    const stop = new AbortController();
    const workers = engine.runWorkers({ resolveIntegration: async () => integration, signal: stop.signal });
    const { processIds } = await (kind === 'initial' ? integration.startInitialSync() : integration.startOngoingSync());
    const ended = async (): Promise<Process> => {
      for (;;) {
        const process = await engine.processManager.getProcess(processIds[0] ?? '');
        // The catch-up that follows is a part of it.
        const isOver = !(await engine.syncOrchestrator.hasActiveSyncs({ integration }));
        if (process !== null && process.endedAt !== null && isOver) return process;
        await clock.sleep(50);
      }
    };
    const process = await clock.runUntil(ended());
    stop.abort();
    await clock.runUntil(workers);
    return process;
  }

  return { clock, crm, quo, integration, sync };
}

it.each<PaginationType>(['PAGE_BASED', 'CURSOR_BASED'])(
  'syncs every person once and reports who was skipped and refused (%s)',
  async (paginationType) => {
    const { crm, quo, sync } = createSystem(paginationType, { people: 950, refusedShare: 0.01 });
    const process = await sync();
    const { total, withoutPhone, refused } = crm.expected;
    expect(refused).toBeGreaterThan(3);
    expect(process.state).toBe('COMPLETED');
    expect(readProgress(process)).toMatchObject({
      processedRecords: total,
      totalSynced: total - withoutPhone - refused,
      totalSkipped: withoutPhone,
      totalFailed: refused,
    });
    expect(quo.size).toBe(total - withoutPhone - refused);
    expect(quo.contacts().filter(({ externalId }) => isRefusedBySandbox(externalId))).toEqual([]);
  },
);

it.each<PaginationType>(['PAGE_BASED', 'CURSOR_BASED'])(
  'makes one contact of a person who is listed twice, and counts both entries (%s)',
  async (paginationType) => {
    const { crm, quo, sync } = createSystem(paginationType, { people: 600, duplicatesShare: 0.1, withoutPhoneShare: 0 });
    const process = await sync();
    expect(process.state).toBe('COMPLETED');
    expect(crm.stats.listed).toBe(660);
    expect(readProgress(process).processedRecords).toBe(660);
    expect(quo.size).toBe(600);
    expect(quo.stats.duplicates).toBe(0);
  },
);

it.each<PaginationType>(['PAGE_BASED', 'CURSOR_BASED'])(
  'comes to the same numbers while the CRM fails one request in four (%s)',
  async (paginationType) => {
    const { crm, quo, sync } = createSystem(paginationType, {
      people: 900,
      seed: 3,
      faults: { unavailable: 0.1, rateLimited: 0.05, retryAfterSeconds: 2, lostAnswer: 0.05, truncated: 0.05, latencyMs: 40 },
    });
    const process = await sync();
    expect(process.state).toBe('COMPLETED');
    expect(readProgress(process)).toMatchObject({ processedRecords: 900, totalFailed: 0, totalSkipped: crm.expected.withoutPhone });
    expect(quo.size).toBe(900 - crm.expected.withoutPhone);
  },
);

it.each<PaginationType>(['PAGE_BASED', 'CURSOR_BASED'])(
  'updates people who changed during the sync with the next one (%s)',
  async (paginationType) => {
    const { clock, crm, quo, integration, sync } = createSystem(paginationType, {
      people: 500,
      changingShare: 0.1,
      withoutPhoneShare: 0,
      faults: { latencyMs: 100 },
    });
    await sync();
    // 50 while all people were listed, and a few while the catch-up listed those.
    expect(crm.stats.changes).toBeGreaterThan(50);
    const process = await sync('ongoing');
    expect(process.state).toBe('COMPLETED');
    expect(readProgress(process).processedRecords).toBeLessThan(100);
    expect(quo.stats.updated).toBeGreaterThan(30);
    const stale: unknown[] = [];
    for (const { externalId, defaultFields } of quo.contacts()) {
      const person = await clock.runUntil(integration.fetchPersonById(externalId ?? '', { objectType: 'Person' }));
      // Those that the second sync itself changed while it listed them are the third one's.
      const isOfThisSync = Date.parse(person?.updatedAt ?? '') <= Date.parse(process.createdAt);
      if (isOfThisSync && defaultFields.company !== person?.company) stale.push(externalId);
    }
    expect(stale).toEqual([]);
  },
);

it('fetches a person by id, and finds none where there is none', async () => {
  const { integration } = createSystem('PAGE_BASED', { people: 3 });
  const people = await integration.fetchPersonsByIds(['person-2', 'person-3', 'person-0'], { objectType: 'Person' });
  expect(people.map(({ id }) => id)).toEqual(['person-2', 'person-0']);
});
