import { createIntegrationRepository, type DocumentStore, type Integration } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { createMemoryDocumentStore } from '@frigg-crm/memory';
import { createRecordingLogger, createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { SyncSchedule } from './sync-schedule.ts';
import { withSchedule } from './with-schedule.ts';

const HOUR_MS = 3_600_000;

function createSystem(count = 0) {
  const clock = createVirtualClock();
  const inner = createMemoryDocumentStore();
  const documents: DocumentStore & { read: number } = {
    ...inner,
    read: 0,
    async query(request) {
      const found = await inner.query(request);
      documents.read += found.length;
      return found;
    },
  };
  const stored = createIntegrationRepository(documents);
  const lines: string[] = [];
  const logger = createRecordingLogger(lines);
  const loaded: string[] = [];
  const loadIntegration = async ({ id }: Integration): Promise<undefined> => void loaded.push(id);
  const syncOrchestrator = { startScheduledSync: async () => true };
  const schedule = new SyncSchedule({ integrations: stored, documents, loadIntegration, syncOrchestrator, clock, logger });
  const at = toIso(clock.now());
  const times = { setUpAt: at, dueAt: null, createdAt: at, updatedAt: at };
  const record = (id: string): Integration => {
    const rest = { config: {}, messages: [], lookupKeys: [], failedAttempts: 0, version: 0 };
    return { id, userId: 'u1', connector: 'fake', status: 'ENABLED', ...rest, ...times };
  };
  const fill = async (): Promise<void> => {
    for (let number = 0; number < count; number += 1) await stored.create(record(`i${number}`));
  };
  return {
    clock,
    documents,
    stored,
    schedule,
    integrations: withSchedule(stored, { schedule, logger }),
    loaded,
    record,
    fill,
    logger,
    lines,
  };
}

it('an integration that is created or changed is due at once, without a comparison of all', async () => {
  const { schedule, integrations, loaded, record, clock } = createSystem();
  await schedule.startDue();
  await integrations.create(record('i1'));
  await schedule.startDue();
  expect(loaded).toEqual(['i1']);
  const changed = await integrations.save({ ...record('i1'), config: { syncConfig: { pollIntervalMinutes: 5 } } });
  await schedule.startDue();
  expect(loaded).toEqual(['i1', 'i1']);
  await integrations.save({ ...changed, messages: [], dueAt: toIso(clock.now()) });
  await integrations.create({ ...record('i2'), status: 'DISABLED' });
  await schedule.startDue();
  expect(loaded).toEqual(['i1', 'i1']);
});

it('one that was stored by another way is found by the comparison', async () => {
  const { schedule, stored, loaded, record, clock } = createSystem();
  await schedule.startDue();
  await stored.create(record('i1'));
  await clock.advance(30_000);
  await schedule.startDue();
  expect(loaded).toEqual(['i1']);
});

it('a schedule that fails does not undo what is stored', async () => {
  const { stored, record, logger, lines } = createSystem();
  const enrol = async (): Promise<void> => {
    throw new Error('the store is gone');
  };
  await withSchedule(stored, { schedule: { enrol }, logger }).create(record('i1'));
  expect(await stored.findById('i1')).toBeDefined();
  expect(lines).toMatchObject([expect.stringContaining('an integration could not be enrolled in the schedule yet')]);
});

it('reads no more an hour of a thousand integrations than of two hundred, where nothing is due', async () => {
  const readInAnHour = async (count: number): Promise<number> => {
    const { schedule, documents, clock, fill } = createSystem(count);
    await fill();
    await schedule.startDue();
    for (const document of await documents.query({ collection: 'sync-schedules', limit: 1000 }))
      await documents.save({ ...document, value: { ...document.value, waitMs: 48 * HOUR_MS }, dueAt: toIso(clock.now() + 24 * HOUR_MS) });
    documents.read = 0;
    for (let passedMs = 0; passedMs < HOUR_MS; passedMs += 30_000) {
      await clock.advance(30_000);
      await schedule.startDue();
    }
    return documents.read;
  };
  const [few, many] = [await readInAnHour(200), await readInAnHour(1000)];
  expect(few).toBeGreaterThan(0);
  expect(many).toBeLessThanOrEqual(few * 1.5);
});
