import { TEST_START_MS } from '@frigg-crm/testing';
import { UpdateProcessMetrics, type WebsocketService } from '../../processes/update-process-metrics.ts';
import { DATA, type ProcessSystem } from '../process-system.ts';
import { has, type Behaviour } from './behaviour.ts';

interface Envelope {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Counts once, two seconds after the start. @returns what a watcher gets. */
async function announced({ create, moving, measuring, clock, sent }: ProcessSystem, data: object = {}): Promise<readonly Envelope[]> {
  const id = await create(data);
  if (Object.hasOwn(data, 'type')) await moving.execute(id, 'PROCESSING_BATCHES', { totalRecords: 40 });
  await clock.advance(2000);
  await measuring.execute(id, { processed: 8, success: 4, errors: 3, skipped: 1 });
  return sent as readonly Envelope[];
}

const field = (name: string, value: unknown, data: object = {}): Behaviour => [
  `gets ${name} of progress${Object.keys(data).length === 0 ? '' : ' with a total'}`,
  async (system) => (await announced(system, data))[0]?.data[name],
  value,
];

const SYNC = { type: 'CRM_SYNC', state: 'FETCHING_TOTAL' };

async function countWith({ create, processRepository }: ProcessSystem, websocketService: WebsocketService | undefined) {
  const measuring = new UpdateProcessMetrics({ processRepository, websocketService });
  return measuring.execute(await create(), { processed: 1 });
}

/** Progress in Frigg's envelope. */
export const PROGRESS_BEHAVIOURS: readonly Behaviour[] = [
  ['gets progress in an envelope', async (system) => (await announced(system))[0]?.type, 'PROCESS_PROGRESS'],
  ['gets progress once for one count', async (system) => (await announced(system)).length, 1],
  [
    'gets the id of the process',
    async (system) => (await system.getting.execute(String((await announced(system))[0]?.data['processId'])))?.name,
    'export',
  ],
  field('processName', 'export'),
  field('processType', 'EXPORT'),
  field('state', 'PROCESSING_BATCHES', SYNC),
  field('processed', 8),
  field('total', 0),
  field('total', 40, SYNC),
  field('successCount', 4),
  field('errorCount', 3),
  field('skippedCount', 1),
  field('recordsPerSecond', 4),
  field('estimatedCompletion', null),
  field('estimatedCompletion', new Date(TEST_START_MS + 10_000).toISOString(), SYNC),
  field('timestamp', new Date(TEST_START_MS + 2000).toISOString()),
  ['counts without a watcher', async (system) => countWith(system, undefined), has({ context: { processedRecords: 1 } })],
  [
    'counts while watchers cannot be reached',
    async (system) => countWith(system, { broadcast: async () => Promise.reject(new Error('closed')) }),
    has({ context: { processedRecords: 1 } }),
  ],
  [
    'counts while the service of watchers throws',
    async (system) =>
      countWith(system, {
        broadcast: () => {
          throw new Error('closed');
        },
      }),
    has({ context: { processedRecords: 1 } }),
  ],
  ['moves, and no watcher hears of it', async ({ create, moving, sent }) => [await moving.execute(await create(), 'RUNNING'), sent][1], []],
  [
    'asks for its service of watchers',
    ({ processRepository }) => new UpdateProcessMetrics({ processRepository }).websocketService,
    undefined,
  ],
  [
    'counts what is refused, and no watcher hears of it',
    async ({ measuring, sent }) => {
      await measuring.execute('p9', { processed: 1 }).catch(() => undefined);
      return sent;
    },
    [],
  ],
];

const failure = (error: number, code: string, reason: string) => ({ error, code, reason });
const invalid = (reason: string) => failure(400, 'INVALID_PROCESS_DATA', reason);
const missing = (id: string) => failure(404, 'PROCESS_NOT_FOUND', `Process not found: ${id}`);

async function createByCommand({ commands }: ProcessSystem, data: object = {}): Promise<string> {
  const created = await commands.createProcess({ ...DATA, ...data });
  if ('error' in created) throw new Error(created.reason);
  return created.id;
}

/** Commands, whose failures are values. */
export const COMMAND_BEHAVIOURS: readonly Behaviour[] = [
  ['creates by command', async ({ commands }) => commands.createProcess(DATA), has({ ...DATA, state: 'INITIALIZING' })],
  ['gets by command', async (system) => system.commands.getProcess(await createByCommand(system)), has(DATA)],
  ['gets by command what is not there', async ({ commands }) => commands.getProcess('p9'), null],
  [
    'moves by command',
    async (system) => system.commands.updateProcessState(await createByCommand(system), 'RUNNING'),
    has({ state: 'RUNNING' }),
  ],
  [
    'moves by command with a context',
    async (system) => system.commands.updateProcessState(await createByCommand(system), 'RUNNING', { step: 1 }),
    has({ context: { step: 1 } }),
  ],
  [
    'counts by command',
    async (system) => system.commands.updateProcessMetrics(await createByCommand(system), { processed: 2 }),
    has({ context: { processedRecords: 2 } }),
  ],
  [
    'counts by command, and watchers hear of it',
    async (system) => {
      await system.commands.updateProcessMetrics(await createByCommand(system), { processed: 2 });
      return system.sent.length;
    },
    1,
  ],
  [
    'creates by command without a name',
    async ({ commands }) => commands.createProcess({ ...DATA, name: '' }),
    invalid('Missing required fields for process creation: name'),
  ],
  [
    'creates by command with a wrong context',
    async ({ commands }) => commands.createProcess({ ...DATA, context: 'x' as never }),
    invalid('context must be an object'),
  ],
  ['gets by command without an id', async ({ commands }) => commands.getProcess(''), invalid('processId must be a non-empty string')],
  [
    'moves by command without an id',
    async ({ commands }) => commands.updateProcessState('', 'RUNNING'),
    invalid('processId must be a non-empty string'),
  ],
  [
    'moves by command without a state',
    async ({ commands }) => commands.updateProcessState('p1', ''),
    invalid('newState must be a non-empty string'),
  ],
  [
    'moves by command with a wrong context',
    async ({ commands }) => commands.updateProcessState('p1', 'RUNNING', 'x' as never),
    invalid('contextUpdates must be an object'),
  ],
  ['moves by command what is not there', async ({ commands }) => commands.updateProcessState('p9', 'RUNNING'), missing('p9')],
  [
    'counts by command without counters',
    async ({ commands }) => commands.updateProcessMetrics('p1', null as never),
    invalid('metricsUpdate must be an object'),
  ],
  [
    'counts by command without an id',
    async ({ commands }) => commands.updateProcessMetrics('', {}),
    invalid('processId must be a non-empty string'),
  ],
  ['counts by command what is not there', async ({ commands }) => commands.updateProcessMetrics('p9', {}), missing('p9')],
];
