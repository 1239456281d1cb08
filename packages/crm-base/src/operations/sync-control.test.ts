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
  it('F1: waits with the reason, and goes on without a loss when somebody resumes it', async () => {
    const harness = createSyncSystem({ people: fakePeople(300), config });
    let isRefused = true;
    harness.quo.beforeBatch = () => {
      if (isRefused) throw new ApiUnauthorizedError({ api: 'Quo', operation: 'GET /v1/contacts', status: 401, apiCode: '0800401' });
    };
    const workers = harness.start();
    const id = await startSync(harness);
    const parked = await harness.when(id, ({ state }) => state === 'PAUSED');
    expect(toProcessProgress(parked).waiting).toMatchObject({ code: '0800401', message: expect.stringContaining('check the key') });
    expect((await harness.engine.steering.explain(id)).why).toMatchObject({ code: '0800401' });
    await harness.clock.advance(900_000);
    expect(counted(await harness.find(id))).toBe(0);
    isRefused = false;
    await harness.engine.steering.resumeSync(id);
    const process = await harness.when(id, ended);
    expect([process.state, counted(process), harness.quo.stored.size]).toEqual(['COMPLETED', 300, 300]);
    await harness.halt([harness.machine, workers]);
  });

  it('goes on when somebody starts it again', async () => {
    const harness = createSyncSystem({ people: fakePeople(50), config });
    let isRefused = true;
    harness.crm.beforePage = () => {
      if (isRefused) throw new ApiUnauthorizedError({ api: 'Fake', operation: 'GET /people', status: 402 });
    };
    const workers = harness.start();
    const id = await startSync(harness);
    await harness.when(id, ({ state }) => state === 'PAUSED');
    isRefused = false;
    expect(await startSync(harness)).toBe(id);
    expect((await harness.when(id, ended)).state).toBe('COMPLETED');
    await harness.halt([harness.machine, workers]);
  });
});

