import { PgBoss } from 'pg-boss';
import { workTogether } from '../work-together.ts';
import { batchesOf, type Contestant, type Task } from './contestant.ts';

const QUEUE = 'pages';

/** How pg-boss is used. */
export interface PgBossUse {
  /** Jobs that are fetched, and completed, with one call. */
  readonly batchSize: number;
  /** Loops of fetching and completing. */
  readonly loops: number;
}

/** pg-boss by `fetch` and `complete`. Its `work` does the same, but polls: with one job per batch it would wait half a second after each. */
export function createPgBoss({ batchSize, loops }: PgBossUse): Contestant {
  return {
    async prepare(task) {
      const boss = await open(task);
      await boss.createQueue(QUEUE);
      for (const pages of batchesOf(task.jobs))
        await boss.insert(
          QUEUE,
          pages.map((page) => ({ data: { page } })),
        );
      await boss.stop({ graceful: false });
    },
    async start(task) {
      const boss = await open(task);
      return {
        async run() {
          await workTogether(loops, loops, async () => drain(boss, batchSize));
        },
        async count() {
          const { rows } = await boss
            .getDb()
            .executeSql(`select count(*)::integer as jobs from pgboss.job where name = $1 and state = 'completed'`, [QUEUE]);
          return Number((rows[0] as { jobs?: unknown } | undefined)?.jobs);
        },
        close: async () => boss.stop({ graceful: false }),
      };
    },
  };
}

async function open({ url, connections }: Task): Promise<PgBoss> {
  const boss = new PgBoss({ connectionString: url, max: connections, schedule: false, supervise: false });
  boss.on('error', (error) => {
    throw error;
  });
  await boss.start();
  return boss;
}

async function drain(boss: PgBoss, batchSize: number): Promise<void> {
  for (;;) {
    const jobs = await boss.fetch(QUEUE, { batchSize });
    if (jobs.length === 0) return;
    await boss.complete(
      QUEUE,
      jobs.map(({ id }) => id),
    );
  }
}
