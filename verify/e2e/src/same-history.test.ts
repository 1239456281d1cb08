import { FriggCrmError, toProcessId, type JsonObject, type Process, type ProcessQuery, type ProcessRepository } from '@frigg-crm/core';
import { EMPTY_LEDGER } from '@frigg-crm/core/adapter';
import { byEffort, STORES, type TestStore } from '@frigg-crm/kit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** What a program does to a store. `stale` and `missing` are mistakes that programs make. */
type Step =
  | { readonly kind: 'create'; readonly process: Process }
  | { readonly kind: 'save'; readonly process: Process; readonly version: 'stored' | 'stale' | 'ahead' }
  | { readonly kind: 'find'; readonly query: ProcessQuery }
  | { readonly kind: 'findByIds'; readonly ids: readonly string[] }
  | { readonly kind: 'findById'; readonly id: string }
  | { readonly kind: 'deleteById'; readonly id: string };

/** Few of each, so that steps meet; some mean something to a database, and some sort in another order in UTF-16. */
const IDS = ['a', 'B', '$ne', '__proto__', '\uFFFD', '😀', 'a.b'];
const TEXTS = ['one', 'One', '', '%', '{"$gt":""}', "o'ne", 'é'];
const KEYS = [null, null, 'key', 'Key', '$key'];
/** Fractions of a second, and moments on both sides of the epoch. */
const MOMENTS = [
  '1969-12-31T23:59:59.999Z',
  '1970-01-01T00:00:00.000Z',
  '2026-01-05T10:00:00.000Z',
  '2026-01-05T10:00:00.001Z',
  '2026-03-29T01:30:00.100Z',
];

const oneOf = <Value>(values: readonly Value[]): fc.Arbitrary<Value> => fc.constantFrom(...values);
const anyJsonObject = fc
  .dictionary(
    fc.oneof(oneOf(['a.b', '$set', '', '__proto__', 'constructor', '0']), fc.string({ unit: 'grapheme', maxLength: 4 })),
    fc.jsonValue({ maxDepth: 2, stringUnit: 'grapheme' }),
    { maxKeys: 3 },
  )
  // JSON has one zero.
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);

const anyProcess: fc.Arbitrary<Process> = fc
  .record({
    id: oneOf(IDS).map(toProcessId),
    userId: oneOf(TEXTS),
    integrationId: oneOf(TEXTS),
    name: oneOf(TEXTS),
    type: oneOf(TEXTS),
    state: oneOf(TEXTS),
    context: anyJsonObject,
    results: anyJsonObject,
    parentProcessId: fc.option(oneOf(IDS).map(toProcessId)),
    childProcesses: fc.array(oneOf(IDS).map(toProcessId), { maxLength: 2 }),
    activeKey: oneOf(KEYS),
    ledger: fc.constant(EMPTY_LEDGER),
    version: fc.nat(2),
    createdAt: oneOf(MOMENTS),
    updatedAt: oneOf(MOMENTS),
    endedAt: fc.option(oneOf(MOMENTS)),
  })
  // Nothing ends before it is created.
  .map(({ endedAt, ...process }) => ({
    ...process,
    endedAt: endedAt !== null && endedAt < process.createdAt ? process.createdAt : endedAt,
  }));

/** Mostly one condition: several find nothing. */
const anyQuery: fc.Arbitrary<ProcessQuery> = fc.oneof(
  ...(['integrationId', 'type', 'name', 'state'] as const).map((field) => oneOf(TEXTS).map((text): ProcessQuery => ({ [field]: text }))),
  oneOf(IDS).map((parentProcessId): ProcessQuery => ({ parentProcessId })),
  fc.boolean().map((active): ProcessQuery => ({ active })),
  oneOf(MOMENTS).map((updatedBefore): ProcessQuery => ({ updatedBefore })),
  oneOf(MOMENTS).map((endedBefore): ProcessQuery => ({ endedBefore })),
  fc.record({ active: fc.boolean(), endedBefore: oneOf(MOMENTS) }),
  fc.record({ active: fc.boolean(), updatedBefore: oneOf(MOMENTS), limit: fc.nat(3) }),
  fc.record({ limit: oneOf([0, 1, 2, -1, 0.5]) }),
  fc.constant({}),
);

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: anyProcess.map((process): Step => ({ kind: 'create', process })) },
  {
    weight: 6,
    arbitrary: fc
      .record({ process: anyProcess, version: oneOf(['stored', 'stored', 'stored', 'stale', 'ahead'] as const) })
      .map((step): Step => ({ kind: 'save', ...step })),
  },
  { weight: 6, arbitrary: anyQuery.map((query): Step => ({ kind: 'find', query })) },
  {
    weight: 1,
    arbitrary: fc.array(oneOf([...IDS, 'unknown', '\u0000']), { maxLength: 6 }).map((ids): Step => ({ kind: 'findByIds', ids })),
  },
  { weight: 1, arbitrary: oneOf([...IDS, '']).map((id): Step => ({ kind: 'findById', id })) },
  { weight: 1, arbitrary: oneOf(IDS).map((id): Step => ({ kind: 'deleteById', id })) },
);

