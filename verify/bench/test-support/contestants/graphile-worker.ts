import { EventEmitter } from 'node:events';
import process from 'node:process';
import type * as GraphileWorker from 'graphile-worker';
import pg from 'pg';
import { batchesOf, type Contestant } from './contestant.ts';

/** How graphile-worker is used; the values are those of its page on performance. */
export interface GraphileWorkerUse {
  /** Jobs that a pool fetches ahead. @defaultValue none */
  readonly localQueueSize?: number | undefined;
  /** How long completed jobs wait for each other, in milliseconds. @defaultValue they do not: each is completed by itself */
  readonly completeJobBatchDelayMs?: number | undefined;
  readonly concurrentJobs: number;
}

/** graphile-worker, from the moment its pool stands until it has shut down: only then the last completion is stored. */
export function createGraphileWorker({ localQueueSize, completeJobBatchDelayMs, concurrentJobs }: GraphileWorkerUse): Contestant {
  return {
    async prepare({ url, jobs }) {
      const { makeWorkerUtils, logger } = await load();
      const utils = await makeWorkerUtils({ connectionString: url, logger });
      await utils.migrate();
      for (const pages of batchesOf(jobs)) await utils.addJobs(pages.map((page) => ({ identifier: 'page', payload: { page } })));
      await utils.release();
    },
    async start({ url, jobs }) {
      const { run, logger } = await load();
      const events = new EventEmitter() as GraphileWorker.WorkerEvents;
      let worked = 0;
      const all = Promise.withResolvers<void>();
      const options: GraphileWorker.RunnerOptions = {
        connectionString: url,
        logger,
        events,
        noHandleSignals: true,
        // As many as it advises.
        maxPoolSize: concurrentJobs + 2,
        concurrency: concurrentJobs,
        taskList: {
          page: async () => {
            worked += 1;
            if (worked === jobs) all.resolve();
          },
        },
        preset: {
          worker: {
            localQueue: { size: localQueueSize ?? -1 },
            completeJobBatchDelay: completeJobBatchDelayMs ?? -1,
            failJobBatchDelay: completeJobBatchDelayMs ?? -1,
          },
        },
      };
      return {
        async run(restartClock) {
          events.once('pool:create', restartClock);
          const runner = await run(options);
          await all.promise;
          await runner.stop();
        },
        count: async () => worked - (await countRows(url)),
        close: async () => undefined,
      };
    },
  };
}

/** A completed job is a deleted row. */
async function countRows(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ jobs: number }>('select count(*)::integer as jobs from graphile_worker.jobs');
  await client.end();
  return rows[0]?.jobs ?? Number.NaN;
}

/** Each job would be a line on the console; its own performance test runs without them too. */
async function load(): Promise<Pick<typeof GraphileWorker, 'makeWorkerUtils' | 'run'> & { readonly logger: GraphileWorker.Logger }> {
  process.env['NO_LOG_SUCCESS'] = '1';
  const { makeWorkerUtils, run, Logger } = await import('graphile-worker');
  return { makeWorkerUtils, run, logger: new Logger(() => () => undefined) };
}
