import { QueueSendError, readProgress, type MessageQueue, type Process } from '@frigg-crm/core';
import { createMemoryQueue } from '@frigg-crm/memory';
import { createVirtualClock } from '@frigg-crm/testing';
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

/** Queues that outlive programs, and say what they hold; `sent` has the page of each message that was sent. */
function outlivingQueues(clock: ReturnType<typeof createVirtualClock>) {
  const sent: number[] = [];
  const outliving = (): MessageQueue => {
    const queue = createMemoryQueue({ clock });
    let held = 0;
    return {
      limits: queue.limits,
      close: async () => queue.close(),
      hasGroup: async () => held > 0,
      async send(messages, call) {
        held += messages.length;
        for (const { body } of messages) sent.push(...(/"unit":(\d+)/.exec(body)?.slice(1).map(Number) ?? []));
        await queue.send(messages, call);
      },
      async consume(handler, call) {
        await queue.consume(async (messages, handlerCall) => {
          const verdicts = await handler(messages, handlerCall);
          held -= verdicts.filter(({ kind }) => kind === 'done').length;
          return verdicts;
        }, call);
      },
    };
  };
  return { sent, queues: { fetch: outliving(), work: outliving() } };
}

it.each([
  { what: 'nothing again', when: 'its queues hold everything still', dropped: false },
  { what: 'what was dropped', when: 'workers have received some of it', dropped: true },
])('sends $what when a sync is resumed and $when', async ({ dropped }) => {
  const clock = createVirtualClock();
  const { sent, queues } = outlivingQueues(clock);
  const system = createSyncSystem({
    clock,
    people: fakePeople(100),
    config,
    engine: { queues, watchdog: { stallTimeoutMs: 100_000_000 } },
  });
  system.quo.beforeBatch = async () => system.clock.sleep(500);
  const id = await startSync(system);
  const workers = system.start(1);
  await system.when(id, (process) => counted(process) >= 20);
  const { control } = system.engine;
  await control.pauseSync(id);
  // Long enough for the page in hand, which is counted, and for none of the others, or for some of them.
  if (dropped) await clock.advance(600);
  const resumedAtMs = clock.now();
  await control.resumeSync(id);
  const process = await system.when(id, ended);
  expect([process.state, counted(process)]).toEqual(['COMPLETED', 100]);
  const times = Array.from({ length: 10 }, (_, page) => sent.filter((unit) => unit === page).length);
  // What was dropped is sent a second time, and nothing else.
  expect(Math.max(...times)).toBe(dropped ? 2 : 1);
  expect(clock.now() - resumedAtMs).toBeLessThan(30_000);
  await system.halt([system.machine, workers]);
});
