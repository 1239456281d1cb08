import { describe, expect, it } from 'vitest';
import { toProcessId } from '../domain/process/process-id.ts';
import type { ProcessUpdate } from '../domain/process/process-update.ts';
import { readProgress } from '../domain/process/progress.ts';
import type { Process } from '../domain/process/process.ts';
import { InvalidProcessDataError } from '../errors/invalid-process-data-error.ts';
import { QueueSendError } from '../errors/queue-send-error.ts';
import { StorageError } from '../errors/storage-error.ts';
import type { LogFields, Logger } from '../ports/logger.ts';
import { aProcess } from '../test-support/a-process.ts';
import { shareSaves, type SharedCalls } from '../test-support/share-saves.ts';
import { createTestSystem, type TestSystem } from '../test-support/test-system.ts';
import { createByHandQueue, type ByHandQueue } from '../test-support/by-hand-queue.ts';
import { addMetrics, complete, expectUnits, goTo, settleUnit } from '../test-support/updates.ts';
import { runDeadProcessUpdateConsumer } from './dead-process-update-consumer.ts';
import { encodeProcessUpdate } from './process-update-codec.ts';
import { runProcessUpdateConsumer } from './process-update-consumer.ts';

const DONE = { kind: 'done' };
const AGAIN = { kind: 'retry', delaySeconds: 0 };
const id = 'process-1';

interface Line {
  readonly level: string;
  readonly fields: LogFields;
}

interface Consuming extends TestSystem {
  readonly queue: ByHandQueue;
  readonly lines: Line[];
  deliver(
    updates: readonly ProcessUpdate[],
    facts?: { readonly isLastAttempt?: boolean; readonly receiveCount?: number },
  ): ReturnType<ByHandQueue['deliver']>;
}

async function consuming(run: typeof runProcessUpdateConsumer, overrides: Partial<Process> = {}): Promise<Consuming> {
  return consumingOf(run, createTestSystem([aProcess({ state: 'PROCESSING', ...overrides })]));
}

const MANY = Array.from({ length: 40 }, (_, index) => toProcessId(`many-${index}`));

async function consumingMany(): Promise<Consuming & { readonly shared: SharedCalls }> {
  const system = createTestSystem(MANY.map((each) => aProcess({ id: each })));
  return { ...(await consumingOf(runProcessUpdateConsumer, system)), shared: shareSaves(system.processes) };
}

