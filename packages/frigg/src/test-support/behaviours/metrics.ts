import { TEST_START_MS } from '@frigg-crm/testing';
import { UpdateProcessMetrics, type FriggMetrics } from '../../processes/update-process-metrics.ts';
import type { ProcessSystem } from '../process-system.ts';
import { has, refused, type Behaviour } from './behaviour.ts';

type Calls = readonly unknown[];

/** Counts once for each of the calls, two seconds apart. @returns the process as stored. */
const count =
  (calls: Calls, data: object = {}) =>
  async ({ create, measuring, clock }: ProcessSystem) => {
    const id = await create(data);
    let process: Awaited<ReturnType<typeof measuring.execute>> | undefined;
    for (const call of calls) {
      await clock.advance(2000);
      process = await measuring.execute(id, call as FriggMetrics);
    }
    return process as NonNullable<typeof process>;
  };

const aggregate = (key: string, value: unknown) => has({ results: { aggregateData: { [key]: value } } });

const COUNTERS = [
  ['processed', (value: number) => has({ context: { processedRecords: value } })],
  ['success', (value: number) => aggregate('totalSynced', value)],
  ['errors', (value: number) => aggregate('totalFailed', value)],
  ['skipped', (value: number) => aggregate('totalSkipped', value)],
] as const;

const EACH_COUNTER: readonly Behaviour[] = COUNTERS.flatMap(([counter, is]): Behaviour[] => [
  [`counts ${counter}`, count([{ [counter]: 3 }]), is(3)],
  [`counts ${counter} twice`, count([{ [counter]: 3 }, { [counter]: 4 }]), is(7)],
  [`counts ${counter}, then others`, count([{ [counter]: 3 }, {}]), is(3)],
  [`counts nothing for ${counter}: undefined`, count([{ [counter]: 2 }, { [counter]: undefined }]), is(2)],
  [`counts nothing for ${counter}: null`, count([{ [counter]: 2 }, { [counter]: null }]), is(2)],
]);

const detail = (index: number) => ({ contactId: `c${index}`, error: 'Missing email' });
const details = (length: number): readonly object[] => Array.from({ length }, (_, index) => detail(index));
const errorsOf = async (system: ProcessSystem, calls: Calls): Promise<readonly object[]> =>
  ((await count(calls)(system)).results['aggregateData'] as { readonly errors: readonly object[] }).errors;

const ERRORS: readonly Behaviour[] = [
  ['notes an error', async (system) => (await errorsOf(system, [{ errors: 1, errorDetails: [detail(1)] }]))[0], has(detail(1))],
  [
    'notes errors in their order',
    async (system) => errorsOf(system, [{ errorDetails: details(2) }]),
    [has(detail(0)).value, has(detail(1)).value].map(like),
  ],
  [
    'notes errors behind those of before',
    async (system) => (await errorsOf(system, [{ errorDetails: details(2) }, { errorDetails: [detail(9)] }])).at(-1),
    has(detail(9)),
  ],
  ['notes more than a hundred errors at once', async (system) => (await errorsOf(system, [{ errorDetails: details(120) }])).length, 100],
  [
    'notes more than a hundred errors one after the other',
    async (system) => (await errorsOf(system, [{ errorDetails: details(70) }, { errorDetails: details(70) }])).length,
    100,
  ],
  [
    'notes more than a hundred, and has the last ones',
    async (system) => (await errorsOf(system, [{ errorDetails: details(120) }]))[0],
    has(detail(20)),
  ],
  [
    'notes an error behind those that Frigg has stored',
    async (system) => {
      const stored = { results: { aggregateData: { errors: [detail(7)] } } };
      const { results } = await count([{ errorDetails: [detail(9)] }], stored)(system);
      return (results['aggregateData'] as { readonly errors: readonly { readonly contactId: string }[] }).errors.map(
        ({ contactId }) => contactId,
      );
    },
    ['c7', 'c9'],
  ],
  ['notes no errors', count([{ processed: 1, errorDetails: [] }]), has({ context: { processedRecords: 1 } })],
  ['notes null for errors', count([{ processed: 1, errorDetails: null }]), has({ context: { processedRecords: 1 } })],
  ['notes a text for errors', count([{ processed: 1, errorDetails: 'x' }]), has({ context: { processedRecords: 1 } })],
  ['notes errors without counting them', count([{ errorDetails: details(2) }]), aggregate('totalFailed', 0)],
];

function like(value: object): unknown {
  return { asymmetricMatch: (other: object) => Object.entries(value).every(([key, of]) => (other as Record<string, unknown>)[key] === of) };
}

