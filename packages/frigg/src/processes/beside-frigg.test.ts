import { createMemoryProcessRepository } from '@frigg-crm/memory';
import { expect, it } from 'vitest';
import { createProcessSystem, DATA } from '../test-support/process-system.ts';
import { CreateProcess } from './create-process.ts';
import { GetProcess } from './get-process.ts';
import { HandleProcessUpdate } from './handle-process-update.ts';
import { ProcessQueueService } from './process-queue-service.ts';
import { ProcessUpdateMessage } from './process-update-message.ts';
import { UpdateProcessMetrics } from './update-process-metrics.ts';
import { UpdateProcessState } from './update-process-state.ts';

// What Frigg itself does is in behaviours.test.ts.

it('counts and moves once that are repeated under one id, and loses none of twenty at once', async () => {
  const { measuring, moving, create, getting } = createProcessSystem();
  const id = await create();
  await Promise.all(
    Array.from({ length: 20 }, async (_, index) => measuring.execute(id, { processed: 10 }, { updateId: `batch#${index % 19}` })),
  );
  for (const [step, updateId] of [
    [1, 'once'],
    [2, 'other'],
    [1, 'once'],
  ] as const)
    await moving.execute(id, 'RUNNING', { step }, { updateId });
  expect((await getting.execute(id))?.context).toMatchObject({ processedRecords: 190, step: 2 });
});

it.each(Object.entries({ CreateProcess, GetProcess, UpdateProcessState, UpdateProcessMetrics }))(
  "%s refuses a repository of Frigg's, which has no versions",
  (_name, UseCase) => {
    const processRepository = { create: async () => ({}), update: async () => ({}), findById: async () => null };
    expect(() => new UseCase({ processRepository } as never)).toThrow('a repository of Frigg has no save');
  },
);

it.each([
  ['nothing to make a message of', () => new ProcessUpdateMessage(), 'INVALID_PROCESS_DATA'],
  ['a body that is no object', () => ProcessUpdateMessage.fromJSON('7'), 'INVALID_MESSAGE'],
  ['a body that is null', () => ProcessUpdateMessage.fromJSON('null'), 'INVALID_MESSAGE'],
  ['a service without a queue', () => new ProcessQueueService(), 'CONFIGURATION_INVALID'],
  ['a worker of nothing', () => new HandleProcessUpdate(), 'CONFIGURATION_INVALID'],
  ['a use case without a repository', () => new CreateProcess({} as never), 'CONFIGURATION_INVALID'],
])('refuses %s with a code', (_what, call, code) => {
  expect(call).toThrow(expect.objectContaining({ code }));
});

it.each([
  ['data without a name', async () => createProcessSystem().creating.execute({ ...DATA, name: '' }), 'INVALID_PROCESS_DATA'],
  ['what is no JSON', async () => createProcessSystem().creating.execute({ ...DATA, context: { big: 1n } }), 'INVALID_PROCESS_DATA'],
  ['what is not there', async () => createProcessSystem().getting.executeOrThrow('p9'), 'PROCESS_NOT_FOUND'],
  [
    'a message for what is not there',
    async () =>
      createProcessSystem().handling.executeFromSQS({ body: '{"processId":"p9","operation":"COMPLETE_PROCESS","data":{},"timestamp":1}' }),
    'PROCESS_NOT_FOUND',
  ],
  ['what looks like a message', async () => createProcessSystem().handling.execute({} as never), 'INVALID_MESSAGE'],
  [
    'what the store cannot keep',
    async () =>
      new CreateProcess({
        processRepository: { ...createMemoryProcessRepository(), create: async () => Promise.reject(new Error('full')) },
      }).execute(DATA),
    'STORAGE_FAILED',
  ],
])('refuses %s with the code of its cause', async (_what, call, code) => {
  await expect(call()).rejects.toMatchObject({ code });
});
