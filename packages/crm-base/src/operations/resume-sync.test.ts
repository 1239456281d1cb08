import { QueueSendError, readProgress, type Process } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem, startSync } from '../test-support/sync-system.ts';

const config = { syncConfig: { initialBatchSize: 10, catchUp: false } };
const counted = (process: Process): number => readProgress(process).processedRecords;
const ended = ({ endedAt }: Process): boolean => endedAt !== null;

it.each(['crashes', 'cannot send'])(
  'B16: a sync gets what it lacks without being taken for stalled when the program that resumes it %s',
  async (how) => {
    let isBroken = false;
    const system = createSyncSystem({
      people: fakePeople(100),
      config,
      engine: { watchdog: { stallTimeoutMs: 100_000_000 } },
      wrapQueue: (queue) => ({
        limits: queue.limits,
        async send(messages, options) {
          if (isBroken && how === 'crashes') await new Promise(() => {});
          if (isBroken) throw new QueueSendError({ unsent: [{ index: 0, code: 'Throttled' }], total: messages.length, retryable: true });
          return queue.send(messages, options);
        },
        consume: async (handler, options) => queue.consume(handler, options),
        close: async () => queue.close(),
      }),
    });
    system.quo.beforeBatch = async () => system.clock.sleep(500);
    const id = await startSync(system);
    const workers = system.start();
    await system.when(id, (process) => counted(process) >= 20);
    expect((await system.engine.control.pauseSync(id)).state).toBe('PAUSED');
    await system.halt([system.machine, workers]);
    isBroken = true;
    const other = system.boot();
    void other.engine.control.resumeSync(id).catch(() => undefined);
    await system.clock.advance(1000);
    isBroken = false;
    const third = system.boot();
    const thirdWorkers = third.start();
    const resumedAtMs = system.clock.now();
    const process = await system.when(id, ended);
    expect([process.state, counted(process), process.context['requeue']]).toEqual(['COMPLETED', 100, null]);
    expect(system.clock.now() - resumedAtMs).toBeLessThan(60_000);
    await system.halt([third, thirdWorkers]);
  },
);
