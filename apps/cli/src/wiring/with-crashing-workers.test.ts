import { systemClock } from '@frigg-crm/core';
import { createSeededRandom } from '@frigg-crm/core/adapter';
import { createMemoryQueue } from '@frigg-crm/memory';
import { expect, it } from 'vitest';
import { withCrashingWorkers } from './with-crashing-workers.ts';

it('cuts work off in the middle, twice at most, and delivers the message again', async () => {
  const done = new AbortController();
  const queue = withCrashingWorkers(createMemoryQueue({ retryDelaySeconds: () => 0 }), {
    random: createSeededRandom(1),
    share: 1,
    withinMs: 1,
  });
  const receives: number[] = [];
  await queue.send([{ body: 'work' }]);
  await queue.consume(
    async (messages, options) => {
      receives.push(messages[0]?.receiveCount ?? 0);
      if (receives.length <= 2) await systemClock.sleep(60_000, options);
      done.abort();
      return [{ kind: 'done' }];
    },
    { signal: done.signal },
  );
  expect(receives).toEqual([1, 2, 3]);
});
