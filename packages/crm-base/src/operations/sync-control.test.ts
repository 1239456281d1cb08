import { readProgress, toProcessProgress, type Process } from '@frigg-crm/core';
import { ApiUnauthorizedError } from '@frigg-crm/http';
import { describe, expect, it } from 'vitest';
import { createSyncControl } from './create-sync-control.ts';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem, startSync } from '../test-support/sync-system.ts';

const config = { syncConfig: { initialBatchSize: 10, catchUp: false } };
const counted = (process: Process): number => readProgress(process).processedRecords;
const ended = ({ endedAt }: Process): boolean => endedAt !== null;

describe('a sync whose account is refused', () => {
  it('L1: waits with the reason, and goes on without a loss when an operator resumes it', async () => {
    const system = createSyncSystem({ people: fakePeople(300), config });
    let isRefused = true;
    system.quo.beforeBatch = () => {
      if (isRefused) throw new ApiUnauthorizedError({ api: 'Quo', operation: 'GET /v1/contacts', status: 401, apiCode: '0800401' });
    };
    const workers = system.start();
    const id = await startSync(system);
    const parked = await system.when(id, ({ state }) => state === 'PAUSED');
    expect(toProcessProgress(parked).waiting).toMatchObject({ code: '0800401', message: expect.stringContaining('check the key') });
    expect((await system.engine.control.explain(id)).why).toMatchObject({ code: '0800401' });
    await system.clock.advance(900_000);
    expect(counted(await system.find(id))).toBe(0);
    isRefused = false;
    await system.engine.control.resumeSync(id);
    const process = await system.when(id, ended);
    expect([process.state, counted(process), system.quo.stored.size]).toEqual(['COMPLETED', 300, 300]);
    await system.halt([system.machine, workers]);
  });

  it('goes on when it is started again', async () => {
    const system = createSyncSystem({ people: fakePeople(50), config });
    let isRefused = true;
    system.crm.beforePage = () => {
      if (isRefused) throw new ApiUnauthorizedError({ api: 'Fake', operation: 'GET /people', status: 402 });
    };
    const workers = system.start();
    const id = await startSync(system);
    await system.when(id, ({ state }) => state === 'PAUSED');
    isRefused = false;
    expect(await startSync(system)).toBe(id);
    expect((await system.when(id, ended)).state).toBe('COMPLETED');
    await system.halt([system.machine, workers]);
  });
});

