import { createMemoryProcessRepository } from '@frigg-crm/memory';
import { describe, expect, it } from 'vitest';
import { createProcessSystem, DATA } from '../test-support/process-system.ts';
import { HandleProcessUpdate } from './handle-process-update.ts';
import { createProcessCommands, type ProcessCommands } from './process-commands.ts';
import { ProcessUpdateMessage, type ProcessUpdateMessageData } from './process-update-message.ts';

describe('the commands of processes', () => {
  it('do what the use cases do', async () => {
    const { commands, sent } = createProcessSystem();
    const created = await commands.createProcess(DATA);
    if ('error' in created) throw new Error(created.reason);
    const { id } = created;
    expect(await commands.updateProcessState(id, 'RUNNING', { step: 1 })).toMatchObject({ id, state: 'RUNNING', context: { step: 1 } });
    expect(await commands.updateProcessState(id, 'RUNNING')).toMatchObject({ id, state: 'RUNNING' });
    expect(await commands.updateProcessMetrics(id, { processed: 2, success: 2 })).toMatchObject({ context: { processedRecords: 2 } });
    expect(await commands.getProcess(id)).toMatchObject({ id, state: 'RUNNING' });
    expect(await commands.getProcess('p9')).toBeNull();
    expect(sent).toHaveLength(1);
  });

  it('need a repository', () => {
    expect(() => createProcessCommands(undefined as never)).toThrow('processRepository is required');
    expect(() => createProcessCommands({} as never)).toThrow('processRepository is required');
  });

  it.each([
    [
      'data without a name',
      async (commands: ProcessCommands) => commands.createProcess({ ...DATA, name: '' }),
      400,
      'INVALID_PROCESS_DATA',
      'Missing required fields for process creation: name',
    ],
    [
      'a wrong context',
      async (commands: ProcessCommands) => commands.createProcess({ ...DATA, context: 'x' as never }),
      400,
      'INVALID_PROCESS_DATA',
      'context must be an object',
    ],
    [
      'no id',
      async (commands: ProcessCommands) => commands.getProcess(''),
      400,
      'INVALID_PROCESS_DATA',
      'processId must be a non-empty string',
    ],
    [
      'no state',
      async (commands: ProcessCommands) => commands.updateProcessState('p1', ''),
      400,
      'INVALID_PROCESS_DATA',
      'newState must be a non-empty string',
    ],
    [
      'a state of no process',
      async (commands: ProcessCommands) => commands.updateProcessState('p9', 'RUNNING'),
      404,
      'PROCESS_NOT_FOUND',
      'Process not found: p9',
    ],
    [
      'no counters',
      async (commands: ProcessCommands) => commands.updateProcessMetrics('p1', null as never),
      400,
      'INVALID_PROCESS_DATA',
      'metricsUpdate must be an object',
    ],
    [
      'counters of no process',
      async (commands: ProcessCommands) => commands.updateProcessMetrics('p9', {}),
      404,
      'PROCESS_NOT_FOUND',
      'Process not found: p9',
    ],
  ] as const)('return the failure of %s', async (_what, call, ...[error, code, reason]) => {
    expect(await call(createProcessSystem().commands)).toEqual({ error, code, reason });
  });

  it('return 400 for a move that is not allowed, and 500 for a store that fails', async () => {
    const { commands, create } = createProcessSystem();
    const id = await create({ state: 'RUNNING' });
    expect(await commands.updateProcessState(id, 'INITIALIZING')).toMatchObject({ error: 400, code: 'ILLEGAL_TRANSITION' });
    const broken = { ...createMemoryProcessRepository(), findById: async () => Promise.reject(new Error('gone')) };
    const failing = createProcessCommands({ processRepository: broken });
    expect(await failing.getProcess('p1')).toEqual({ error: 500, code: 'STORAGE_FAILED', reason: 'Failed to retrieve process: gone' });
  });
});

function message(processId: string, changes: Partial<ProcessUpdateMessageData>): ProcessUpdateMessage {
  return new ProcessUpdateMessage({ processId, operation: 'UPDATE_STATE', data: {}, timestamp: new Date(5), ...changes });
}

