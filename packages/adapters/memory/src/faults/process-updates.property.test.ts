import {
  ApplyProcessUpdates,
  CreateProcess,
  DirectProcessUpdates,
  QueueSendError,
  QueuedProcessUpdates,
  StorageError,
  defineProcessType,
  runDeadProcessUpdateConsumer,
  runProcessUpdateConsumer,
  type EffectDispatcher,
  type Process,
  type ProcessRepository,
  type ProcessUpdate,
  type ProcessUpdateSink,
  withFindMany,
  withSaveMany,
} from '@frigg-crm/core';
import { createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMemoryQueue } from '../message-queue/create-memory-queue.ts';
import type { MemoryQueue } from '../message-queue/memory-queue.ts';
import { createMemoryProcessRepository } from '../process-repository/memory-process-repository.ts';
import { createRandom, type Random } from './random.ts';
import { withQueueFaults, type QueueFaults } from './with-queue-faults.ts';

const ENDS = ['FAILED', 'STOPPED'];

const EXPORT = defineProcessType({
  type: 'EXPORT',
  initialState: 'READING',
  transitions: {
    READING: ['WRITING', 'CLOSING', 'PAUSED', ...ENDS],
    WRITING: ['READING', 'CLOSING', 'PAUSED', ...ENDS],
    CLOSING: ['DONE', 'PAUSED', ...ENDS],
    PAUSED: ['READING', 'WRITING', ...ENDS],
    DONE: [],
    FAILED: [],
    STOPPED: [],
  },
  roles: { completed: 'DONE', failed: 'FAILED', cancelled: 'STOPPED', paused: 'PAUSED' },
  whenUnitsSettled: { kind: 'emit', state: 'CLOSING', event: 'CLOSE' },
});

/** The handler of the finishing message completes the process by one more update. */
const completing = (submit: (update: ProcessUpdate) => Promise<void>): EffectDispatcher => ({
  dispatch: async ({ id: processId }) => submit({ type: 'COMPLETE_PROCESS', processId, updateId: 'complete' }),
});

function aProgram(clock: VirtualClock, dispatcher: EffectDispatcher, processRepository: ProcessRepository): ApplyProcessUpdates {
  return new ApplyProcessUpdates({ processRepository, processTypes: [EXPORT], dispatcher, clock });
}

/**
 * What has to be the same, whichever way the updates took: everything but times, versions, the order of errors, and
 * effects that were carried out while the store was away for noting it.
 */
function essence({ state, context, results, ledger, endedAt }: Process): unknown {
  const { duration: _d, recordsPerSecond: _r, errors, ...sums } = results['aggregateData'] as Record<string, unknown>;
  const { estimatedCompletion: _e, endTime: _t, ...facts } = context;
  const sorted = ((errors ?? []) as { externalId: string }[]).map(({ externalId }) => externalId).toSorted();
  const folded = { ...ledger.folded, opaque: ledger.folded.opaque.toSorted() };
  return {
    state,
    facts,
    sums,
    errors: sorted,
    pages: results['pages'],
    ledger: { ...ledger, folded, outbox: [] },
    hasEnded: endedAt !== null,
  };
}

interface Story {
  /** Updates of all processes, in the order of their happening; closing announcements are apart, since nothing follows them. */
  readonly body: readonly ProcessUpdate[];
  readonly closing: readonly ProcessUpdate[];
}

/** What workers may say of three processes. `moves`: with moves along the states, whose order matters. */
function generateStory(random: Random, ids: readonly Process['id'][], moves: boolean): Story {
  const perProcess = ids.map((processId) => {
    const units = random.integer(0, 12);
    const updates: ProcessUpdate[] = [];
    for (let unit = 0; unit < units; unit += 1) {
      updates.push({
        type: 'EXPECT_UNITS',
        processId,
        updateId: `expect#${unit}`,
        expectedUnits: unit + 1,
        closed: false,
        position: { unit },
      });
      const isFailed = random.chance(0.1);
      const counts = { synced: random.integer(0, 50), failed: isFailed ? 1 : 0, skipped: random.integer(0, 3) };
      const errors = isFailed ? [{ externalId: `c-${unit}`, code: 'REJECTED', message: 'no number' }] : [];
      updates.push({ type: 'SETTLE_UNIT', processId, updateId: `unit#${unit}`, unit, outcome: 'PROCESSED', counts, errors });
      if (random.chance(0.3))
        updates.push({ type: 'UPDATE_METRICS', processId, updateId: `extra:${unit}`, metrics: { processed: 1, success: 1 } });
      if (moves) updates.push(aMove(random, processId, unit));
    }
    const close: ProcessUpdate = {
      type: 'EXPECT_UNITS',
      processId,
      updateId: 'close',
      expectedUnits: units,
      closed: true,
      totalRecords: 1,
    };
    return { updates, close };
  });
  const body: ProcessUpdate[] = [];
  for (let lists = perProcess.map(({ updates }) => [...updates]); lists.some(({ length }) => length > 0);) {
    lists = random.shuffle(lists);
    body.push(...(lists[0]?.splice(0, random.integer(1, 4)) ?? []));
  }
  return { body, closing: perProcess.map(({ close }) => close) };
}