describe('an operator', () => {
  it('pauses a sync between pages, and resumes it with exact numbers', async () => {
    const harness = createSyncSystem({ people: fakePeople(400), config: { ...config, queueConfig: { maxOutstandingPages: 5 } } });
    harness.quo.beforeBatch = async () => harness.clock.sleep(500);
    const workers = harness.start();
    const id = await startSync(harness);
    await harness.when(id, (process) => counted(process) >= 100);
    await harness.engine.steering.pauseSync(id);
    await harness.clock.advance(5000);
    const paused = await harness.find(id);
    await harness.clock.advance(1_800_000);
    // No worker touches it, and the watchdog does not take it for stalled.
    expect(await harness.find(id)).toEqual(paused);
    expect((await harness.engine.steering.explain(id)).why.code).toBe('OPERATOR');
    expect(await harness.engine.syncOrchestrator.resumeActiveSyncs({ integration: harness.integration })).toEqual([]);
    expect(await startSync(harness)).toBe(id);
    expect((await harness.find(id)).state).toBe('PAUSED');
    await harness.engine.steering.resumeSync(id);
    await harness.engine.steering.resumeSync(id);
    const process = await harness.when(id, ended);
    expect([process.state, counted(process), harness.quo.stored.size]).toEqual(['COMPLETED', 400, 400]);
    await harness.halt([harness.machine, workers]);
  });

  it('cancels a sync once, and nothing is counted after', async () => {
    const harness = createSyncSystem({ people: fakePeople(400), config });
    harness.quo.beforeBatch = async () => harness.clock.sleep(500);
    const workers = harness.start();
    const id = await startSync(harness);
    await harness.when(id, (process) => counted(process) > 0);
    const cancelled = await harness.engine.steering.cancelSync(id);
    expect(cancelled.state).toBe('CANCELLED');
    expect(await harness.engine.steering.cancelSync(id)).toEqual(cancelled);
    await harness.clock.advance(900_000);
    expect(await harness.find(id)).toEqual(cancelled);
    await expect(harness.engine.steering.redriveSync(id)).rejects.toThrow(/nothing of it is left to redrive/);
    await harness.halt([harness.machine, workers]);
  });

  it('redrives exactly the pages that failed, and the sync leaves no trace of its error', async () => {
    const harness = createSyncSystem({ people: fakePeople(100), config });
    let isBroken = true;
    harness.crm.beforePage = ({ page }) => {
      if (isBroken && (page === 3 || page === 7)) throw new Error('no page');
    };
    const workers = harness.start();
    const id = await startSync(harness);
    const failed = await harness.when(id, ended);
    expect([failed.state, failed.ledger.failed]).toEqual([
      'ERROR',
      [
        [3, 3],
        [7, 7],
      ],
    ]);
    expect(await harness.engine.steering.explain(id)).toMatchObject({
      why: { code: 'UNITS_FAILED' },
      actions: ['redrive'],
      failedPages: [
        [3, 3],
        [7, 7],
      ],
    });
    isBroken = false;
    harness.crm.pages.length = 0;
    const { reopened, recordSync } = await harness.engine.steering.redriveSync(id);
    expect([reopened?.state, recordSync]).toEqual(['PROCESSING_BATCHES', undefined]);
    const process = await harness.when(id, ended);
    expect(harness.crm.pages.map(({ page }) => page ?? -1).toSorted((a, b) => a - b)).toEqual([3, 7]);
    expect([process.state, counted(process), harness.quo.stored.size]).toEqual(['COMPLETED', 100, 100]);
    expect(process.context).not.toHaveProperty('error');
    expect(readProgress(process).errors).toEqual([]);
    await expect(harness.engine.steering.redriveSync(id)).rejects.toThrow(/nothing of it is left to redrive/);
    await harness.halt([harness.machine, workers]);
  });

  it('redrives a fetch that was given up, with all pages behind it', async () => {
    const cursors = { ...config.syncConfig, paginationType: 'CURSOR_BASED', supportsTotal: false } as const;
    const harness = createSyncSystem({ people: fakePeople(100), config: { syncConfig: cursors } });
    let isBroken = true;
    harness.crm.beforePage = ({ cursor }) => {
      if (isBroken && cursor === '40') throw new Error('no page');
    };
    const workers = harness.start();
    const id = await startSync(harness);
    const failed = await harness.when(id, ended);
    expect([failed.state, counted(failed)]).toEqual(['ERROR', 40]);
    isBroken = false;
    await harness.engine.steering.redriveSync(id);
    const process = await harness.when(id, ended);
    expect([process.state, counted(process), harness.quo.stored.size]).toEqual(['COMPLETED', 100, 100]);
    await harness.halt([harness.machine, workers]);
  });

  it('redrives exactly the records that failed, once however often the button is pressed', async () => {
    const harness = createSyncSystem({ people: fakePeople(30), config });
    let refused = new Set(['p3', 'p17']);
    harness.quo.answer = ({ externalId }) =>
      refused.has(externalId) ? { kind: 'refused', externalId, code: 'INVALID', message: 'no' } : undefined;
    const workers = harness.start();
    const id = await startSync(harness);
    const process = await harness.when(id, ended);
    expect([process.state, readProgress(process).totalFailed]).toEqual(['COMPLETED', 2]);
    refused = new Set(['p17']);
    const { recordSync, reopened } = await harness.engine.steering.redriveSync(id);
    const again = await harness.engine.steering.redriveSync(id);
    expect([reopened, again.recordSync?.id]).toEqual([undefined, recordSync?.id]);
    const redriven = await harness.when(recordSync?.id ?? '', ended);
    expect(readProgress(redriven)).toMatchObject({ processedRecords: 2, totalSynced: 1, totalFailed: 1 });
    // What failed again is known to the newer sync, and redriven from there.
    refused = new Set();
    const last = await harness.engine.steering.redriveSync(redriven.id);
    expect(readProgress(await harness.when(last.recordSync?.id ?? '', ended))).toMatchObject({ processedRecords: 1, totalSynced: 1 });
    expect(harness.quo.stored.size).toBe(30);
    await harness.halt([harness.machine, workers]);
  });

  it('redrives in a sync of its own what the redrive before left over', async () => {
    const harness = createSyncSystem({ people: fakePeople(30), config });
    let isRefused = true;
    harness.quo.answer = ({ externalId }) =>
      isRefused && externalId === 'p3' ? { kind: 'refused', externalId, code: 'INVALID', message: 'no' } : undefined;
    const workers = harness.start();
    const id = await startSync(harness);
    await harness.when(id, ended);
    isRefused = false;
    const first = (await harness.engine.steering.redriveSync(id)).recordSync?.id ?? '';
    await harness.when(first, ended);
    const people = [{ externalId: 'p7', code: 'INVALID' }];
    await harness.mappings.recordFailures({ integrationId: 'i1', objectType: 'Person', processId: id, people });
    const second = (await harness.engine.steering.redriveSync(id)).recordSync?.id ?? '';
    expect(second).not.toBe(first);
    expect(counted(await harness.when(second, ended))).toBe(1);
    await harness.halt([harness.machine, workers]);
  });

  it('is told clearly what cannot be done', async () => {
    const harness = createSyncSystem({ people: fakePeople(5), config });
    const { steering } = harness.engine;
    for (const call of [
      steering.pauseSync('x'),
      steering.resumeSync('x'),
      steering.cancelSync('x'),
      steering.redriveSync('x'),
      steering.explain('x'),
    ])
      await expect(call).rejects.toMatchObject({ code: 'PROCESS_NOT_FOUND' });
    const id = await startSync(harness);
    await expect(steering.redriveSync(id)).rejects.toThrow(/nothing to redrive yet/);
    expect(await steering.explain(id)).toMatchObject({ why: { code: 'FETCHING' }, actions: ['pause', 'cancel'] });
  });

  it('cannot redrive a sync that a newer one has replaced', async () => {
    const harness = createSyncSystem({ people: fakePeople(20), config });
    harness.crm.beforePage = () => {
      throw new Error('no page');
    };
    const workers = harness.start();
    const id = await startSync(harness);
    expect((await harness.when(id, ended)).state).toBe('ERROR');
    await harness.halt([harness.machine, workers]);
    await startSync(harness);
    await expect(harness.engine.steering.redriveSync(id)).rejects.toMatchObject({ code: 'ACTIVE_PROCESS_EXISTS' });
  });
});

