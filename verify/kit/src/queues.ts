import type { Clock, MessageQueue } from '@frigg-crm/core';
import { createMemoryQueue } from '@frigg-crm/memory';
import { createSqliteQueue, openSqliteStore } from '@frigg-crm/sqlite';
import { createSqsQueue, ensureSqsQueue } from '@frigg-crm/sqs-queue';
import { startFauxqs } from 'fauxqs';
import { makeSqliteFile } from './programs/make-sqlite-file.ts';
import { createSqsClient } from './programs/create-sqs-client.ts';

/** A kind of queue that a test opened; each call of `make` is a queue of its own. */
export interface TestQueues {
  make(name: string, clock: Clock): Promise<MessageQueue>;
  close(): Promise<void>;
}

/** Every kind of queue there is, by name. */
export const QUEUES: Readonly<Record<string, () => Promise<TestQueues>>> = {
  memory: async () => ({ make: async (_name, clock) => createMemoryQueue({ clock }), close: async () => {} }),
  SQLite: async () => {
    const { file, remove } = await makeSqliteFile();
    const store = await openSqliteStore({ file });
    return {
      make: async (name, clock) => createSqliteQueue({ store, name, clock }),
      async close() {
        await store.close();
        await remove();
      },
    };
  },
  'SQS protocol': async () => {
    const server = await startFauxqs({ port: 0, logger: false });
    const client = createSqsClient(`http://127.0.0.1:${server.port}`);
    return {
      async make(name) {
        return createSqsQueue({ client, ...(await ensureSqsQueue({ client, name })) });
      },
      async close() {
        client.destroy();
        await server.stop();
      },
    };
  },
};
