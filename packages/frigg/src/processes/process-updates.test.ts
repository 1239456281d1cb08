import { TEST_START_MS } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createProcessSystem, NOW } from '../test-support/process-system.ts';
import { UpdateProcessMetrics, type FriggMetrics } from './update-process-metrics.ts';
import { UpdateProcessState } from './update-process-state.ts';

describe('UpdateProcessState', () => {
  it('moves a process and merges keys into its context', async () => {
    const { moving, create, clock } = createProcessSystem();
    const id = await create({ context: { a: 1, b: { c: 1 } } });
    await clock.advance(1000);
    const moved = await moving.execute(id, 'RUNNING', { b: { d: 2 }, e: 3 });
    expect(moved).toMatchObject({ state: 'RUNNING', context: { a: 1, b: { d: 2 }, e: 3 }, createdAt: NOW });
    expect(moved.updatedAt).toEqual(new Date(TEST_START_MS + 1000));
  });

  it.each([undefined, null, {}])('leaves the context alone with %j', async (contextUpdates) => {
    const { moving, create } = createProcessSystem();
    const id = await create({ context: { a: 1 } });
    expect((await moving.execute(id, 'RUNNING', contextUpdates)).context).toMatchObject({ a: 1 });
  });

  it('has shorter forms for the state alone and for the context alone', async () => {
    const { moving, create } = createProcessSystem();
    const id = await create({ context: { a: 1 } });
    expect(await moving.updateStateOnly(id, 'RUNNING')).toMatchObject({ state: 'RUNNING', context: { a: 1 } });
    expect(await moving.updateContextOnly(id, { a: 2 })).toMatchObject({ state: 'RUNNING', context: { a: 2 } });
    await expect(moving.updateContextOnly('p9', { a: 2 })).rejects.toThrow('Process not found: p9');
  });

  it.each([
    ['FETCHING_TOTAL', 'QUEUING_PAGES', 'PROCESSING_BATCHES', 'COMPLETING', 'COMPLETED'],
    ['QUEUING_PAGES', 'COMPLETED'],
    ['FETCHING_PAGE', 'FETCHING_TOTAL', 'ERROR'],
    ['PAUSED', 'PROCESSING_BATCHES', 'CANCELLED'],
    ['RUNNING', 'RUNNING', 'COMPLETED'],
    ['COMPLETED'],
  ])('moves a CRM_SYNC from state to state as an app does: %s …', async (...states) => {
    const { moving, create } = createProcessSystem();
    const id = await create({ type: 'CRM_SYNC' });
    for (const state of states) expect((await moving.execute(id, state)).state).toBe(state);
  });

  it('notes a total, which only grows, and the end by itself', async () => {
    const { moving, create } = createProcessSystem();
    const id = await create({ type: 'CRM_SYNC' });
    expect((await moving.execute(id, 'FETCHING_TOTAL', { totalRecords: 500, at: NOW })).context).toMatchObject({
      totalRecords: 500,
      at: NOW.toISOString(),
    });
    expect((await moving.execute(id, 'QUEUING_PAGES', { totalRecords: 100 })).context).toMatchObject({ totalRecords: 500 });
    const ended = await moving.execute(id, 'COMPLETED', { endTime: '1999-01-01T00:00:00.000Z', estimatedCompletion: 'soon' });
    expect(ended.context['endTime']).toBe(NOW.toISOString());
    expect(ended.context['estimatedCompletion']).not.toBe('soon');
  });

  it('leaves a process that has ended as it is', async () => {
    const { moving, create } = createProcessSystem();
    const id = await create();
    await moving.execute(id, 'CANCELLED');
    expect(await moving.execute(id, 'RUNNING', { late: true })).toMatchObject({
      state: 'CANCELLED',
      context: expect.not.objectContaining({ late: true }) as object,
    });
  });

  it.each([
    [['', 'RUNNING'], 'processId must be a non-empty string'],
    [[5, 'RUNNING'], 'processId must be a non-empty string'],
    [[undefined, 'RUNNING'], 'processId must be a non-empty string'],
    [['p1', ''], 'newState must be a non-empty string'],
    [['p1', undefined], 'newState must be a non-empty string'],
    [['p1', 5], 'newState must be a non-empty string'],
    [['p1', 'RUNNING', 'x'], 'contextUpdates must be an object'],
    [['p1', 'RUNNING', 5], 'contextUpdates must be an object'],
    [['p1', 'RUNNING', { totalRecords: -1 }], 'totalRecords must be a whole number, 0 or more'],
    [['p1', 'RUNNING', { totalRecords: '9' }], 'totalRecords must be a whole number, 0 or more'],
    [['p9', 'RUNNING'], 'Process not found: p9'],
  ])('refuses %j: %s', async (call, text) => {
    await expect(createProcessSystem().moving.execute(...(call as [string, string, object]))).rejects.toThrow(text);
  });

  it.each([
    ['DONE', {}, 'INVALID_PROCESS_DATA'],
    ['INITIALIZING', {}, 'ILLEGAL_TRANSITION'],
    ['RUNNING', { processedRecords: 7 }, 'INVALID_PROCESS_DATA'],
  ])('refuses the move of a running export to %s with %j: %s', async (state, contextUpdates, code) => {
    const { moving, create } = createProcessSystem();
    const id = await create({ state: 'RUNNING' });
    await expect(moving.execute(id, state, contextUpdates)).rejects.toMatchObject({ code });
  });

  it('counts a call that is repeated under its id once', async () => {
    const { moving, create, getting } = createProcessSystem();
    const id = await create();
    await moving.execute(id, 'RUNNING', { step: 1 }, { updateId: 'once' });
    await moving.execute(id, 'RUNNING', { step: 2 });
    await moving.execute(id, 'RUNNING', { step: 1 }, { updateId: 'once' });
    expect((await getting.execute(id))?.context['step']).toBe(2);
  });

  it('says that the store failed', async () => {
    const { processRepository, create } = createProcessSystem();
    const id = await create();
    const failing = { ...processRepository, save: async () => Promise.reject(new Error('gone')) };
    await expect(new UpdateProcessState({ processRepository: failing }).execute(id, 'RUNNING')).rejects.toThrow(
      'Failed to update process state: gone',
    );
  });
});