describe('a program that works on no queue', () => {
  it('notes what is to be done, and a program that works does it', async () => {
    const harness = createSyncSystem({ people: fakePeople(100), config });
    const steering = createSyncControl({
      processRepository: harness.processes,
      mappingRepository: harness.mappings,
      clock: harness.clock,
    });
    let isBroken = true;
    harness.crm.beforePage = ({ page }) => {
      if (isBroken && page === 3) throw new Error('no page');
    };
    harness.quo.answer = ({ externalId }) =>
      isBroken && externalId === 'p1' ? { kind: 'refused', externalId, code: 'INVALID', message: 'no' } : undefined;
    const workers = harness.start();
    const id = await startSync(harness);
    await harness.when(id, ended);
    isBroken = false;
    const { recordSync } = await steering.redriveSync(id);
    const askedMs = harness.clock.now();
    const process = await harness.when(id, ended);
    expect([process.state, counted(process), harness.clock.now() - askedMs < 5000]).toEqual(['COMPLETED', 100, true]);
    expect(counted(await harness.when(recordSync?.id ?? '', ended))).toBe(1);
    expect(harness.quo.stored.size).toBe(100);
    await harness.halt([harness.machine, workers]);
  });

  it('pauses, resumes and cancels', async () => {
    const harness = createSyncSystem({ people: fakePeople(200), config });
    const steering = createSyncControl({
      processRepository: harness.processes,
      mappingRepository: harness.mappings,
      clock: harness.clock,
    });
    harness.quo.beforeBatch = async () => harness.clock.sleep(1000);
    const workers = harness.start();
    const id = await startSync(harness);
    await harness.when(id, (process) => counted(process) > 0);
    await steering.pauseSync(id);
    await harness.clock.advance(60_000);
    expect((await harness.find(id)).state).toBe('PAUSED');
    await steering.resumeSync(id);
    expect((await harness.when(id, ended)).state).toBe('COMPLETED');
    await startSync(harness);
    await harness.halt([harness.machine, workers]);
  });
});
