import { createVirtualClock, describeMessageQueue } from '@frigg-crm/testing';
import { afterAll, beforeAll } from 'vitest';
import { makeTemporaryFolder, type TemporaryFolder } from '../test-support/temporary-folder.ts';
import { openSqliteStore, type SqliteStore } from '../open-sqlite-store.ts';
import { createSqliteQueue } from './create-sqlite-queue.ts';

let folder: TemporaryFolder;
let store: SqliteStore;
let queues = 0;

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  store = await openSqliteStore({ file: folder.newFile() });
});

afterAll(async () => {
  await store.close();
  await folder.remove();
});

for (const kind of ['standard', 'fifo'] as const) {
  describeMessageQueue(`SQLite, ${kind}`, {
    kind,
    manyMessages: 4000,
    make: async ({ maxReceiveCount }) => {
      const clock = createVirtualClock();
      const queue = createSqliteQueue({ store, name: `queue-${(queues += 1)}`, clock, kind, maxReceiveCount });
      return {
        queue,
        deadLetters: async () => {
          // A verdict is stored a turn of the event loop after its handler has ended.
          for (let turns = 0; turns < 3; turns += 1) await clock.advance(0);
          return queue.deadLetters();
        },
        pass: async (ms) => clock.advance(ms),
        close: async () => queue.close(),
      };
    },
  });
}