async function consumingOf(run: typeof runProcessUpdateConsumer, system: TestSystem): Promise<Consuming> {
  const queue = createByHandQueue();
  const lines: Line[] = [];
  const level = (name: string) => (fields: LogFields) => void lines.push({ level: name, fields });
  const logger: Logger = { debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error'), child: () => logger };
  await run({ queue, applyProcessUpdates: system.apply, logger });
  return { ...system, queue, lines, deliver: async (updates, facts) => queue.deliver(updates.map(encodeProcessUpdate), facts) };
}

/** An update that is well formed and that no process can take in. */
const toNowhere = goTo('NOWHERE');
const storageAway = (): never => {
  throw new StorageError('away');
};

describe('the consumer of process updates', () => {
  it('folds a received batch in a single save', async () => {
    const { deliver, processes, queue } = await consuming(runProcessUpdateConsumer);
    const batch = [expectUnits(9, false), ...Array.from({ length: 9 }, (_, unit) => settleUnit(unit, { synced: 2 }))];
    expect(await deliver(batch)).toEqual(batch.map(() => DONE));
    expect(processes.saves).toHaveLength(1);
    expect(readProgress(processes.read(id)).totalSynced).toBe(18);
    expect(queue.consumed).toMatchObject({ batchSize: 10, concurrency: 10 });
  });

  it('settles updates that were folded before, that come after the end, or that are not needed any more', async () => {
    const { deliver, processes } = await consuming(runProcessUpdateConsumer);
    const settle = settleUnit(0, { synced: 1 });
    expect(await deliver([settle, settle])).toEqual([DONE, DONE]);
    expect(await deliver([goTo('CANCELLED'), settleUnit(1), addMetrics('late#1', { processed: 1 })])).toEqual([DONE, DONE, DONE]);
    expect(await deliver([{ ...complete, processId: toProcessId('deleted') }])).toEqual([DONE]);
    expect(readProgress(processes.read(id)).totalSynced).toBe(1);
  });

  it('saves the processes of a received batch in one call, and those of groups that are received at the same time', async () => {
    const { deliver, processes, shared } = await consumingMany();
    const batch = (from: number): ProcessUpdate[] =>
      MANY.slice(from, from + 10).map((processId) => ({ ...settleUnit(0, { synced: 1 }), processId }));
    expect(await deliver(batch(0))).toEqual(MANY.slice(0, 10).map(() => DONE));
    expect(shared.calls).toEqual([MANY.slice(0, 10)]);
    await Promise.all([10, 20, 30].map(async (from) => deliver(batch(from))));
    expect(shared.calls[1]).toEqual(MANY.slice(10));
    for (const each of MANY) expect(readProgress(processes.read(each)).totalSynced).toBe(1);
  });

  it('gives each message of a batch its own verdict when one process cannot be saved', async () => {
    const { deliver, processes } = await consumingMany();
    processes.beforeSave = (process) => (process.id === MANY[1] ? storageAway() : undefined);
    const verdicts = await deliver(MANY.slice(0, 3).map((processId) => ({ ...settleUnit(0, { synced: 1 }), processId })));
    expect(verdicts).toEqual([DONE, { kind: 'retry' }, AGAIN]);
    expect(readProgress(processes.read(MANY[2] ?? '')).totalSynced).toBe(1);
  });

  it('drops a move that was overtaken, and logs it at debug level only', async () => {
    const { deliver, processes, lines } = await consuming(runProcessUpdateConsumer);
    expect(await deliver([goTo('FETCHING'), settleUnit(0, { synced: 1 })])).toEqual([DONE, DONE]);
    expect(processes.read(id)).toMatchObject({ state: 'PROCESSING', context: { processedRecords: 1 } });
    expect(lines).toEqual([
      { level: 'debug', fields: { messageId: 'm0', processId: id, updateId: 'state:FETCHING', type: 'UPDATE_STATE' } },
    ]);
  });

  it('never fails a running process because of a request that does not fit', async () => {
    const { deliver, processes } = await consuming(runProcessUpdateConsumer);
    const base = { processId: toProcessId(id), updateId: 'click-2' };
    expect(await deliver([{ ...base, type: 'REOPEN_PROCESS' }])).toEqual([DONE]);
    expect(processes.read(id).endedAt).toBeNull();
  });

  it('ends a process as failed that refuses an update for good, keeps the update as a dead letter, and goes on', async () => {
    const { deliver, processes, lines } = await consuming(runProcessUpdateConsumer);
    const verdicts = await deliver([settleUnit(0, { synced: 5 }), toNowhere, settleUnit(1, { synced: 2 })]);
    expect(verdicts).toEqual([DONE, { kind: 'dead-letter', reason: expect.stringContaining('NOWHERE is not a state') as string }, DONE]);
    expect(processes.read(id)).toMatchObject({ state: 'ERROR', context: { errorCode: 'UPDATE_REFUSED', processedRecords: 7 } });
    expect(lines).toMatchObject([
      { level: 'error', fields: { updateId: toNowhere.updateId, code: 'INVALID_PROCESS_DATA', marked: 'marked' } },
    ]);
  });

  it('does not reject the neighbours of an update that cannot be stored', async () => {
    const { deliver, processes } = await consuming(runProcessUpdateConsumer);
    processes.beforeSave = ({ context }) => {
      if (context['poison'] === true) throw new InvalidProcessDataError('context cannot be stored');
    };
    const poison: ProcessUpdate = { ...goTo('PROCESSING'), contextUpdates: { poison: true } };
    const verdicts = await deliver([settleUnit(0, { synced: 1 }), poison, settleUnit(1, { synced: 2 })]);
    expect(verdicts.map(({ kind }) => kind)).toEqual(['done', 'dead-letter', 'done']);
    expect(readProgress(processes.read(id)).totalSynced).toBe(3);
  });

  it('retries a batch that cannot be stored, from its first update on', async () => {
    const { deliver, processes, lines } = await consuming(runProcessUpdateConsumer);
    processes.beforeSave = storageAway;
    expect(await deliver([settleUnit(0), settleUnit(1), settleUnit(2)])).toEqual([{ kind: 'retry' }, AGAIN, AGAIN]);
    expect(lines).toMatchObject([{ level: 'warn', fields: { code: 'STORAGE_FAILED', receiveCount: 1 } }]);
    processes.beforeSave = () => {};
    expect(await deliver([settleUnit(0), settleUnit(1), settleUnit(2)])).toEqual([DONE, DONE, DONE]);
  });

  it('counts once when the save took effect and its response was lost', async () => {
    const { deliver, processes } = await consuming(runProcessUpdateConsumer);
    const batch = [settleUnit(0, { synced: 1 }), addMetrics('batch#0', { processed: 1, success: 1 })];
    processes.afterSave = storageAway;
    expect(await deliver(batch)).toEqual([{ kind: 'retry' }, AGAIN]);
    processes.afterSave = () => {};
    expect(await deliver(batch)).toEqual([DONE, DONE]);
    expect(readProgress(processes.read(id)).totalSynced).toBe(2);
  });

  it('does not let a refused update go before its process says so', async () => {
    const { deliver, processes } = await consuming(runProcessUpdateConsumer);
    processes.beforeSave = storageAway;
    expect(await deliver([toNowhere, settleUnit(0)])).toEqual([{ kind: 'retry' }, AGAIN]);
    processes.beforeSave = () => {};
    expect((await deliver([toNowhere])).map(({ kind }) => kind)).toEqual(['dead-letter']);
    expect(processes.read(id).context['errorCode']).toBe('UPDATE_REFUSED');
  });

  it('waits for what a completion needs, and refuses it in its last attempt', async () => {
    const { deliver, processes } = await consuming(runProcessUpdateConsumer);
    await deliver([expectUnits(1, true)]);
    expect(await deliver([complete])).toEqual([{ kind: 'retry' }]);
    expect(processes.read(id).endedAt).toBeNull();
    const [last] = await deliver([complete], { isLastAttempt: true, receiveCount: 5 });
    expect(last).toMatchObject({ kind: 'dead-letter' });
    expect(processes.read(id)).toMatchObject({ state: 'ERROR', context: { errorCode: 'UPDATE_REFUSED' } });
  });

  it('completes when what the completion needs stands behind it', async () => {
    const { deliver, processes } = await consuming(runProcessUpdateConsumer);
    await deliver([expectUnits(1, true)]);
    expect(await deliver([complete, settleUnit(0, { synced: 4 })])).toEqual([DONE, DONE]);
    expect(processes.read(id)).toMatchObject({ state: 'COMPLETED', context: { processedRecords: 4 } });
  });

  it('fails no process when a queue does not take what it has decided to send, not even for good', async () => {
    const { deliver, dispatcher, processes } = await consuming(runProcessUpdateConsumer);
    dispatcher.fail = () => {
      throw new QueueSendError({ unsent: [{ index: 0, code: 'AccessDenied' }], total: 1, retryable: false });
    };
    expect(await deliver([expectUnits(0, true)])).toEqual([{ kind: 'retry' }]);
    dispatcher.fail = () => {};
    expect(await deliver([expectUnits(0, true)], { receiveCount: 2 })).toEqual([DONE]);
    expect(dispatcher.sent.map(({ event }) => event)).toEqual(['COMPLETE_SYNC']);
    expect(processes.read(id).state).toBe('COMPLETING');
  });

  it('logs an error when an update goes to the dead-letter queue', async () => {
    const { deliver, processes, lines } = await consuming(runProcessUpdateConsumer);
    processes.beforeSave = storageAway;
    expect(await deliver([settleUnit(7)], { isLastAttempt: true, receiveCount: 5 })).toEqual([{ kind: 'retry' }]);
    expect(lines).toMatchObject([{ level: 'error', fields: { messageId: 'm0', updateId: 'settle#7', receiveCount: 5 } }]);
  });

  it('keeps an unreadable message as a dead letter, without its content in reason or log', async () => {
    const { queue, lines, processes } = await consuming(runProcessUpdateConsumer);
    const verdicts = await queue.deliver(['{"name":"Ada"}', encodeProcessUpdate(settleUnit(0, { synced: 1 }))]);
    expect(verdicts).toMatchObject([{ kind: 'dead-letter', reason: expect.stringContaining('Not a process update') as string }, DONE]);
    expect(JSON.stringify([verdicts, lines])).not.toContain('Ada');
    expect(lines).toMatchObject([{ level: 'error', fields: { messageId: 'm0' } }]);
    expect(readProgress(processes.read(id)).totalSynced).toBe(1);
  });
});

describe('the consumer of dead-lettered process updates', () => {
  it('D6: folds an update after all that could not be stored in time, whatever came after it', async () => {
    const { deliver, processes, lines, apply } = await consuming(runDeadProcessUpdateConsumer);
    await apply.execute([expectUnits(2, true), settleUnit(1, { synced: 1 })]);
    expect(await deliver([settleUnit(0, { synced: 5 })])).toEqual([DONE]);
    expect(processes.read(id)).toMatchObject({ state: 'COMPLETING', context: { processedRecords: 6 } });
    expect(lines).toMatchObject([{ level: 'warn', fields: { updateId: 'settle#0' } }]);
  });

  it('D6: writes to the process that an update is lost, and deletes the message only then', async () => {
    const { deliver, processes, lines } = await consuming(runDeadProcessUpdateConsumer);
    processes.beforeSave = storageAway;
    expect(await deliver([toNowhere])).toEqual([{ kind: 'retry' }]);
    processes.beforeSave = () => {};
    expect(await deliver([toNowhere])).toEqual([DONE]);
    expect(processes.read(id)).toMatchObject({ state: 'ERROR', context: { errorCode: 'UPDATE_LOST' } });
    expect(lines.at(-1)).toMatchObject({ level: 'error', fields: { marked: 'marked' } });
  });

  it('retries for as long as nothing can be stored', async () => {
    const { deliver, processes } = await consuming(runDeadProcessUpdateConsumer);
    processes.beforeSave = storageAway;
    expect(await deliver([settleUnit(0)], { receiveCount: 400 })).toEqual([{ kind: 'retry' }]);
  });

  it('waits for what a completion needs, which may be a dead letter as well, but not for ever', async () => {
    const { deliver, processes, apply } = await consuming(runDeadProcessUpdateConsumer);
    await apply.execute([expectUnits(1, true)]);
    expect(await deliver([complete], { receiveCount: 4 })).toEqual([{ kind: 'retry' }]);
    expect(await deliver([complete], { receiveCount: 5 })).toEqual([DONE]);
    expect(processes.read(id).context['errorCode']).toBe('UPDATE_LOST');
  });

  it('keeps an unreadable message in the dead-letter queue, and logs its id', async () => {
    const { queue, lines } = await consuming(runDeadProcessUpdateConsumer);
    expect(await queue.deliver(['{"v":2,"name":"Ada"}'])).toMatchObject([{ kind: 'dead-letter' }]);
    expect(lines).toMatchObject([{ level: 'error', fields: { messageId: 'm0' } }]);
    expect(JSON.stringify(lines)).not.toContain('Ada');
  });
});
