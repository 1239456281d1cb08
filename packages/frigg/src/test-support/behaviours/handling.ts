import { HandleProcessUpdate } from '../../processes/handle-process-update.ts';
import { ProcessUpdateMessage, type ProcessUpdateMessageData } from '../../processes/process-update-message.ts';
import { NOW, type ProcessSystem } from '../process-system.ts';
import { has, refused, type Behaviour } from './behaviour.ts';

const PREFIX = 'Failed to handle process update: ';
const NO_MESSAGE = 'message must be an instance of ProcessUpdateMessage';

const message = (processId: string, changes: Partial<ProcessUpdateMessageData>): ProcessUpdateMessage =>
  new ProcessUpdateMessage({ processId, operation: 'UPDATE_STATE', data: {}, timestamp: NOW, ...changes });

type Way = 'execute' | 'executeFromSQS';

/** Carries out an update of a new process, as an object or as what SQS delivers. */
const handle =
  (way: Way, changes: Partial<ProcessUpdateMessageData>) =>
  async ({ handling, create }: ProcessSystem) => {
    const update = message(await create({ context: { a: 1 } }), changes);
    return way === 'execute' ? handling.execute(update) : handling.executeFromSQS({ body: JSON.stringify(update) });
  };

const MOVE = { data: { state: 'RUNNING', contextUpdates: { step: 1 } } };
const COUNT = { operation: 'UPDATE_METRICS', data: { metricsUpdate: { processed: 3, success: 3 } } } as const;
const COMPLETE = { operation: 'COMPLETE_PROCESS' } as const;
const FAIL = { operation: 'HANDLE_ERROR', data: { error: { message: 'boom', stack: 'at x' } } } as const;

const EACH_WAY: readonly Behaviour[] = (['execute', 'executeFromSQS'] as const).flatMap((way): Behaviour[] => {
  const as = way === 'execute' ? 'a message' : 'a body of SQS';
  return [
    [`handles a move as ${as}`, handle(way, MOVE), has({ state: 'RUNNING', context: { a: 1, step: 1 } })],
    [
      `handles a move without a context as ${as}`,
      handle(way, { data: { state: 'RUNNING' } }),
      has({ state: 'RUNNING', context: { a: 1 } }),
    ],
    [`handles counters as ${as}`, handle(way, COUNT), has({ context: { processedRecords: 3 } })],
    [`handles a completion as ${as}`, handle(way, COMPLETE), has({ state: 'COMPLETED' })],
    [`handles an error as ${as}`, handle(way, FAIL), has({ state: 'ERROR', context: { error: 'boom' } })],
  ];
});

const MADE: readonly (readonly [object | undefined, string])[] = [
  [undefined, 'updateProcessState is required'],
  [{}, 'updateProcessState is required'],
  [{ updateProcessMetrics: {} }, 'updateProcessState is required'],
  [{ updateProcessState: {} }, 'updateProcessMetrics is required'],
];

/** The worker of the queue of processes. */
export const HANDLING_BEHAVIOURS: readonly Behaviour[] = [
  ...MADE.map(([options, text]): Behaviour => [
    `makes a worker with ${JSON.stringify(options)}`,
    () => new HandleProcessUpdate(options),
    refused(text),
  ]),
  ['asks a worker what moves', ({ handling, moving }) => handling.updateProcessState === moving, true],
  ['asks a worker what counts', ({ handling, measuring }) => handling.updateProcessMetrics === measuring, true],
  ...EACH_WAY,
  ['handles a completion, and sees when it ended', handle('execute', COMPLETE), has({ context: { endTime: NOW.toISOString() } })],
  ['handles an error, and sees when it was', handle('execute', FAIL), has({ context: { errorTimestamp: NOW.toISOString() } })],
  [
    'handles counters, and the state of a stage stays',
    async ({ handling, create }) => handling.execute(message(await create({ type: 'CRM_SYNC', state: 'FETCHING_PAGE' }), COUNT)),
    has({ state: 'FETCHING_PAGE' }),
  ],
  ['handles counters, and watchers hear of it', async (system) => [await handle('execute', COUNT)(system), system.sent.length][1], 1],
  [
    'handles what was sent one after the other',
    async ({ handling, create }) => {
      const id = await create();
      await handling.execute(message(id, MOVE));
      await handling.execute(message(id, COUNT));
      return handling.execute(message(id, COMPLETE));
    },
    has({ state: 'COMPLETED', context: { step: 1, processedRecords: 3 } }),
  ],
  [
    'handles a move of no process',
    async ({ handling }) => handling.execute(message('p9', MOVE)),
    refused(`${PREFIX}Process not found: p9`),
  ],
  [
    'handles counters of no process',
    async ({ handling }) => handling.execute(message('p9', COUNT)),
    refused(`${PREFIX}Process not found: p9`),
  ],
  [
    'handles a completion of no process',
    async ({ handling }) => handling.execute(message('p9', COMPLETE)),
    refused(`${PREFIX}Process not found: p9`),
  ],
  [
    'handles a move without a state',
    async ({ handling }) => handling.execute(message('p9', {})),
    refused(`${PREFIX}newState must be a non-empty string`),
  ],
  [
    'handles a move whose context is a text',
    async ({ handling }) => handling.execute(message('p9', { data: { state: 'X', contextUpdates: 'x' } })),
    refused(`${PREFIX}contextUpdates must be an object`),
  ],
  [
    'handles counters that are missing',
    async ({ handling }) => handling.execute(message('p9', { operation: 'UPDATE_METRICS' })),
    refused(`${PREFIX}metricsUpdate must be an object`),
  ],
  ['handles nothing', async ({ handling }) => handling.execute(undefined as never), refused(NO_MESSAGE)],
  [
    'handles what looks like a message',
    async ({ handling }) => handling.execute(message('p1', MOVE).toJSON() as never),
    refused(NO_MESSAGE),
  ],
  ['handles a body without a process', async ({ handling }) => handling.executeFromSQS({ body: '{}' }), refused('processId is required')],
  [
    'handles a body without an operation',
    async ({ handling }) => handling.executeFromSQS({ body: '{"processId":"p1"}' }),
    refused('operation is required'),
  ],
];
