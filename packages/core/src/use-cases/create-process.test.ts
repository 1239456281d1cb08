import { expect, it } from 'vitest';
import { createTestSystem, type TestSystem } from '../test-support/test-system.ts';
import { CRM_LIKE } from '../test-support/crm-like-process-type.ts';
import { aProcess } from '../test-support/a-process.ts';
import { TEST_START_MS } from '../test-support/still-clock.ts';
import { toIso } from '../domain/process/timing.ts';
import { EMPTY_LEDGER } from '../domain/process/ledger.ts';
import { StorageError } from '../errors/storage-error.ts';
import { toProcessId } from '../domain/process/process-id.ts';
import { CreateProcess, type CreateProcessData } from './create-process.ts';

const data: CreateProcessData = { userId: 'u1', integrationId: 'i1', name: 'people', type: 'CRM_LIKE' };

function create({ processes, apply, clock }: TestSystem): CreateProcess {
  let made = 0;
  const ids = { next: () => `made-${(made += 1)}` };
  return new CreateProcess({ processRepository: processes, processTypes: [CRM_LIKE], applyProcessUpdates: apply, clock, ids });
}

it('stores a process with all defaults', async () => {
  const system = createTestSystem();
  const process = await create(system).execute(data);
  const at = toIso(TEST_START_MS);
  expect(process).toEqual({
    ...data,
    id: 'made-1',
    state: 'INITIALIZING',
    context: {},
    results: {},
    parentProcessId: null,
    childProcesses: [],
    activeKey: null,
    ledger: EMPTY_LEDGER,
    version: 0,
    createdAt: at,
    updatedAt: at,
    endedAt: null,
  });
  expect(system.processes.read('made-1')).toEqual(process);
});

it('stores what it is given', async () => {
  const given = {
    ...data,
    state: 'FETCHING',
    context: { syncType: 'INITIAL', at: [1, null, { deep: true }] },
    results: { a: 1 },
    activeKey: 'i1:people',
    childProcesses: [],
  };
  expect(await create(createTestSystem()).execute(given)).toMatchObject({ ...given, version: 0 });
});

it('takes an explicit null or undefined as absent', async () => {
  const process = await create(createTestSystem()).execute({
    ...data,
    parentProcessId: null,
    activeKey: null,
    state: undefined,
    context: undefined,
  });
  expect(process).toMatchObject({ parentProcessId: null, activeKey: null, state: 'INITIALIZING', context: {} });
});

it('trims ids, so that a stray blank makes no second integration', async () => {
  expect((await create(createTestSystem()).execute({ ...data, integrationId: ' i1 ' })).integrationId).toBe('i1');
});

it.each([undefined, null, 'text', 7, {}, { userId: '', integrationId: null }])(
  'names all missing fields in one message when it is given %j',
  async (given) => {
    const call = create(createTestSystem()).execute(given as unknown as CreateProcessData);
    await expect(call).rejects.toMatchObject({ code: 'INVALID_PROCESS_DATA', retryable: false });
    await expect(call).rejects.toThrow('Missing required fields for process creation: userId, integrationId, name, type');
  },
);

const REFUSED: readonly (readonly [what: string, change: object, message: RegExp])[] = [
  ['B65: a blank owner', { userId: '  ' }, /process\.userId must be a non-empty string/],
  ['a number as an id', { integrationId: 7 }, /process\.integrationId must be of type string/],
  ['a name that is no text', { name: {} }, /process\.name must be of type string/],
  ['an empty state', { state: '' }, /process\.state must be a non-empty string/],
  [
    'B87: a state that the type does not have',
    { state: 'FAILED' },
    /FAILED is not a state of a CRM_LIKE process; its states are INITIALIZING/,
  ],
  ['a state that every object has', { state: 'toString' }, /toString is not a state/],
  ['an end as the first state', { state: 'COMPLETED' }, /cannot begin at an end/],
  ['B88: an array as context', { context: [] }, /process\.context/],
  ['a falsy wrong type as context', { context: 0 }, /process\.context/],
  ['B95: a Date inside the context', { context: { since: new Date(0) } }, /process\.context\.since/],
  ['a value that JSON would lose', { context: { gone: undefined } }, /process\.context\.gone/],
  ['a number that JSON would lose', { results: { rate: Number.NaN } }, /process\.results\.rate/],
  [
    'B80: a key that reaches a prototype',
    { context: JSON.parse('{"__proto__":{"admin":true}}') as object },
    /process\.context must not use the keys/,
  ],
  [
    'B85: such a key deeper down',
    { results: JSON.parse('{"a":[{"constructor":{}}]}') as object },
    /process\.results must not use the keys/,
  ],
  ['children that were not created', { childProcesses: ['x'] }, /create the children with parentProcessId/],
  ['children that are no list', { childProcesses: {} }, /process\.childProcesses/],
  ['a parent that is no text', { parentProcessId: 12 }, /process\.parentProcessId/],
  ['an unknown key', { parentProcesId: 'p' }, /has unknown keys: parentProcesId/],
  [
    'a first message with an unknown key',
    { firstMessages: [{ event: 'X', data: {}, delay: 5 }] },
    /firstMessages\.0 has unknown keys: delay/,
  ],
  ['a first message without data', { firstMessages: [{ event: 'X' }] }, /firstMessages\.0\.data/],
];