function aMove(random: Random, processId: Process['id'], step: number): ProcessUpdate {
  const updateId = `move#${step}`;
  if (random.chance(0.2)) return { type: 'PAUSE_PROCESS', processId, updateId, reason: { code: 'OPERATOR', message: 'wait' } };
  if (random.chance(0.3)) return { type: 'RESUME_PROCESS', processId, updateId };
  const state = random.chance(0.5) ? 'READING' : 'WRITING';
  return { type: 'UPDATE_STATE', processId, updateId, state, contextUpdates: { step, state } };
}

/** A store that is away now and then, before or after it has stored; `failures` times in all. */
function unreliable(
  inner: ProcessRepository,
  random: Random,
  { probability, failures }: { readonly probability: number; readonly failures: number },
): ProcessRepository {
  let left = failures;
  const mayFail = (): void => {
    if (left <= 0 || !random.chance(probability)) return;
    left -= 1;
    throw new StorageError('away');
  };
  const { saveMany, findMany } = inner;
  const repository: ProcessRepository = {
    ...inner,
    async findById(id) {
      mayFail();
      return inner.findById(id);
    },
    async save(process) {
      mayFail();
      const stored = await inner.save(process);
      mayFail();
      return stored;
    },
  };
  if (findMany !== undefined)
    withFindMany(repository, async (ids) => {
      mayFail();
      return findMany(ids);
    });
  if (saveMany === undefined) return repository;
  return withSaveMany(repository, async (processes) => {
    mayFail();
    const outcomes = await saveMany(processes);
    mayFail();
    return outcomes;
  });
}

interface Trial {
  readonly seed: number;
  readonly moves: boolean;
  readonly kind: 'standard' | 'fifo';
  readonly maxReceiveCount: number;
  readonly faults: Omit<QueueFaults, 'seed' | 'kind'>;
  readonly storage: { readonly probability: number; readonly failures: number };
}

/** @returns the processes after direct application, and after the way through queues, together with the count of dead letters. */
async function compare(trial: Trial): Promise<{ readonly direct: unknown; readonly queued: unknown; readonly deadLetters: number }> {
  const { seed, kind, maxReceiveCount, moves } = trial;
  const random = createRandom(seed);
  const clock = createVirtualClock();
  const [plain, stored] = [createMemoryProcessRepository(), createMemoryProcessRepository()];
  const ids = await createTwice([plain, stored]);
  const story = generateStory(random, ids, moves);

  const later: ProcessUpdate[] = [];
  const applyDirectly = aProgram(
    clock,
    completing(async (update) => void later.push(update)),
    plain,
  );
  const direct = new DirectProcessUpdates({ applyProcessUpdates: applyDirectly });
  for (const update of [...story.body, ...story.closing]) await direct.submit([update]);
  await direct.submit(later);

  const deadLetterQueue = createMemoryQueue({ clock, kind, maxReceiveCount: Number.POSITIVE_INFINITY, retryDelaySeconds: () => 1 });
  const inner = createMemoryQueue({ clock, kind, maxReceiveCount, deadLetterQueue, retryDelaySeconds: () => 1 });
  const queue = withQueueFaults(inner, { ...trial.faults, seed, kind });
  const sink: ProcessUpdateSink = { submit: async (updates) => submitUntilAccepted(new QueuedProcessUpdates({ queue }), updates) };
  const stop = new AbortController();
  const consumers: Promise<void>[] = [];
  for (const _program of [1, 2]) {
    const dispatcher = completing(async (update) => sink.submit([update]));
    const applyProcessUpdates = aProgram(clock, dispatcher, unreliable(stored, random, trial.storage));
    consumers.push(runProcessUpdateConsumer({ queue, applyProcessUpdates, concurrency: 3, signal: stop.signal }));
    consumers.push(runDeadProcessUpdateConsumer({ queue: deadLetterQueue, applyProcessUpdates, signal: stop.signal }));
  }
  for (const part of [story.body, story.closing]) {
    for (let rest = part; rest.length > 0;) {
      const size = random.integer(1, 8);
      await sink.submit(rest.slice(0, size));
      rest = rest.slice(size);
      if (random.chance(0.5)) await clock.advance(random.integer(0, 2000));
    }
    await drained(clock, [inner, deadLetterQueue]);
  }
  stop.abort();
  await clock.runUntil(Promise.all(consumers));
  const read = async ({ findByIds }: ProcessRepository): Promise<unknown> => (await findByIds(ids)).map(essence);
  return { direct: await read(plain), queued: await read(stored), deadLetters: inner.deadLetters.length };
}

