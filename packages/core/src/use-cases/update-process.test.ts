import { expect, it } from 'vitest';
import { readProgress } from '../domain/process/progress.ts';
import type { ProcessMetrics } from '../domain/process/process-update.ts';
import type { JsonObject } from '../domain/json.ts';
import { aProcess } from '../test-support/a-process.ts';
import { createInMemoryProcesses, type InMemoryProcesses } from '../test-support/in-memory-processes.ts';
import { GetProcess } from './get-process.ts';
import { UpdateProcessMetrics } from './update-process-metrics.ts';
import { UpdateProcessState } from './update-process-state.ts';

const id = 'process-1';

function stored(): { processes: InMemoryProcesses; state: UpdateProcessState; metrics: UpdateProcessMetrics; get: GetProcess } {
  const processes = createInMemoryProcesses([
    aProcess({ type: 'EXPORT', context: { step: 'start', kept: true } }),
    aProcess({ id: 'process-2' as never }),
  ]);
  const dependencies = { processRepository: processes };
  return {
    processes,
    state: new UpdateProcessState(dependencies),
    metrics: new UpdateProcessMetrics(dependencies),
    get: new GetProcess(dependencies),
  };
}

it('moves a process and merges its context at the top level', async () => {
  const { state, processes } = stored();
  const process = await state.execute(id, 'RUNNING', { step: 'download', more: { a: 1 } });
  expect(process).toMatchObject({ state: 'RUNNING', context: { step: 'download', kept: true, more: { a: 1 } }, version: 1 });
  expect(processes.read(id)).toEqual(process);
});

it('changes the state without the context, and the context without the state', async () => {
  const { state } = stored();
  expect(await state.updateStateOnly(id, 'RUNNING')).toMatchObject({ state: 'RUNNING', context: { step: 'start' } });
  expect(await state.updateContextOnly(id, { step: 'end' })).toMatchObject({ state: 'RUNNING', context: { step: 'end' } });
});

it('B87: refuses a step that the machine does not have, and a state that does not exist', async () => {
  const { state } = stored();
  await state.execute(id, 'COMPLETED');
  await expect(state.execute('process-2', 'FETCHING_TOTAL')).rejects.toMatchObject({ code: 'INVALID_PROCESS_DATA' });
  await state.execute('process-2', 'RUNNING');
  await expect(state.execute('process-2', 'INITIALIZING')).rejects.toMatchObject({
    code: 'ILLEGAL_TRANSITION',
    from: 'RUNNING',
    to: 'INITIALIZING',
  });
});

it('B87: an ended process stays as it is', async () => {
  const { state, processes } = stored();
  const ended = await state.execute(id, 'COMPLETED');
  expect(await state.execute(id, 'RUNNING', { step: 'again' })).toEqual(ended);
  expect(processes.read(id)).toEqual(ended);
});

it('applies a repeated update once when the caller names it', async () => {
  const { state, metrics } = stored();
  await state.execute(id, 'RUNNING', { step: 'one' }, { updateId: 'start' });
  await state.updateContextOnly(id, { step: 'two' });
  expect((await state.execute(id, 'RUNNING', { step: 'one' }, { updateId: 'start' })).context['step']).toBe('two');
  await metrics.execute(id, { processed: 5, success: 5 }, { updateId: 'batch#7' });
  expect(readProgress(await metrics.execute(id, { processed: 5, success: 5 }, { updateId: 'batch#7' })).totalSynced).toBe(5);
});

it('counts each call when the caller names none', async () => {
  const { metrics } = stored();
  await metrics.execute(id, { processed: 2, success: 2 });
  expect(readProgress(await metrics.execute(id, { processed: 2, success: 2 })).totalSynced).toBe(4);
});

const EMPTY_ID = /processId must be a non-empty string/;
const BAD_STATE_CALLS: readonly (readonly [what: string, args: readonly unknown[], message: RegExp])[] = [
  ['an empty id, before anything else', ['', '', []], EMPTY_ID],
  ['a blank id', ['  ', 'RUNNING'], EMPTY_ID],
  ['an id that is no text', [12, 'RUNNING'], /processId must be of type string/],
  ['an empty state, before the context', [id, '', []], /state must be a non-empty string/],
  ['a missing state', [id, undefined], /state must be of type string/],
  ['B88: an array as context', [id, 'RUNNING', []], /contextUpdates/],
  ['null as context', [id, 'RUNNING', null], /contextUpdates/],
  [
    'B80: a key that reaches a prototype',
    [id, 'RUNNING', JSON.parse('{"__proto__":{}}')],
    /contextUpdates must not use the keys __proto__/,
  ],
  ['B18: a counter in the context', [id, 'RUNNING', { totalRecords: 0 }], /they are counted, use UpdateProcessMetrics/],
  ['B6: an end time in the context', [id, 'RUNNING', { endTime: 'now' }], /must not set/],
  ['a Date in the context', [id, 'RUNNING', { at: new Date(0) }], /contextUpdates\.at/],
  ['an empty updateId', [id, 'RUNNING', {}, { updateId: '' }], /updateId must be a non-empty string/],
];