describe('UpdateProcessMetrics', () => {
  it('adds up, and works out time, rate and end', async () => {
    const { measuring, moving, create, clock } = createProcessSystem();
    const id = await create({ type: 'CRM_SYNC' });
    await moving.execute(id, 'FETCHING_TOTAL', { totalRecords: 400 });
    await clock.advance(10_000);
    await measuring.execute(id, { processed: 60, success: 58, errors: 2 });
    const { context, results } = await measuring.execute(id, { processed: 40, success: 39, skipped: 1 });
    expect(context).toMatchObject({ processedRecords: 100, totalRecords: 400 });
    expect(results['aggregateData']).toMatchObject({
      totalSynced: 97,
      totalFailed: 2,
      totalSkipped: 1,
      duration: 10_000,
      recordsPerSecond: 10,
    });
    expect(context['estimatedCompletion']).toBe(new Date(TEST_START_MS + 40_000).toISOString());
  });

  it.each([
    [{}, { processedRecords: 0 }],
    [{ processed: 5 }, { processedRecords: 5 }],
    [{ processed: undefined, success: 3 }, { processedRecords: 0 }],
    [{ processed: 2, batch: 7 }, { processedRecords: 2 }],
  ])('takes %j', async (metrics, context) => {
    const { measuring, create } = createProcessSystem();
    expect((await measuring.execute(await create(), metrics)).context).toMatchObject(context);
  });

  it('has no estimate while the total is unknown', async () => {
    const { measuring, create, clock } = createProcessSystem();
    const id = await create();
    await clock.advance(1000);
    expect(Object.keys((await measuring.execute(id, { processed: 5 })).context)).not.toContain('estimatedCompletion');
  });

  it('keeps the details of errors by both names, the last hundred of them', async () => {
    const { measuring, create } = createProcessSystem();
    const id = await create();
    const errorDetails = Array.from({ length: 120 }, (_, index) => ({
      contactId: `c${index}`,
      error: 'Missing email',
      timestamp: NOW.toISOString(),
    }));
    const { results } = await measuring.execute(id, { errors: 120, errorDetails });
    const { errors } = results['aggregateData'] as { errors: readonly object[] };
    expect(errors).toHaveLength(100);
    expect(errors.at(-1)).toMatchObject({
      contactId: 'c119',
      error: 'Missing email',
      externalId: 'c119',
      message: 'Missing email',
      code: 'RECORD_FAILED',
    });
  });

  it.each([
    [
      { contactId: 5, error: 'x' },
      { contactId: '5', error: 'x' },
    ],
    [{ error: 'x' }, { error: 'x' }],
    [{}, { error: 'The record failed' }],
    [
      { externalId: 'c1', code: 'NO_PHONE', message: 'No number' },
      { contactId: 'c1', code: 'NO_PHONE', error: 'No number' },
    ],
  ])('keeps the detail %j as %j', async (detail, kept) => {
    const { measuring, create } = createProcessSystem();
    const { results } = await measuring.execute(await create(), { errors: 1, errorDetails: [detail] });
    expect((results['aggregateData'] as { errors: readonly object[] }).errors[0]).toMatchObject(kept);
  });

  it.each([
    [['', {}], 'processId must be a non-empty string'],
    [[5, {}], 'processId must be a non-empty string'],
    [['p1', undefined], 'metricsUpdate must be an object'],
    [['p1', null], 'metricsUpdate must be an object'],
    [['p1', 'x'], 'metricsUpdate must be an object'],
    [['p1', { processed: -1 }], 'metricsUpdate.processed must be a whole number, 0 or more'],
    [['p1', { success: 1.5 }], 'metricsUpdate.success must be a whole number, 0 or more'],
    [['p1', { errors: '2' }], 'metricsUpdate.errors must be a whole number, 0 or more'],
    [['p1', { skipped: Number.NaN }], 'metricsUpdate.skipped must be a whole number, 0 or more'],
    [['p9', {}], 'Process not found: p9'],
  ])('refuses %j: %s', async (call, text) => {
    await expect(createProcessSystem().measuring.execute(...(call as [string, FriggMetrics]))).rejects.toThrow(text);
  });

  it('loses none of twenty that run at once, and counts a repeated one once', async () => {
    const { measuring, create, getting } = createProcessSystem();
    const id = await create();
    const calls = Array.from({ length: 20 }, async (_, index) =>
      measuring.execute(id, { processed: 10, success: 10 }, { updateId: `batch#${index % 19}` }),
    );
    await Promise.all(calls);
    expect((await getting.execute(id))?.context['processedRecords']).toBe(190);
  });

  it("announces progress in Frigg's envelope", async () => {
    const { measuring, create, sent, clock } = createProcessSystem();
    const id = await create();
    await clock.advance(2000);
    await measuring.execute(id, { processed: 4, success: 3, errors: 1 });
    const data = {
      processId: id,
      processName: 'export',
      processType: 'EXPORT',
      state: 'RUNNING',
      processed: 4,
      total: 0,
      successCount: 3,
      errorCount: 1,
      recordsPerSecond: 2,
      estimatedCompletion: null,
      timestamp: new Date(TEST_START_MS + 2000).toISOString(),
    };
    expect(sent).toEqual([{ type: 'PROCESS_PROGRESS', data }]);
  });

  it('counts when no watcher can be reached, or none is there', async () => {
    const { processRepository, create } = createProcessSystem();
    const id = await create();
    const websocketService = { broadcast: async () => Promise.reject(new Error('closed')) };
    const measuring = new UpdateProcessMetrics({ processRepository, websocketService });
    expect((await measuring.execute(id, { processed: 1 })).context['processedRecords']).toBe(1);
    expect((await new UpdateProcessMetrics({ processRepository }).execute(id, { processed: 1 })).context['processedRecords']).toBe(2);
  });
});
