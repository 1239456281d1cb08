import { createMemoryProcessRepository } from '@frigg-crm/memory';
import { createProcessCommands } from '../../processes/process-commands.ts';
import { ProcessQueueService } from '../../processes/process-queue-service.ts';
import { ProcessUpdateMessage, type ProcessUpdateMessageData } from '../../processes/process-update-message.ts';
import type { FriggMetrics } from '../../processes/update-process-metrics.ts';
import { DATA, NOW, type ProcessSystem } from '../process-system.ts';
import { has, type Difference } from './behaviour.ts';

/** @returns the code of the refusal, and the beginning of its text. */
const refusal = async (work: () => unknown): Promise<{ readonly code: unknown; readonly message: string } | 'nothing is wrong'> => {
  try {
    await work();
    return 'nothing is wrong';
  } catch (error) {
    const { code, message } = error as Error & { readonly code?: unknown };
    return { code, message };
  }
};
const data = has({ code: 'INVALID_PROCESS_DATA' });

const create =
  (more: object) =>
  async ({ creating }: ProcessSystem) =>
    refusal(async () => creating.execute({ ...DATA, ...more }));

/** Moves a new process along, the last time with a context. */
const move =
  (states: readonly string[], context: object = {}, more: object = {}) =>
  async (system: ProcessSystem) => {
    const id = await system.create(more);
    for (const state of states.slice(0, -1)) await system.moving.execute(id, state);
    return system.moving.execute(id, states.at(-1) ?? '', context);
  };
const refusedMove =
  (states: readonly string[], context: object = {}) =>
  async (system: ProcessSystem) =>
    refusal(async () => move(states, context)(system));

const count =
  (metrics: unknown, more: object = {}) =>
  async ({ create: make, measuring }: ProcessSystem) =>
    measuring.execute(await make(more), metrics as FriggMetrics);
const refusedCount = (metrics: object) => async (system: ProcessSystem) => refusal(async () => count(metrics)(system));

const errorsAfter = (detail: object) => async (system: ProcessSystem) =>
  ((await count({ errors: 1, errorDetails: [detail] })(system)).results['aggregateData'] as { readonly errors: readonly object[] })
    .errors[0];

const message = (changes: object): ProcessUpdateMessage =>
  new ProcessUpdateMessage({
    processId: 'p1',
    operation: 'HANDLE_ERROR',
    data: {},
    timestamp: NOW,
    ...changes,
  } as ProcessUpdateMessageData);

async function queueError(): Promise<boolean> {
  const sent: unknown[] = [];
  const queue = new ProcessQueueService({ queueUrl: 'q', client: { send: async (command) => sent.push(command) } });
  await queue.queueErrorHandling('p1', new Error('boom'));
  return JSON.stringify(sent).includes('stack');
}

const CREATION: readonly Difference[] = [
  [
    'makes commands of nothing',
    async () => refusal(() => createProcessCommands(undefined as never)),
    has({ code: 'CONFIGURATION_INVALID', message: 'processRepository is required' }),
    '`createProcessCommands()` makes its own repository',
  ],
  [
    "makes commands with a repository of Frigg's",
    async () => refusal(() => createProcessCommands({ processRepository: { create: () => {}, update: () => {} } as never })),
    has({ code: 'CONFIGURATION_INVALID' }),
    '`createProcessCommands()` makes its own repository',
  ],
  [
    'creates, and reads the id as a number',
    async ({ create: make }) => String(Number.parseInt(await make(), 10)) === (await make()),
    false,
    'ids are those of the table',
  ],
  ['creates in a state that there is not', create({ state: 'DONE' }), data, 'any text as state'],
  ['creates with children', create({ childProcesses: ['p2'] }), data, '`childProcesses` of a new process'],
  ['creates with a list for a context', create({ context: [1] }), data, 'a list passes for an object in `context` and `results`'],
];

const MOVES: readonly Difference[] = [
  ['moves to a state that there is not', refusedMove(['DONE']), data, 'any text as state'],
  [
    'moves a process on that has ended',
    move(['CANCELLED', 'RUNNING']),
    has({ state: 'CANCELLED' }),
    '**!** an ended process is moved on, or gets new keys',
  ],
  [
    'changes the context of a process that has ended',
    async (system) => (await move(['CANCELLED', 'ERROR'], { late: 1 })(system)).context['late'],
    undefined,
    '**!** an ended process is moved on, or gets new keys',
  ],
  [
    'moves a process back to its beginning',
    refusedMove(['RUNNING', 'INITIALIZING']),
    has({ code: 'ILLEGAL_TRANSITION' }),
    'a move that `StateTransitions` does not have is stored',
  ],
  [
    'moves a process back to its beginning by command',
    async ({ create: make, commands }) => commands.updateProcessState(await make({ state: 'RUNNING' }), 'INITIALIZING'),
    has({ error: 400, code: 'ILLEGAL_TRANSITION' }),
    'a move that `StateTransitions` does not have is stored',
  ],
  [
    'sets a smaller total',
    async (system) =>
      (await system.moving.execute((await move(['RUNNING'], { totalRecords: 500 })(system)).id, 'RUNNING', { totalRecords: 100 })).context[
        'totalRecords'
      ],
    500,
    '`contextUpdates.totalRecords` sets the total',
  ],
  ['sets a total that is none', refusedMove(['RUNNING'], { totalRecords: '9' }), data, '`contextUpdates.totalRecords` sets the total'],
  [
    'sets when a process ended',
    async (system) => (await move(['COMPLETED'], { endTime: 'never' })(system)).context['endTime'],
    NOW.toISOString(),
    '`endTime`, `estimatedCompletion` in `contextUpdates`',
  ],
  [
    'sets when a process will end',
    async (system) => (await move(['RUNNING'], { estimatedCompletion: 'soon' })(system)).context['estimatedCompletion'],
    undefined,
    '`endTime`, `estimatedCompletion` in `contextUpdates`',
  ],
  ['sets what is processed', refusedMove(['RUNNING'], { processedRecords: 7 }), data, '`processedRecords` in `contextUpdates`'],
  [
    'changes the context alone of no id',
    async ({ moving }) => refusal(async () => moving.updateContextOnly('', {})),
    has({ message: 'processId must be a non-empty string' }),
    '`updateContextOnly` looks at none of its arguments',
  ],
];

