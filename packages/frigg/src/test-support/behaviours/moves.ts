import { TEST_START_MS } from '@frigg-crm/testing';
import { UpdateProcessState } from '../../processes/update-process-state.ts';
import { StateTransitions } from '../../processes/process-states.ts';
import { NOW, type ProcessSystem } from '../process-system.ts';
import { has, refused, type Behaviour } from './behaviour.ts';

type Move = (system: ProcessSystem) => Promise<unknown>;

/** Creates a process, and moves it from state to state. */
const along =
  (type: string, ...states: readonly string[]): Move =>
  async ({ create, moving }) => {
    const id = await create({ type });
    let state = '';
    for (const next of states) ({ state } = await moving.execute(id, next));
    return state;
  };

/** How a plain process comes into a state. */
const WAYS: Readonly<Record<string, readonly string[]>> = { INITIALIZING: [], RUNNING: ['RUNNING'], PAUSED: ['RUNNING', 'PAUSED'] };

const PLAIN: readonly Behaviour[] = Object.entries(StateTransitions).flatMap(([from, targets]) =>
  targets.map((to): Behaviour => [`moves an export from ${from} to ${to}`, along('EXPORT', ...(WAYS[from] ?? []), to), to]),
);

const PIPELINE = ['FETCHING_TOTAL', 'QUEUING_PAGES', 'PROCESSING_BATCHES', 'COMPLETING', 'COMPLETED'] as const;
const UNDER_WAY = ['FETCHING_TOTAL', 'FETCHING_PAGE', 'QUEUING_PAGES', 'PROCESSING_BATCHES', 'COMPLETING'] as const;

const CRM_SYNC: readonly Behaviour[] = [
  ...PIPELINE.map((to, index): Behaviour => [
    `moves a CRM sync to ${to} along its stages`,
    along('CRM_SYNC', ...PIPELINE.slice(0, index + 1)),
    to,
  ]),
  ['moves a CRM sync that has a cursor to its first page', along('CRM_SYNC', 'FETCHING_PAGE'), 'FETCHING_PAGE'],
  ['moves a CRM sync from its page to its batches', along('CRM_SYNC', 'FETCHING_PAGE', 'PROCESSING_BATCHES'), 'PROCESSING_BATCHES'],
  ['moves a CRM sync back to fetch once more', along('CRM_SYNC', 'PROCESSING_BATCHES', 'FETCHING_PAGE'), 'FETCHING_PAGE'],
  ['leaves stages out', along('CRM_SYNC', 'QUEUING_PAGES', 'COMPLETED'), 'COMPLETED'],
  ['completes a CRM sync that had nothing to do', along('CRM_SYNC', 'COMPLETED'), 'COMPLETED'],
  ['moves a CRM sync to the stage it is in', along('CRM_SYNC', 'FETCHING_PAGE', 'FETCHING_PAGE'), 'FETCHING_PAGE'],
  ...UNDER_WAY.map((from): Behaviour => [`fails a CRM sync in ${from}`, along('CRM_SYNC', from, 'ERROR'), 'ERROR']),
  ...UNDER_WAY.map((from): Behaviour => [`cancels a CRM sync in ${from}`, along('CRM_SYNC', from, 'CANCELLED'), 'CANCELLED']),
];

/** Moves a running process with a context. */
const withContext =
  (updates: unknown, context: object = { a: 1, b: { c: 1 } }): Move =>
  async ({ create, moving }) =>
    moving.execute(await create({ context }), 'RUNNING', updates as object);