const WITH_TOTAL = { type: 'CRM_SYNC', state: 'FETCHING_TOTAL' };
/** Announces a total, then counts. */
const countOf =
  (totalRecords: number, calls: Calls) =>
  async ({ create, moving, measuring, clock }: ProcessSystem) => {
    const id = await create(WITH_TOTAL);
    await moving.execute(id, 'PROCESSING_BATCHES', { totalRecords });
    await clock.advance(10_000);
    let context: Readonly<Record<string, unknown>> = {};
    for (const call of calls) ({ context } = await measuring.execute(id, call as FriggMetrics));
    return context;
  };

const DERIVED: readonly Behaviour[] = [
  ['sees how long it takes', count([{ processed: 1 }, { processed: 1 }]), aggregate('duration', 4000)],
  ['sees how fast it is', count([{ processed: 10 }]), aggregate('recordsPerSecond', 5)],
  ['sees how fast it is on average', count([{ processed: 10 }, { processed: 2 }]), aggregate('recordsPerSecond', 3)],
  ['sees no speed before anything is processed', count([{ skipped: 1 }]), aggregate('recordsPerSecond', 0)],
  [
    'sees no speed in no time',
    async ({ create, measuring }) => measuring.execute(await create(), { processed: 5 }),
    aggregate('recordsPerSecond', 0),
  ],
  [
    'sees when it will end',
    countOf(400, [{ processed: 100 }]),
    has({ estimatedCompletion: new Date(TEST_START_MS + 40_000).toISOString() }),
  ],
  [
    'sees that it ends now',
    countOf(100, [{ processed: 100 }]),
    has({ estimatedCompletion: new Date(TEST_START_MS + 10_000).toISOString() }),
  ],
  [
    'sees a later end when it is slower',
    countOf(400, [{ processed: 50 }]),
    has({ estimatedCompletion: new Date(TEST_START_MS + 80_000).toISOString() }),
  ],
  [
    'sees no end without a total',
    async (system) => Object.keys((await count([{ processed: 5 }])(system)).context).includes('estimatedCompletion'),
    false,
  ],
  [
    'sees no end before anything is processed',
    async (system) => Object.keys(await countOf(400, [{}])(system)).includes('estimatedCompletion'),
    false,
  ],
  ['keeps the total', countOf(400, [{ processed: 1 }]), has({ totalRecords: 400 })],
];

const KEPT: readonly Behaviour[] = [
  ['counts, and other keys of the context stay', count([{ processed: 1 }], { context: { own: 1 } }), has({ context: { own: 1 } })],
  ['counts, and other results stay', count([{ processed: 1 }], { results: { own: 1 } }), has({ results: { own: 1 } })],
  ['counts unknown names', count([{ processed: 2, batch: 7 }]), has({ context: { processedRecords: 2 } })],
  ['counts nothing', count([{}]), has({ context: { processedRecords: 0 } })],
  ['counts in a stage of a CRM sync', count([{ processed: 1 }], { ...WITH_TOTAL }), has({ state: 'FETCHING_TOTAL' })],
  [
    'counts, and reads it again',
    async (system) => system.getting.execute((await count([{ processed: 4 }])(system)).id),
    has({ context: { processedRecords: 4 } }),
  ],
  [
    'counts twenty times at once',
    async ({ create, measuring, getting }) => {
      const id = await create();
      await Promise.all(Array.from({ length: 20 }, async () => measuring.execute(id, { processed: 10 })));
      return (await getting.execute(id))?.context['processedRecords'];
    },
    200,
  ],
];

const REFUSED: readonly (readonly [call: readonly unknown[], text: string])[] = [
  [['', {}], 'processId must be a non-empty string'],
  [[5, {}], 'processId must be a non-empty string'],
  [[undefined, {}], 'processId must be a non-empty string'],
  [['p1', undefined], 'metricsUpdate must be an object'],
  [['p1', null], 'metricsUpdate must be an object'],
  [['p1', 'x'], 'metricsUpdate must be an object'],
  [['', null], 'processId must be a non-empty string'],
  [['p9', {}], 'Process not found: p9'],
  [['p9', { processed: 1 }], 'Process not found: p9'],
];

/** Counting. */
export const METRICS_BEHAVIOURS: readonly Behaviour[] = [
  ...EACH_COUNTER,
  ...ERRORS,
  ...DERIVED,
  ...KEPT,
  ...REFUSED.map(([call, text]): Behaviour => [
    `counts with ${call.map((value) => JSON.stringify(value) ?? 'undefined').join(', ')}`,
    async ({ measuring }) => measuring.execute(...(call as [string, FriggMetrics])),
    refused(text),
  ]),
  [
    'counts in a store that fails',
    async ({ create, processRepository }) => {
      const id = await create();
      const broken = { ...processRepository, save: async () => Promise.reject(new Error('disk full')) };
      return new UpdateProcessMetrics({ processRepository: broken }).execute(id, { processed: 1 });
    },
    refused('Failed to update process metrics: disk full'),
  ],
];
