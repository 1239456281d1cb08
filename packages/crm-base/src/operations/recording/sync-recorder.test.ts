import { toProcessProgress, type DocumentStore, type Process } from '@frigg-crm/core';
import { openMemoryStore } from '@frigg-crm/memory';
import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { fakePeople } from '../../test-support/fake-crm.ts';
import { createSyncSystem, startSync } from '../../test-support/sync-system.ts';
import { exportSync, syncExportSchema, type SyncExport } from './export-sync.ts';
import { createSyncRecorder, readRecording, type SyncRecorder } from './sync-recorder.ts';

const config = { syncConfig: { initialBatchSize: 10, catchUp: false }, queueConfig: { maxOutstandingPages: 3 } };
const AT = '2026-05-01T12:00:00.000Z';

/** A sync of 300 people that takes some seconds, recorded by some programs. */
async function play(wrap: (documents: DocumentStore) => DocumentStore = (documents) => documents, programs = 1) {
  const clock = createVirtualClock();
  const { documents } = openMemoryStore({ clock });
  const recorders: SyncRecorder[] = [];
  const system = createSyncSystem({
    clock,
    people: fakePeople(300),
    config,
    engine: { publisher: { publish: (progress) => recorders.forEach((recorder) => recorder.publish(progress)) } },
  });
  for (let program = 0; program < programs; program += 1)
    recorders.push(createSyncRecorder({ processRepository: system.processes, documents: wrap(documents), clock }));
  system.quo.beforeBatch = async () => clock.sleep(700);
  const workers = system.start();
  const id = await startSync(system);
  await system.when(id, ({ ledger }) => ledger.settled.length > 0);
  await system.engine.control.pauseSync(id);
  await clock.advance(60_000);
  await system.engine.control.resumeSync(id);
  const process = await system.when(id, ({ endedAt }) => endedAt !== null);
  await clock.advance(30_000);
  for (const recorder of recorders) await recorder.flush();
  await system.halt([system.machine, workers]);
  return { process, documents, system, recorders };
}

function checkSamples({ samples }: SyncExport): void {
  for (const [index, { counts, pages }] of samples.entries()) {
    expect(counts.processed).toBe(counts.synced + counts.failed + counts.skipped);
    expect(counts.processed).toBeGreaterThanOrEqual(samples[index - 1]?.counts.processed ?? 0);
    const settled = pages?.settled.reduce((sum, [from, to]) => sum + to - from + 1, 0) ?? 0;
    // Numbers and pages are of one version.
    expect(counts.processed).toBe(settled * 10);
  }
}

async function exported(process: Process, documents: DocumentStore): Promise<SyncExport> {
  return syncExportSchema.parse(JSON.parse(JSON.stringify(await exportSync(process, { documents, at: AT }))));
}

it('records the states of a sync and its numbers on the way, so that an export has both', async () => {
  const { process, documents } = await play();
  const file = await exported(process, documents);
  expect(file.sync).toMatchObject({ state: 'COMPLETED', counts: { processed: 300, synced: 300 } });
  const states = file.states.map(({ state }) => state);
  expect([states[0], states.at(-1)]).toEqual(['INITIALIZING', 'COMPLETED']);
  expect(file.states.find(({ state }) => state === 'PAUSED')?.waiting).toEqual({ code: 'OPERATOR', until: null });
  expect(file.samples.length).toBeGreaterThan(4);
  expect(file.samples.at(-1)).toMatchObject({ counts: { processed: 300 }, isComplete: true, pages: { settled: [[0, 29]] } });
  checkSamples(file);
});

it('comes to one recording of the sync where several programs record it at once, and writes each sample once', async () => {
  const counts = [];
  for (const programs of [1, 5]) {
    let writes = 0;
    const countWrites = (store: DocumentStore): DocumentStore => ({
      ...store,
      async save(...args) {
        const saved = await store.save(...args);
        writes += 1;
        return saved;
      },
    });
    const { process, documents } = await play(countWrites, programs);
    const file = await exported(process, documents);
    checkSamples(file);
    expect(new Set(file.samples.map(({ version }) => version)).size).toBe(file.samples.length);
    expect(file.samples.at(-1)?.counts.processed).toBe(300);
    expect(file.states.at(-1)?.state).toBe('COMPLETED');
    counts.push({ writes, samples: file.samples.length, states: file.states.length });
  }
  const [one, five] = counts;
  expect(five?.states).toBe(one?.states);
  // Each program writes the states that it sees, and four of five no sample besides.
  expect((five?.writes ?? 0) - (one?.writes ?? 0)).toBeLessThanOrEqual(4 * (one?.states ?? 0));
});

it('lets a sync go on when nothing can be recorded, and exports what the process knows', async () => {
  const broken = async (): Promise<never> => Promise.reject(new Error('the store is full'));
  const { process, documents } = await play((store) => ({ ...store, find: broken, insert: broken, save: broken }));
  const file = await exported(process, documents);
  expect(file.samples).toEqual([]);
  expect(file.states.map(({ state }) => state)).toEqual(['INITIALIZING', 'COMPLETED']);
  expect(file.pages).toMatchObject({ settled: [[0, 29]], known: 30, isComplete: true });
});

it('records no sync of single people, nor other processes', async () => {
  const { process, documents, system, recorders } = await play();
  const [recorder] = recorders;
  const [webhook, other] = ['webhook', 'other'].map((id) => ({ ...process, id: id as Process['id'], activeKey: null, version: 0 }));
  if (webhook === undefined || other === undefined) return;
  await system.processes.create({ ...webhook, context: { ...process.context, syncType: 'WEBHOOK' } });
  recorder?.publish(toProcessProgress(webhook));
  recorder?.publish({ ...toProcessProgress(other), processType: 'EXPORT' });
  await recorder?.flush();
  for (const one of [webhook, other]) expect((await readRecording(documents, one)).samples).toEqual([]);
});
