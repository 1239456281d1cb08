import { createIntegrationRepository, readProgress, type IntegrationStatus, type Process } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { createMemoryDocumentStore } from '@frigg-crm/memory';
import { expect, it } from 'vitest';
import { FakeCrm, FakeIntegration, fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem, startSync, type Machine, type SyncSystem } from '../test-support/sync-system.ts';
import { SyncSchedule } from './sync-schedule.ts';

const HOUR_MS = 3_600_000;
const config = { syncConfig: { catchUp: false, supportsModifiedSince: true, pollIntervalMinutes: 60 } };

interface Scheduled {
  readonly system: SyncSystem;
  /** The syncs of an integration, the oldest first. */
  readonly syncsOf: (integrationId?: string) => Promise<readonly Process[]>;
  /** A schedule of a program. */
  readonly scheduleOf: (machine: Machine) => SyncSchedule;
  /** Runs schedules side by side for some time. */
  readonly run: (schedules: readonly SyncSchedule[], forMs: number) => Promise<void>;
}

async function createScheduled(ids: readonly string[] = ['i1'], status: IntegrationStatus = 'ENABLED'): Promise<Scheduled> {
  const system = createSyncSystem({ people: fakePeople(30), config, engine: { watchdog: { intervalMs: 60_000 } } });
  const documents = createMemoryDocumentStore();
  const integrations = createIntegrationRepository(documents);
  const at = toIso(system.clock.now());
  for (const id of ids) {
    const times = { setUpAt: at, dueAt: null, failedAttempts: 0, createdAt: at, updatedAt: at, version: 0 };
    await integrations.create({ id, userId: 'u1', connector: 'fake', status, config: {}, messages: [], lookupKeys: [], ...times });
  }
  const scheduleOf = (machine: Machine): SyncSchedule => {
    const { syncOrchestrator, system: parts } = machine.engine;
    const of = (integrationId: string): FakeIntegration =>
      new FakeIntegration({ ...machine.engine, integrationId, userId: 'u1', quoContacts: system.quo.port, crm: new FakeCrm([]), config });
    const loadIntegration = async ({ id }: { id: string }) => (id === 'i1' ? machine.integration : of(id));
    return new SyncSchedule({ integrations, documents, loadIntegration, syncOrchestrator, clock: system.clock, logger: parts.logger });
  };
  return {
    system,
    scheduleOf,
    syncsOf: async (integrationId = 'i1') => (await system.processes.find({ integrationId, limit: 1000 })).toReversed(),
    run: async (schedules, forMs) => {
      for (let passedMs = 0; passedMs < forMs; passedMs += 5000) {
        await Promise.all(schedules.map(async (schedule) => schedule.startDue()));
        await system.clock.advance(5000);
      }
    },
  };
}

it('F40: starts an ongoing sync in each interval, once, however many programs run', async () => {
  const { system, scheduleOf, syncsOf, run } = await createScheduled();
  const other = system.boot();
  const running = [
    [system.machine, system.start()],
    [other, other.start()],
  ] as const;
  await system.when(await startSync(system), ({ endedAt }) => endedAt !== null);
  await system.clock.advance(HOUR_MS);
  system.crm.put({ id: 'new', name: 'Bo', phone: '+14155559999', updatedAt: toIso(system.clock.now()) });
  await run([scheduleOf(system.machine), scheduleOf(other)], 5 * HOUR_MS);
  const [initial, ...ongoing] = await syncsOf();
  expect(ongoing.map(({ state, context }) => [state, context['syncType']])).toEqual(
    Array.from({ length: ongoing.length }, () => ['COMPLETED', 'ONGOING']),
  );
  expect([5, 6]).toContain(ongoing.length);
  expect(initial?.context['syncType']).toBe('INITIAL');
  expect(ongoing.map((process) => readProgress(process).processedRecords).slice(0, 1)).toEqual([1]);
  const starts = ongoing.map(({ createdAt }) => Date.parse(createdAt));
  for (const [index, start] of starts.slice(1).entries()) expect(start - (starts[index] ?? 0)).toBeLessThanOrEqual(HOUR_MS + 35_000);
  await system.halt(...running);
});

it('F40: makes up for a downtime once, and not at all where a sync was started by hand since', async () => {
  const { system, scheduleOf, syncsOf, run } = await createScheduled();
  const workers = system.start();
  await run([scheduleOf(system.machine)], 60_000);
  expect(await syncsOf()).toHaveLength(1);
  await system.clock.advance(10 * HOUR_MS);
  await run([scheduleOf(system.machine)], 60_000);
  expect(await syncsOf()).toHaveLength(2);
  await system.clock.advance(HOUR_MS);
  await system.integration.startOngoingSync();
  await run([scheduleOf(system.machine)], 60_000);
  expect(await syncsOf()).toHaveLength(3);
  await system.halt([system.machine, workers]);
});

it('F40: waits for a sync that is under way, and resumes none that is paused', async () => {
  const { system, scheduleOf, syncsOf, run } = await createScheduled();
  const id = await startSync(system);
  await system.engine.processManager.pause(id, { code: 'API_UNAUTHORIZED', message: 'refused' });
  await system.clock.advance(2 * HOUR_MS);
  const schedule = scheduleOf(system.machine);
  await run([schedule], 60_000);
  expect((await syncsOf()).map(({ state }) => state)).toEqual(['PAUSED']);
  await system.engine.processManager.cancel(id);
  await run([schedule], 60_000);
  expect(await syncsOf()).toHaveLength(2);
});

it("starts nothing before the first sync where that one is the owner's to start", async () => {
  const { system, scheduleOf, syncsOf, run } = await createScheduled();
  Object.assign(system.machine.integration.config.syncConfig, { initialSyncOnSetUp: false });
  await run([scheduleOf(system.machine)], 2 * HOUR_MS);
  expect(await syncsOf()).toEqual([]);
});

it('F40: spreads integrations over the interval, and starts nothing for those that are not enabled', async () => {
  const ids = Array.from({ length: 40 }, (_, index) => `tenant-${index}`);
  const { system, scheduleOf, syncsOf, run } = await createScheduled(ids);
  const schedule = scheduleOf(system.machine);
  const startsOf = async () => (await Promise.all(ids.map(syncsOf))).flat();
  await run([schedule], 60_000);
  for (const { id } of await startsOf()) await system.engine.processManager.cancel(id);
  await run([schedule], HOUR_MS - 120_000);
  const minutes = new Set((await startsOf()).slice(0).map(({ createdAt }) => createdAt.slice(0, 16)));
  expect(minutes.size).toBeGreaterThan(15);
  const off = await createScheduled(['i1'], 'ERROR');
  await off.run([off.scheduleOf(off.system.machine)], 60_000);
  expect(await off.syncsOf()).toEqual([]);
});
