import { createPostgresBackend, runMigrations, withBackend } from 'bullmq';
import pg from 'pg';
import { batchesOf, type Contestant } from './contestant.ts';

const QUEUE = 'pages';

/** BullMQ on its PostgreSQL backend: one worker with so many jobs at a time. It has no batches; completing a job fetches the next. */
export function createBullMq(): Contestant {
  const { Queue, Worker } = withBackend(createPostgresBackend);
  return {
    async prepare({ url, jobs }) {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await runMigrations(client);
      await client.end();
      const queue = new Queue<{ page: number }>(QUEUE, { connection: { connectionString: url } });
      for (const pages of batchesOf(jobs)) await queue.addBulk(pages.map((page) => ({ name: 'page', data: { page } })));
      await queue.close();
    },
    async start({ url, jobs, atOnce, connections }) {
      const connection = { connectionString: url, max: connections };
      let completed = 0;
      const all = Promise.withResolvers<void>();
      const worker = new Worker<{ page: number }>(QUEUE, async () => undefined, {
        connection,
        concurrency: atOnce,
        autorun: false,
        // Its guide advises not to let completed jobs pile up.
        removeOnComplete: { count: 0 },
      });
      worker.on('error', all.reject);
      // Emitted after the completion is stored.
      worker.on('completed', () => {
        completed += 1;
        if (completed === jobs) all.resolve();
      });
      await worker.waitUntilReady();
      return {
        async run() {
          void worker.run();
          await all.promise;
        },
        async count() {
          const queue = new Queue(QUEUE, { connection: { connectionString: url } });
          const counts = await queue.getJobCounts();
          await queue.close();
          return completed - Object.values(counts).reduce((sum, count) => sum + count, 0);
        },
        close: async () => worker.close(),
      };
    },
  };
}
