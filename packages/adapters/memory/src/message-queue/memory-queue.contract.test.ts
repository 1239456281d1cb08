import { createVirtualClock, describeMessageQueue } from '@frigg-crm/testing';
import { createMemoryQueue } from './create-memory-queue.ts';

for (const kind of ['standard', 'fifo'] as const) {
  describeMessageQueue(`memory, ${kind}`, {
    kind,
    make: async ({ maxReceiveCount }) => {
      const clock = createVirtualClock();
      const queue = createMemoryQueue({ clock, kind, maxReceiveCount });
      return {
        queue,
        deadLetters: async () => queue.deadLetters,
        pass: async (ms) => clock.advance(ms),
        close: async () => queue.close(),
      };
    },
  });
}
