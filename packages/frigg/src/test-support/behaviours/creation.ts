import { createMemoryProcessRepository } from '@frigg-crm/memory';
import { CreateProcess, type FriggProcessData } from '../../processes/create-process.ts';
import { GetProcess } from '../../processes/get-process.ts';
import { UpdateProcessMetrics } from '../../processes/update-process-metrics.ts';
import { UpdateProcessState } from '../../processes/update-process-state.ts';
import { DATA, NOW, type ProcessSystem } from '../process-system.ts';
import { has, refused, type Behaviour } from './behaviour.ts';

type Stored = readonly [data: object, process: object];

const CLASSES = { CreateProcess, GetProcess, UpdateProcessState, UpdateProcessMetrics } as const;
type UseCase = new (options: object) => { readonly processRepository: unknown };

const USE_CASES: readonly Behaviour[] = Object.entries(CLASSES as Readonly<Record<string, UseCase>>).flatMap(
  ([name, Class]): Behaviour[] => [
    [`makes ${name} without a repository`, () => new Class({}), refused('processRepository is required')],
    [
      `asks ${name} for its repository`,
      ({ processRepository }) => new Class({ processRepository }).processRepository === processRepository,
      true,
    ],
  ],
);

const create =
  (data: object) =>
  async ({ creating }: ProcessSystem) =>
    creating.execute({ ...DATA, ...data } as FriggProcessData);

const STORED: readonly Stored[] = [
  [{}, { state: 'INITIALIZING' }],
  [{}, { context: {} }],
  [{}, { results: {} }],
  [{}, { childProcesses: [] }],
  [{}, { parentProcessId: null }],
  [{}, { createdAt: NOW }],
  [{}, { updatedAt: NOW }],
  [{}, { ...DATA }],
  [{ state: 'RUNNING' }, { state: 'RUNNING' }],
  [{ state: '' }, { state: 'INITIALIZING' }],
  [{ state: null }, { state: 'INITIALIZING' }],
  [{ type: 'CRM_SYNC', state: 'FETCHING_TOTAL' }, { state: 'FETCHING_TOTAL' }],
  [{ context: { step: 1, page: { size: 100 } } }, { context: { step: 1, page: { size: 100 } } }],
  [{ context: { kept: null } }, { context: { kept: null } }],
  [{ context: { since: NOW } }, { context: { since: NOW.toISOString() } }],
  [{ context: null }, { context: {} }],
  [{ results: { aggregateData: { totalSynced: 0, own: 'x' } } }, { results: { aggregateData: { totalSynced: 0, own: 'x' } } }],
  [{ results: null }, { results: {} }],
  [{ childProcesses: [] }, { childProcesses: [] }],
  [{ childProcesses: null }, { childProcesses: [] }],
  [{ parentProcessId: 'p9' }, { parentProcessId: 'p9' }],
  [{ parentProcessId: null }, { parentProcessId: null }],
  [{ parentProcessId: '' }, { parentProcessId: null }],
  [
    { id: 'own', createdAt: 'never', more: 1 },
    { ...DATA, createdAt: NOW },
  ],
];

const MISSING = 'Missing required fields for process creation: ';
const REFUSED: readonly (readonly [object, string])[] = [
  [{ userId: undefined }, `${MISSING}userId`],
  [{ integrationId: undefined }, `${MISSING}integrationId`],
  [{ name: undefined }, `${MISSING}name`],
  [{ type: undefined }, `${MISSING}type`],
  [{ name: null }, `${MISSING}name`],
  [{ name: '' }, `${MISSING}name`],
  [{ userId: 0 }, `${MISSING}userId`],
  [{ type: '', userId: null }, `${MISSING}userId, type`],
  [{ name: '', userId: 5 }, `${MISSING}name`],
  [{ userId: 5 }, 'userId must be a string'],
  [{ integrationId: 17 }, 'integrationId must be a string'],
  [{ name: {} }, 'name must be a string'],
  [{ type: ['EXPORT'] }, 'type must be a string'],
  [{ userId: 5, type: 5 }, 'userId must be a string'],
  [{ state: 5 }, 'state must be a string'],
  [{ context: 'x' }, 'context must be an object'],
  [{ context: 5 }, 'context must be an object'],
  [{ results: 'x' }, 'results must be an object'],
  [{ childProcesses: 'x' }, 'childProcesses must be an array'],
  [{ childProcesses: {} }, 'childProcesses must be an array'],
  [{ parentProcessId: 5 }, 'parentProcessId must be a string'],
  [{ state: 5, context: 'x' }, 'state must be a string'],
];