describe('an operator', () => {
  it('pauses a sync between pages, and resumes it with exact numbers', async () => {
    const system = createSyncSystem({ people: fakePeople(400), config: { ...config, queueConfig: { maxOutstandingPages: 5 } } });
    system.quo.beforeBatch = async () => system.clock.sleep(500);
    const workers = system.start();
    const id = await startSync(system);
    await system.when(id, (process) => counted(process) >= 100);
    await system.engine.control.pauseSync(id);
    await system.clock.advance(5000);
    const paused = await system.find(id);
    await system.clock.advance(1_800_000);
    // No worker touches it, and the watchdog does not take it for stalled.
    expect(await system.find(id)).toEqual(paused);
    expect((await system.engine.control.explain(id)).why.code).toBe('OPERATOR');
    expect(await system.engine.syncOrchestrator.resumeActiveSyncs({ integration: system.integration })).toEqual([]);
    expect(await startSync(system)).toBe(id);
    expect((await system.find(id)).state).toBe('PAUSED');
    await system.engine.control.resumeSync(id);
    await system.engine.control.resumeSync(id);
    const process = await system.when(id, ended);
    expect([process.state, counted(process), system.quo.stored.size]).toEqual(['COMPLETED', 400, 400]);
    await system.halt([system.machine, workers]);
  });

  it('cancels a sync once, and nothing is counted after', async () => {
    const system = createSyncSystem({ people: fakePeople(400), config });
    system.quo.beforeBatch = async () => system.clock.sleep(500);
    const workers = system.start();
    const id = await startSync(system);
    await system.when(id, (process) => counted(process) > 0);
    const cancelled = await system.engine.control.cancelSync(id);
    expect(cancelled.state).toBe('CANCELLED');
    expect(await system.engine.control.cancelSync(id)).toEqual(cancelled);
    await system.clock.advance(900_000);
    expect(await system.find(id)).toEqual(cancelled);
    await expect(system.engine.control.redriveSync(id)).rejects.toThrow(/nothing of it is left to redrive/);
    await system.halt([system.machine, workers]);
  });

  it('redrives exactly the pages that failed, and the sync leaves no trace of its error', async () => {
    const system = createSyncSystem({ people: fakePeople(100), config });
    let isBroken = true;
    system.crm.beforePage = ({ page }) => {
      if (isBroken && (page === 3 || page === 7)) throw new Error('no page');
    };
    const workers = system.start();
    const id = await startSync(system);
    const failed = await system.when(id, ended);
    expect([failed.state, failed.ledger.failed]).toEqual([
      'ERROR',
      [
        [3, 3],
        [7, 7],
      ],
    ]);
    expect(await system.engine.control.explain(id)).toMatchObject({
      why: { code: 'UNITS_FAILED' },
      actions: ['redrive'],
      failedPages: [
        [3, 3],
        [7, 7],
      ],
    });
    isBroken = false;
    system.crm.pages.length = 0;
    const { reopened, recordSync } = await system.engine.control.redriveSync(id);
    expect([reopened?.state, recordSync]).toEqual(['PROCESSING_BATCHES', undefined]);
    const process = await system.when(id, ended);
    expect(system.crm.pages.map(({ page }) => page ?? -1).toSorted((a, b) => a - b)).toEqual([3, 7]);
    expect([process.state, counted(process), system.quo.stored.size]).toEqual(['COMPLETED', 100, 100]);
    expect(process.context).not.toHaveProperty('error');
    expect(readProgress(process).errors).toEqual([]);
    await expect(system.engine.control.redriveSync(id)).rejects.toThrow(/nothing of it is left to redrive/);
    await system.halt([system.machine, workers]);
  });

  it('redrives some of the pages that failed, and the others later, with exact numbers', async () => {
    const system = createSyncSystem({ people: fakePeople(100), config });
    let isBroken = true;
    system.crm.beforePage = ({ page }) => {
      if (isBroken && [2, 3, 7].includes(page ?? 0)) throw new Error('no page');
    };
    const workers = system.start();
    const id = await startSync(system);
    await system.when(id, ended);
    const { control } = system.engine;
    const pages = [
      [1, 2],
      [6, 9],
    ] as const;
    expect(await control.plan(id, 'redrive', { pages })).toMatchObject({
      isPossible: true,
      message: 'What failed of these pages is done again; 1 other failed page stays as it is',
      pages: 2,
      people: 20,
    });
    expect(await control.plan(id, 'redrive', { pages: [[0, 1]] })).toMatchObject({
      isPossible: false,
      message: expect.stringContaining('None of these pages has failed'),
    });
    await expect(control.plan(id, 'redrive', { pages: [[3, 10]] })).rejects.toThrow(/has no page 10: its pages are 0 to 9$/);
    await expect(control.redriveSync(id, { pages: [[0, 1]] })).rejects.toThrow(/nothing of it is left to redrive/);
    await expect(control.redriveSync(id, { pages, only: 'records' })).rejects.toThrow(/only records/);
    isBroken = false;
    system.crm.pages.length = 0;
    await control.redriveSync(id, { pages });
    const process = await system.when(id, ended);
    expect([process.state, counted(process), process.ledger.failed]).toEqual(['ERROR', 90, [[3, 3]]]);
    expect(system.crm.pages.map(({ page }) => page ?? -1).toSorted((a, b) => a - b)).toEqual([2, 7]);
    await control.redriveSync(id, { pages: [[3, 3]] });
    const whole = await system.when(id, ended);
    expect([whole.state, counted(whole), system.quo.stored.size]).toEqual(['COMPLETED', 100, 100]);
    await system.halt([system.machine, workers]);
  });

  it('redrives a fetch that was given up, with all pages behind it', async () => {
    const cursors = { ...config.syncConfig, paginationType: 'CURSOR_BASED', supportsTotal: false } as const;
    const system = createSyncSystem({ people: fakePeople(100), config: { syncConfig: cursors } });
    let isBroken = true;
    system.crm.beforePage = ({ cursor }) => {
      if (isBroken && cursor === '40') throw new Error('no page');
    };
    const workers = system.start();
    const id = await startSync(system);
    const failed = await system.when(id, ended);
    expect([failed.state, counted(failed)]).toEqual(['ERROR', 40]);
    isBroken = false;
    await system.engine.control.redriveSync(id);
    const process = await system.when(id, ended);
    expect([process.state, counted(process), system.quo.stored.size]).toEqual(['COMPLETED', 100, 100]);
    await system.halt([system.machine, workers]);
  });

  it('redrives exactly the records that failed, once however often the button is pressed', async () => {
    const system = createSyncSystem({ people: fakePeople(30), config });
    let refused = new Set(['p3', 'p17']);
    system.quo.answer = ({ externalId }) =>
      refused.has(externalId) ? { kind: 'refused', externalId, code: 'INVALID', message: 'no' } : undefined;
    const workers = system.start();
    const id = await startSync(system);
    const process = await system.when(id, ended);
    expect([process.state, readProgress(process).totalFailed]).toEqual(['COMPLETED', 2]);
    refused = new Set(['p17']);
    const press = async () => system.engine.control.redriveSync(id);
    const [{ recordSync, reopened }, again] = await Promise.all([press(), press()]);
    expect([reopened, again.recordSync?.id]).toEqual([undefined, recordSync?.id]);
    const redriven = await system.when(recordSync?.id ?? '', ended);
    expect(readProgress(redriven)).toMatchObject({ processedRecords: 2, totalSynced: 1, totalFailed: 1 });
    // What failed again is known to the newer sync, and redriven from there.
    refused = new Set();
    const last = await system.engine.control.redriveSync(redriven.id);
    expect(readProgress(await system.when(last.recordSync?.id ?? '', ended))).toMatchObject({ processedRecords: 1, totalSynced: 1 });
    expect(system.quo.stored.size).toBe(30);
    await system.halt([system.machine, workers]);
  });

  it('redrives in a sync of its own what the redrive before left over', async () => {
    const system = createSyncSystem({ people: fakePeople(30), config });
    let isRefused = true;
    system.quo.answer = ({ externalId }) =>
      isRefused && externalId === 'p3' ? { kind: 'refused', externalId, code: 'INVALID', message: 'no' } : undefined;
    const workers = system.start();
    const id = await startSync(system);
    await system.when(id, ended);
    isRefused = false;
    const first = (await system.engine.control.redriveSync(id)).recordSync?.id ?? '';
    await system.when(first, ended);
    const people = [{ externalId: 'p7', code: 'INVALID' }];
    await system.mappings.recordFailures({ integrationId: 'i1', objectType: 'Person', processId: id, people });
    const second = (await system.engine.control.redriveSync(id)).recordSync?.id ?? '';
    expect(second).not.toBe(first);
    expect(counted(await system.when(second, ended))).toBe(1);
    await system.halt([system.machine, workers]);
  });

  it('gets a clear error for what cannot be done', async () => {
    const system = createSyncSystem({ people: fakePeople(5), config });
    const { control } = system.engine;
    for (const call of [
      control.pauseSync('x'),
      control.resumeSync('x'),
      control.cancelSync('x'),
      control.redriveSync('x'),
      control.explain('x'),
    ])
      await expect(call).rejects.toMatchObject({ code: 'PROCESS_NOT_FOUND' });
    const id = await startSync(system);
    await expect(control.redriveSync(id)).rejects.toThrow(/nothing to redrive yet/);
    expect(await control.explain(id)).toMatchObject({ why: { code: 'FETCHING' }, actions: ['pause', 'cancel'] });
  });

  it('cannot redrive a sync that a newer one has replaced', async () => {
    const system = createSyncSystem({ people: fakePeople(20), config });
    system.crm.beforePage = () => {
      throw new Error('no page');
    };
    const workers = system.start();
    const id = await startSync(system);
    expect((await system.when(id, ended)).state).toBe('ERROR');
    await system.halt([system.machine, workers]);
    await startSync(system);
    await expect(system.engine.control.redriveSync(id)).rejects.toMatchObject({ code: 'ACTIVE_PROCESS_EXISTS' });
  });
});