const CONTEXT: readonly Behaviour[] = [
  ['moves without a context', withContext(undefined), has({ state: 'RUNNING', context: { a: 1, b: { c: 1 } } })],
  ['moves with null for a context', withContext(null), has({ context: { a: 1, b: { c: 1 } } })],
  ['moves with an empty context', withContext({}), has({ context: { a: 1, b: { c: 1 } } })],
  ['adds a key to the context', withContext({ d: 2 }), has({ context: { a: 1, d: 2 } })],
  ['replaces a key of the context', withContext({ a: 9 }), has({ context: { a: 9 } })],
  ['replaces an object in the context as a whole', async (system) => contextOf(await withContext({ b: { d: 2 } })(system))['b'], { d: 2 }],
  ['sets a key of the context to null', withContext({ a: null }), has({ context: { a: null } })],
  ['writes a date into the context', withContext({ at: NOW }), has({ context: { at: NOW.toISOString() } })],
  ['writes a list into the context', withContext({ pages: [1, 2] }), has({ context: { pages: [1, 2] } })],
  [
    'writes where a sync stands',
    withContext({ currentPage: 3, pagination: { pageSize: 100 } }),
    has({ context: { currentPage: 3, pagination: { pageSize: 100 } } }),
  ],
  ['announces a total', withContext({ totalRecords: 500 }), has({ context: { totalRecords: 500 } })],
  [
    'writes what went wrong',
    withContext({ error: 'boom', errorTimestamp: 'now' }),
    has({ context: { error: 'boom', errorTimestamp: 'now' } }),
  ],
];

const contextOf = (process: unknown): Readonly<Record<string, unknown>> =>
  (process as { readonly context: Readonly<Record<string, unknown>> }).context;

const REFUSED: readonly (readonly [call: readonly unknown[], text: string])[] = [
  [['', 'RUNNING'], 'processId must be a non-empty string'],
  [[5, 'RUNNING'], 'processId must be a non-empty string'],
  [[undefined, 'RUNNING'], 'processId must be a non-empty string'],
  [['p1', ''], 'newState must be a non-empty string'],
  [['p1', undefined], 'newState must be a non-empty string'],
  [['p1', 5], 'newState must be a non-empty string'],
  [['p1', 'RUNNING', 'x'], 'contextUpdates must be an object'],
  [['p1', 'RUNNING', 5], 'contextUpdates must be an object'],
  [['', ''], 'processId must be a non-empty string'],
  [['p9', 'RUNNING'], 'Process not found: p9'],
];

/** Moving processes. */
export const MOVE_BEHAVIOURS: readonly Behaviour[] = [
  ...PLAIN,
  ...CRM_SYNC,
  ...CONTEXT,
  ...REFUSED.map(([call, text]): Behaviour => [
    `moves with ${call.map((value) => JSON.stringify(value) ?? 'undefined').join(', ')}`,
    async ({ moving }) => moving.execute(...(call as [string, string, object])),
    refused(text),
  ]),
  ['moves, and the time of creation stays', withContext({}), has({ createdAt: NOW })],
  [
    'moves a second later, and sees when',
    async ({ create, moving, clock }) => {
      const id = await create();
      await clock.advance(1000);
      return (await moving.execute(id, 'RUNNING')).updatedAt;
    },
    new Date(TEST_START_MS + 1000),
  ],
  [
    'moves, and the results stay',
    async ({ create, moving }) => moving.execute(await create({ results: { own: 1 } }), 'RUNNING'),
    has({ results: { own: 1 } }),
  ],
  ['moves, and name and owner stay', withContext({}), has({ name: 'export', userId: 'u1', integrationId: '17' })],
  [
    'moves, and reads it again',
    async ({ create, moving, getting }) => {
      const id = await create();
      await moving.execute(id, 'RUNNING', { step: 1 });
      return getting.execute(id);
    },
    has({ state: 'RUNNING', context: { step: 1 } }),
  ],
  [
    'moves the state alone',
    async ({ create, moving }) => moving.updateStateOnly(await create({ context: { a: 1 } }), 'RUNNING'),
    has({ state: 'RUNNING', context: { a: 1 } }),
  ],
  [
    'changes the context alone',
    async ({ create, moving }) => moving.updateContextOnly(await create({ context: { a: 1 } }), { b: 2 }),
    has({ state: 'INITIALIZING', context: { a: 1, b: 2 } }),
  ],
  ['changes the context of no process', async ({ moving }) => moving.updateContextOnly('p9', {}), refused('Process not found: p9')],
  [
    'moves in a store that fails',
    async ({ create, processRepository }) => {
      const id = await create();
      const broken = { ...processRepository, save: async () => Promise.reject(new Error('disk full')) };
      return new UpdateProcessState({ processRepository: broken }).execute(id, 'RUNNING');
    },
    refused('Failed to update process state: disk full'),
  ],
];