const failing = (method: 'create' | 'findById') => ({
  ...createMemoryProcessRepository(),
  [method]: async () => Promise.reject(new Error('disk full')),
});

/** Creating processes. */
export const CREATION_BEHAVIOURS: readonly Behaviour[] = [
  ...USE_CASES,
  ...STORED.map(([data, process]): Behaviour => [
    `creates with ${JSON.stringify(data)}, and has ${Object.keys(process).join(', ')}`,
    create(data),
    has(process),
  ]),
  ...REFUSED.map(([data, text]): Behaviour => {
    const names = Object.entries(data).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    return [`creates with ${names.join(', ')}`, create(data), refused(text)];
  }),
  ['creates, and has an id that is a text', async (system) => typeof (await create({})(system)).id, 'string'],
  ['creates twice under one name', async (system) => new Set([(await create({})(system)).id, (await create({})(system)).id]).size, 2],
  [
    'changes the object that a process was created with',
    async (system) => {
      const context = { step: 1 };
      const { id } = await create({ context })(system);
      context.step = 2;
      return (await system.getting.execute(id))?.context;
    },
    { step: 1 },
  ],
  [
    'creates in a store that fails',
    async () => new CreateProcess({ processRepository: failing('create') }).execute(DATA),
    refused('Failed to create process: disk full'),
  ],
];

const INVALID_IDS = [undefined, '', 5] as const;
const READS = { execute: 'gets', executeOrThrow: 'gets or throws' } as const;
const NO_ID = 'processId must be a non-empty string';

const getFailing = async (method: keyof typeof READS | 'executeMany'): Promise<unknown> => {
  const getting = new GetProcess({ processRepository: failing('findById') });
  return method === 'executeMany' ? getting.executeMany(['p1']) : getting[method]('p1');
};

/** Reading processes. */
export const READING_BEHAVIOURS: readonly Behaviour[] = [
  ...Object.entries(READS).flatMap(([method, does]): Behaviour[] =>
    INVALID_IDS.map((id): Behaviour => [
      `${does} by ${JSON.stringify(id)}`,
      async ({ getting }) => getting[method as keyof typeof READS](id as string),
      refused(NO_ID),
    ]),
  ),
  ['gets a process', async ({ getting, create: make }) => getting.execute(await make()), has({ ...DATA, state: 'INITIALIZING' })],
  ['gets its times as dates', async ({ getting, create: make }) => getting.execute(await make()), has({ createdAt: NOW, updatedAt: NOW })],
  ['gets a process that is not there', async ({ getting }) => getting.execute('p9'), null],
  ['gets or throws a process', async ({ getting, create: make }) => getting.executeOrThrow(await make()), has(DATA)],
  ['gets or throws one that is not there', async ({ getting }) => getting.executeOrThrow('p9'), refused('Process not found: p9')],
  ['gets none of no ids', async ({ getting }) => getting.executeMany([]), []],
  [
    'gets many, in the order of their ids',
    async ({ getting, create: make }) => {
      const ids = [await make(), await make({ name: 'import' })];
      return (await getting.executeMany(ids.toReversed())).map(({ name }) => name);
    },
    ['import', 'export'],
  ],
  [
    'gets many, some of which are not there',
    async ({ getting, create: make }) => (await getting.executeMany(['p9', await make()])).length,
    1,
  ],
  [
    'gets one twice that was named twice',
    async ({ getting, create: make }) => {
      const id = await make();
      return (await getting.executeMany([id, id])).length;
    },
    2,
  ],
  ['gets many of nothing', async ({ getting }) => getting.executeMany(undefined as never), refused('processIds must be an array')],
  ['gets many by a text', async ({ getting }) => getting.executeMany('p1' as never), refused('processIds must be an array')],
  ['gets many, one of which has no id', async ({ getting }) => getting.executeMany(['p1', '']), refused(NO_ID)],
  ['gets from a store that fails', async () => getFailing('execute'), refused('Failed to retrieve process: disk full')],
  ['gets or throws from a store that fails', async () => getFailing('executeOrThrow'), refused('Failed to retrieve process: disk full')],
  ['gets many from a store that fails', async () => getFailing('executeMany'), refused('Failed to retrieve process: disk full')],
];