const COUNTS: readonly Difference[] = [
  ...([[{ processed: -1 }], [{ success: 1.5 }], [{ errors: '2' }], [{ skipped: Number.NaN }]] as const).map(([metrics]): Difference => [
    `counts with ${JSON.stringify(metrics)}`,
    refusedCount(metrics),
    data,
    'negative or broken numbers in metrics',
  ]),
  [
    'counts in a process that has not begun',
    count({ processed: 1 }),
    has({ state: 'RUNNING' }),
    'a process stays `INITIALIZING` while it counts',
  ],
  [
    'notes an error with its time',
    async (system) => Object.hasOwn((await errorsAfter({ error: 'x', timestamp: 'now' })(system)) ?? {}, 'timestamp'),
    false,
    'details of errors are kept as given',
  ],
  [
    'notes an error of a person with a number',
    errorsAfter({ contactId: 5, error: 'x' }),
    has({ contactId: '5', code: 'RECORD_FAILED' }),
    'details of errors are kept as given',
  ],
  ['notes an error without a text', errorsAfter({}), has({ error: 'The record failed' }), 'details of errors are kept as given'],
  [
    'counts what is processed only',
    count({ processed: 1 }),
    has({ results: { aggregateData: { totalSynced: 0, totalFailed: 0, errors: [] } } }),
    'counters of 0 are absent',
  ],
  [
    'sees a speed with many digits',
    async ({ create: make, measuring, clock }) =>
      [await clock.advance(3000), (await measuring.execute(await make(), { processed: 1 })).results][1],
    has({ aggregateData: { recordsPerSecond: 0 } }),
    '`recordsPerSecond` has all its digits',
  ],
  [
    'counts nothing, and sees when',
    async ({ create: make, measuring, clock }) => {
      const id = await make();
      await clock.advance(1000);
      return (await measuring.execute(id, {})).updatedAt.getTime() - NOW.getTime();
    },
    1000,
    'metrics of 0 read only',
  ],
];

const MESSAGES: readonly Difference[] = [
  ['queues an error with its stack', async () => queueError(), false, 'messages and processes hold the stack of an error'],
  [
    'handles an error with its stack',
    async ({ handling, create: make }) =>
      Object.hasOwn(
        (await handling.execute(message({ processId: await make(), data: { error: { message: 'boom', stack: 'at x' } } }))).context,
        'errorStack',
      ),
    false,
    'messages and processes hold the stack of an error',
  ],
  [
    'handles an error that is missing',
    async ({ handling, create: make }) => handling.execute(message({ processId: await make() })),
    has({ state: 'ERROR', context: { error: 'unknown' } }),
    '`HANDLE_ERROR` without an error throws',
  ],
  [
    'handles one message twice',
    async ({ handling, create: make }) => {
      const update = message({ processId: await make(), operation: 'UPDATE_METRICS', data: { metricsUpdate: { processed: 3 } } });
      return [await handling.execute(update), await handling.execute(update)].at(-1);
    },
    has({ context: { processedRecords: 3 } }),
    '**!** a message that is handled twice counts twice',
  ],
  [
    'reads a message without a time',
    async () => refusal(() => ProcessUpdateMessage.fromJSON({ processId: 'p1', operation: 'HANDLE_ERROR', data: {} })),
    has({ message: 'timestamp must be a Date object' }),
    '`fromJSON` takes a message without a time',
  ],
  [
    'makes a message whose date is none',
    async () => refusal(() => message({ timestamp: new Date('x') })),
    has({ message: 'timestamp must be a Date object' }),
    '`fromJSON` takes a message without a time',
  ],
  [
    'reads a broken text',
    async () => refusal(() => ProcessUpdateMessage.fromJSON('{')),
    has({ code: 'INVALID_MESSAGE' }),
    'a broken text in the body throws what `JSON.parse` throws',
  ],
  [
    'adds a key to a message',
    async () => refusal(() => Object.assign(message({}), { more: 1 })),
    has({ code: undefined }),
    'a message takes further keys',
  ],
];

const STORES: readonly Difference[] = [
  [
    'asks a repository for what Frigg calls',
    ({ processRepository }) =>
      ['_convertId', 'applyProcessUpdate', 'findByName', 'update'].filter((name) => Object.hasOwn(processRepository, name)),
    [],
    "`_convertId`, `applyProcessUpdate`, `findByName` … of Frigg's repository",
  ],
  [
    'gets by command from a store that fails',
    async () =>
      createProcessCommands({
        processRepository: { ...createMemoryProcessRepository(), findById: async () => Promise.reject(new Error('gone')) },
      }).getProcess('p1'),
    { error: 500, code: 'STORAGE_FAILED', reason: 'Failed to retrieve process: gone' },
    'an error of the store keeps its code',
  ],
];

/** Processes: what differs on purpose. */
export const DIFFERENCES: readonly Difference[] = [...CREATION, ...MOVES, ...COUNTS, ...MESSAGES, ...STORES];