it.each(BAD_STATE_CALLS)('UpdateProcessState refuses %s', async (_what, args, message) => {
  const { state, processes } = stored();
  const call = state.execute(...(args as [string, string, JsonObject]));
  await expect(call).rejects.toMatchObject({ code: 'INVALID_PROCESS_DATA', message: expect.stringMatching(message) as string });
  expect(processes.saves).toEqual([]);
});

const BAD_METRICS: readonly (readonly [what: string, metrics: unknown, message: RegExp])[] = [
  ['B44: a negative counter', { processed: -1 }, /metrics\.processed must be 0 or more/],
  ['B44: a fraction', { success: 1.5 }, /metrics\.success must be/],
  ['NaN', { errors: Number.NaN }, /metrics\.errors must be/],
  ['a number beyond exactness', { processed: 2 ** 53 }, /metrics\.processed/],
  ['a number given as text', { skipped: '3' }, /metrics\.skipped must be/],
  ['B44, D7: an unknown key', { totalProcessed: 3, totalSynced: 3 }, /metrics has unknown keys: totalProcessed, totalSynced/],
  ['an array', [], /metrics must be of type object/],
  ['nothing', undefined, /metrics must be of type object/],
  ['an error detail without a code', { errorDetails: [{ message: 'm' }] }, /metrics\.errorDetails\.0\.code/],
  [
    'an error detail with personal extras',
    { errorDetails: [{ code: 'X', message: 'm', name: 'Jane' }] },
    /errorDetails\.0 has unknown keys: name/,
  ],
];

it.each(BAD_METRICS)('UpdateProcessMetrics refuses %s', async (_what, given, message) => {
  const { metrics, processes } = stored();
  const call = metrics.execute(id, given as ProcessMetrics);
  await expect(call).rejects.toMatchObject({ code: 'INVALID_PROCESS_DATA', message: expect.stringMatching(message) as string });
  expect(processes.saves).toEqual([]);
});

it('adds metrics with their error details, bounded and struck of personal data', async () => {
  const { metrics } = stored();
  await expect(metrics.execute('', {})).rejects.toThrow(EMPTY_ID);
  const process = await metrics.execute(id, {
    processed: 3,
    success: 1,
    errors: 1,
    skipped: 1,
    errorDetails: [{ externalId: '9', unit: 0, code: 'TAKEN', message: 'jane@example.com is taken' }],
  });
  expect(readProgress(process)).toMatchObject({ processedRecords: 3, totalSynced: 1, totalFailed: 1, totalSkipped: 1 });
  expect(readProgress(process).errors).toEqual([{ externalId: '9', unit: 0, code: 'TAKEN', message: '[redacted] is taken' }]);
});

it('takes metrics of nothing but zeros, or nothing at all, as an update that changes no counter', async () => {
  const { metrics } = stored();
  await metrics.execute(id, { processed: 0 });
  expect(readProgress(await metrics.execute(id, {}))).toMatchObject({ processedRecords: 0, totalSynced: 0 });
});

it('rejects with PROCESS_NOT_FOUND for a process that was never created', async () => {
  const { state, metrics, get } = stored();
  for (const call of [state.execute('missing', 'RUNNING'), metrics.execute('missing', {}), get.executeOrThrow('missing')]) {
    await expect(call).rejects.toMatchObject({ code: 'PROCESS_NOT_FOUND', processId: 'missing', message: 'Process not found: missing' });
  }
});

it('reads one process, or null, or those that exist', async () => {
  const { get } = stored();
  expect((await get.execute(id))?.id).toBe(id);
  expect(await get.execute('missing')).toBeNull();
  expect((await get.executeMany(['process-2', 'missing', id])).map((process) => process.id)).toEqual(['process-2', id]);
  expect(await get.executeMany([])).toEqual([]);
});

it('refuses to read without usable ids', async () => {
  const { get } = stored();
  await expect(get.execute('')).rejects.toThrow(EMPTY_ID);
  await expect(get.executeMany('process-1' as never)).rejects.toThrow(/processIds must be of type array/);
  await expect(get.executeMany([id, ''])).rejects.toThrow(/processIds\.1 must be a non-empty string/);
});

it('cannot be made without a repository', () => {
  for (const UseCase of [GetProcess, UpdateProcessState, UpdateProcessMetrics])
    expect(() => new UseCase({} as never)).toThrow('processRepository is required');
});