describe('HandleProcessUpdate', () => {
  it.each([
    [{}, 'updateProcessState is required'],
    [undefined, 'updateProcessState is required'],
    [{ updateProcessState: {} }, 'updateProcessMetrics is required'],
    [{ updateProcessMetrics: {} }, 'updateProcessState is required'],
  ])('is not made with %j: %s', (options, text) => {
    expect(() => new HandleProcessUpdate(options as object)).toThrow(text);
  });

  it('shows the use cases that it is made with', () => {
    const { handling, moving, measuring } = createProcessSystem();
    expect([handling.updateProcessState, handling.updateProcessMetrics]).toEqual([moving, measuring]);
  });

  it.each([
    ['a move', { data: { state: 'RUNNING', contextUpdates: { step: 1 } } }, { state: 'RUNNING', context: { step: 1 } }],
    ['a move without a context', { data: { state: 'RUNNING' } }, { state: 'RUNNING' }],
    [
      'counters',
      { operation: 'UPDATE_METRICS', data: { metricsUpdate: { processed: 3, success: 3 } } },
      { context: { processedRecords: 3 } },
    ],
    ['a completion', { operation: 'COMPLETE_PROCESS' }, { state: 'COMPLETED' }],
    [
      'an error',
      { operation: 'HANDLE_ERROR', data: { error: { message: 'boom', stack: 'at x' } } },
      { state: 'ERROR', context: { error: 'boom', errorTimestamp: new Date(5).toISOString() } },
    ],
    ['an error without a text', { operation: 'HANDLE_ERROR', data: {} }, { state: 'ERROR', context: { error: 'unknown' } }],
  ] as const)('carries out %s, as an object and as a message of SQS', async (_what, changes, expected) => {
    for (const way of ['execute', 'executeFromSQS'] as const) {
      const { handling, create } = createProcessSystem();
      const update = message(await create(), changes as object);
      const process = way === 'execute' ? await handling.execute(update) : await handling.executeFromSQS({ body: JSON.stringify(update) });
      expect(process).toMatchObject(expected);
    }
  });

  it('keeps the stack of an error out of the process', async () => {
    const { handling, create } = createProcessSystem();
    const update = message(await create(), { operation: 'HANDLE_ERROR', data: { error: { message: 'boom', stack: 'at /app/secret.js' } } });
    expect(JSON.stringify(await handling.execute(update))).not.toContain('secret.js');
  });

  it('notes when a process ended, by the clock of the worker', async () => {
    const { handling, create, clock } = createProcessSystem();
    const ended = await handling.execute(message(await create(), { operation: 'COMPLETE_PROCESS' }));
    expect(ended.context['endTime']).toBe(new Date(clock.now()).toISOString());
  });

  it('counts a message that is delivered twice once', async () => {
    const { handling, create } = createProcessSystem();
    const update = message(await create(), { operation: 'UPDATE_METRICS', data: { metricsUpdate: { processed: 3 } } });
    await handling.execute(update);
    expect((await handling.execute(update)).context['processedRecords']).toBe(3);
  });

  it.each([
    [
      'a process that is not there',
      message('p9', { data: { state: 'RUNNING' } }),
      'Failed to handle process update: Process not found: p9',
      'PROCESS_NOT_FOUND',
    ],
    ['no state', message('p9', {}), 'Failed to handle process update: newState must be a non-empty string', 'INVALID_PROCESS_DATA'],
    [
      'no counters',
      message('p9', { operation: 'UPDATE_METRICS' }),
      'Failed to handle process update: metricsUpdate must be an object',
      'INVALID_PROCESS_DATA',
    ],
  ])('says that it failed for %s', async (_what, update, text, code) => {
    const { handling } = createProcessSystem();
    await expect(handling.execute(update)).rejects.toThrow(text);
    await expect(handling.execute(update)).rejects.toMatchObject({ code });
  });

  it.each([undefined, {}, { processId: 'p1', operation: 'UPDATE_STATE', data: {} }])('refuses %j for a message', async (given) => {
    await expect(createProcessSystem().handling.execute(given as never)).rejects.toThrow(
      'message must be an instance of ProcessUpdateMessage',
    );
  });

  it.each(['{', '{}', '[]', '"x"'])('refuses the body %s', async (body) => {
    await expect(createProcessSystem().handling.executeFromSQS({ body })).rejects.toMatchObject({
      code: expect.stringMatching(/^INVALID_/) as string,
    });
  });
});