it.each(REFUSED)('refuses %s, and stores nothing', async (_what, change, message) => {
  const system = createTestSystem();
  const call = create(system).execute({ ...data, ...change } as CreateProcessData);
  await expect(call).rejects.toMatchObject({ code: 'INVALID_PROCESS_DATA' });
  await expect(call).rejects.toThrow(message);
  expect(await system.processes.find({})).toEqual([]);
});

it('names everything that is wrong in one message', async () => {
  await expect(create(createTestSystem()).execute({ ...data, name: 5, context: [] } as unknown as CreateProcessData)).rejects.toThrow(
    /process\.name .*; process\.context /,
  );
});

it('says nothing of the values that it refuses', async () => {
  const call = create(createTestSystem()).execute({
    ...data,
    context: { phone: new Map([['+15551234567', 1]]) },
  } as unknown as CreateProcessData);
  await expect(call).rejects.toThrow(/^(?!.*5551234567).*$/s);
});

it('B27: refuses a second process with the same active key, until the first has ended', async () => {
  const system = createTestSystem();
  const creating = create(system);
  const first = await creating.execute({ ...data, activeKey: 'i1:people' });
  await expect(creating.execute({ ...data, activeKey: 'i1:people' })).rejects.toMatchObject({
    code: 'ACTIVE_PROCESS_EXISTS',
    activeKey: 'i1:people',
  });
  await system.apply.execute([{ type: 'UPDATE_STATE', processId: first.id, updateId: 'x', state: 'CANCELLED' }]);
  expect((await creating.execute({ ...data, activeKey: 'i1:people' })).id).toBe('made-3');
});

it('B64: sends the first messages once the process is stored, in order', async () => {
  const system = createTestSystem();
  system.dispatcher.fail = () => expect(system.processes.read('made-1')).toBeDefined();
  const process = await create(system).execute({
    ...data,
    firstMessages: [
      { event: 'FETCH', data: { page: 0 } },
      { event: 'HELLO', data: {} },
    ],
  });
  expect(system.dispatcher.sent).toEqual([
    { kind: 'message', id: 'made-1:first:0', event: 'FETCH', data: { page: 0 } },
    { kind: 'message', id: 'made-1:first:1', event: 'HELLO', data: {} },
  ]);
  expect(process.ledger.outbox).toEqual([]);
  expect(process).toEqual(system.processes.read('made-1'));
});

it('B64: keeps first messages that could not be sent, for dispatchPending to send', async () => {
  const system = createTestSystem();
  system.dispatcher.fail = () => {
    throw new StorageError('the queue is away');
  };
  await expect(create(system).execute({ ...data, firstMessages: [{ event: 'FETCH', data: {} }] })).rejects.toMatchObject({
    code: 'STORAGE_FAILED',
  });
  system.dispatcher.fail = () => {};
  await system.apply.dispatchPending(toProcessId('made-1'));
  await system.apply.dispatchPending(toProcessId('made-1'));
  expect(system.dispatcher.sent.map(({ event }) => event)).toEqual(['FETCH']);
});

it('B90: enters a child with its parent', async () => {
  const system = createTestSystem([aProcess()]);
  await create(system).execute({ ...data, parentProcessId: 'process-1' });
  expect(system.processes.read('process-1')).toMatchObject({ childProcesses: ['made-1'], ledger: { expectedUnits: 1 } });
});

it('passes on what the store refuses', async () => {
  const system = createTestSystem();
  system.processes.create = async () => {
    throw new StorageError('away');
  };
  await expect(create(system).execute(data)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
});

it('works with nothing but a repository, and cannot be made without one', async () => {
  const { processes } = createTestSystem();
  const process = await new CreateProcess({ processRepository: processes }).execute({ ...data, type: 'EXPORT' });
  expect(process.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  expect(() => new CreateProcess({} as never)).toThrow('processRepository is required');
});