async function createTwice(repositories: readonly ProcessRepository[]): Promise<readonly Process['id'][]> {
  const ids: Process['id'][] = [];
  for (const processRepository of repositories) {
    let made = 0;
    const createProcess = new CreateProcess({ processRepository, processTypes: [EXPORT], ids: { next: () => `process-${(made += 1)}` } });
    for (const name of ['a', 'b', 'c'])
      ids.push((await createProcess.execute({ userId: 'u', integrationId: 'i', name, type: 'EXPORT' })).id);
  }
  return ids.slice(0, 3);
}

/** What a worker does whose queue does not take everything: the same call again. */
async function submitUntilAccepted(sink: ProcessUpdateSink, updates: readonly ProcessUpdate[]): Promise<void> {
  for (;;) {
    try {
      return await sink.submit(updates);
    } catch (error) {
      if (!(error instanceof QueueSendError)) throw error;
    }
  }
}

async function drained(clock: VirtualClock, queues: readonly MemoryQueue[]): Promise<void> {
  const isEmpty = ({ size }: MemoryQueue): boolean => size.waiting + size.delayed + size.inFlight === 0;
  for (let seconds = 0; seconds < 3600; seconds += 1) {
    await clock.advance(1000);
    if (queues.every(isEmpty)) return;
  }
  throw new Error('an hour passed in vain until the queues are empty');
}

const chance = fc.constantFrom(0, 0.1, 0.3);

it('leads to the same process through a FIFO queue as directly, whatever is sent twice, delivered twice or not stored', async () => {
  const trial = fc.record({
    seed: fc.nat(),
    moves: fc.constant(true),
    kind: fc.constant('fifo' as const),
    maxReceiveCount: fc.constant(60),
    faults: fc.record({ duplicate: chance, failSend: chance, dieBefore: chance, dieAfter: chance, overlap: chance }),
    storage: fc.record({ probability: chance, failures: fc.constant(25) }),
  });
  const property = fc.asyncProperty(trial, async (given) => {
    const { direct, queued, deadLetters } = await compare(given);
    expect(queued).toEqual(direct);
    expect(deadLetters).toBe(0);
  });
  await fc.assert(property, { numRuns: 30 });
});

it('leads to the same counts when updates come in any order and are dead-lettered: those are folded after all', async () => {
  let deadLettered = 0;
  const trial = fc.record({
    seed: fc.nat(),
    moves: fc.constant(false),
    kind: fc.constantFrom('fifo' as const, 'standard' as const),
    maxReceiveCount: fc.constant(2),
    faults: fc.record({ duplicate: chance, delay: chance, reorder: chance, failSend: chance, dieBefore: chance, dieAfter: chance }),
    storage: fc.record({ probability: fc.constantFrom(0.3, 0.6), failures: fc.constant(60) }),
  });
  const property = fc.asyncProperty(trial, async (given) => {
    const { direct, queued, deadLetters } = await compare(given);
    expect(queued).toEqual(direct);
    deadLettered += deadLetters;
  });
  await fc.assert(property, { numRuns: 30 });
  expect(deadLettered).toBeGreaterThan(30);
});