/** Does one step. @returns what came back, or the code of the error. */
async function perform(repository: ProcessRepository, step: Step): Promise<unknown> {
  switch (step.kind) {
    case 'create':
      return repository.create(step.process);
    case 'save': {
      const stored = (await repository.findById(step.process.id))?.version ?? 0;
      const version = stored + { stored: 0, stale: -1, ahead: 1 }[step.version];
      return repository.save({ ...step.process, version });
    }
    case 'find':
      return repository.find(step.query);
    case 'findByIds':
      return repository.findByIds(step.ids.map(toProcessId));
    case 'findById':
      return repository.findById(toProcessId(step.id));
    case 'deleteById':
      return repository.deleteById(toProcessId(step.id));
    default:
      return step satisfies never;
  }
}

/**
 * @returns the value as text, whatever the order of its keys, which is a store's own. Not left to the comparison of
 * the test runner: it takes a key `__proto__` for the prototype.
 */
function toText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toText).join()}]`;
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? JSON.stringify(value) : String(value);
  const entries = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}:${toText(inner)}`);
  return `{${entries.toSorted(byText).join()}}`;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** @returns everything that a program sees which does the steps on an empty store, and what is left in the end. */
async function historyOf(repository: ProcessRepository, steps: readonly Step[]): Promise<readonly string[]> {
  await Promise.all(IDS.map(async (id) => repository.deleteById(toProcessId(id))));
  const history: string[] = [];
  for (const step of steps) {
    try {
      history.push(toText(await perform(repository, step)));
    } catch (error) {
      if (!FriggCrmError.is(error)) throw error;
      history.push(error.code);
    }
  }
  history.push(toText(await repository.find({})));
  return history;
}

/** One script with each refusal: the random ones need not have all of them. */
function refusals(): Step[] {
  const process = fc.sample(anyProcess, { numRuns: 1, seed: 1 })[0];
  if (process === undefined) throw new TypeError('a sample was expected');
  const active: Process = { ...process, activeKey: 'key', endedAt: null };
  return [
    { kind: 'create', process: { ...active, id: toProcessId('a') } },
    { kind: 'create', process: { ...active, id: toProcessId('B') } },
    { kind: 'save', process: { ...active, id: toProcessId('a') }, version: 'stale' },
    { kind: 'find', query: { limit: -1 } },
  ];
}

const NAMES = Object.keys(STORES);
let stores: readonly TestStore[];

beforeAll(async () => {
  stores = await Promise.all(Object.values(STORES).map(async (open) => open()));
});
afterAll(async () => {
  await Promise.all(stores.map(async (store) => store.close()));
});

describe(`the same steps on ${NAMES.join(', ')}`, () => {
  it('lead to the same history, result by result and refusal by refusal', async () => {
    const seen = new Set<string>();
    const property = fc.asyncProperty(fc.array(anyStep, { minLength: 10, maxLength: 40, size: 'max' }), async (steps) => {
      const [expected = [], ...histories] = await Promise.all(stores.map(async (store) => historyOf(store.processRepository, steps)));
      for (const result of expected) if (/^[A-Z_]+$/.test(result)) seen.add(result);
      expect(histories.map((history, index) => ({ store: NAMES[index + 1], history }))).toEqual(
        NAMES.slice(1).map((store) => ({ store, history: expected })),
      );
    });
    await fc.assert(property, { numRuns: byEffort({ quick: 10, full: 40 }), examples: [[refusals()]] });
    expect([...seen].toSorted(byText)).toEqual(['ACTIVE_PROCESS_EXISTS', 'INVALID_PROCESS_DATA', 'PROCESS_CONFLICT']);
  }, 120_000);

  it('lead to the same history when every step is a race of twenty', async () => {
    const winners = await Promise.all(
      stores.map(async ({ processRepository: repository }) => {
        await historyOf(repository, []);
        const process = fc.sample(anyProcess, { numRuns: 1, seed: 1 })[0];
        if (process === undefined) throw new TypeError('a sample was expected');
        const race = async (work: (number: number) => Promise<unknown>): Promise<readonly unknown[]> => {
          const outcomes = await Promise.allSettled(Array.from({ length: 20 }, async (_, number) => work(number)));
          return outcomes.map((outcome) => (outcome.status === 'fulfilled' ? 'done' : (outcome.reason as FriggCrmError).code)).toSorted();
        };
        return [
          await race(async () => repository.create({ ...process, activeKey: 'key' })),
          await race(async (number) => repository.create({ ...process, id: toProcessId(`other-${number}`), activeKey: 'key' })),
          await race(async () => repository.save({ ...process, activeKey: null })),
          await race(async (number) => repository.create({ ...process, id: toProcessId(`third-${number}`), activeKey: 'key' })),
          await race(async () => repository.deleteById(process.id)),
        ];
      }),
    );
    const lost = (code: string): readonly string[] => [...Array.from({ length: 19 }, () => code), 'done'];
    const expected = [
      lost('PROCESS_CONFLICT'),
      Array.from({ length: 20 }, () => 'ACTIVE_PROCESS_EXISTS'),
      lost('PROCESS_CONFLICT'),
      lost('ACTIVE_PROCESS_EXISTS'),
      Array.from({ length: 20 }, () => 'done'),
    ];
    expect(winners).toEqual(stores.map(() => expected));
  });
});