describe('a program that works on no queue', () => {
  it('notes what is to be done, and a program that works does it', async () => {
    const system = createSyncSystem({ people: fakePeople(100), config });
    const control = createSyncControl({
      processRepository: system.processes,
      mappingRepository: system.mappings,
      clock: system.clock,
    });
    let isBroken = true;
    system.crm.beforePage = ({ page }) => {
      if (isBroken && page === 3) throw new Error('no page');
    };
    system.quo.answer = ({ externalId }) =>
      isBroken && externalId === 'p1' ? { kind: 'refused', externalId, code: 'INVALID', message: 'no' } : undefined;
    const workers = system.start();
    const id = await startSync(system);
    await system.when(id, ended);
    isBroken = false;
    const { recordSync } = await control.redriveSync(id);
    const askedMs = system.clock.now();
    const process = await system.when(id, ended);
    expect([process.state, counted(process), system.clock.now() - askedMs < 5000]).toEqual(['COMPLETED', 100, true]);
    expect(counted(await system.when(recordSync?.id ?? '', ended))).toBe(1);
    expect(system.quo.stored.size).toBe(100);
    await system.halt([system.machine, workers]);
  });

  it('pauses, resumes and cancels', async () => {
    const system = createSyncSystem({ people: fakePeople(200), config });
    const control = createSyncControl({
      processRepository: system.processes,
      mappingRepository: system.mappings,
      clock: system.clock,
    });
    system.quo.beforeBatch = async () => system.clock.sleep(1000);
    const workers = system.start();
    const id = await startSync(system);
    await system.when(id, (process) => counted(process) > 0);
    await control.pauseSync(id);
    await system.clock.advance(60_000);
    expect((await system.find(id)).state).toBe('PAUSED');
    await control.resumeSync(id);
    expect((await system.when(id, ended)).state).toBe('COMPLETED');
    await startSync(system);
    await system.halt([system.machine, workers]);
  });
});
