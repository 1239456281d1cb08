import pg from 'pg';
import { answerParent } from '../test-support/child.ts';
import { CONTESTANTS, type ContestantName } from '../test-support/contestants/contestants.ts';
import type { Task } from '../test-support/contestants/contestant.ts';

/** One step of one contestant: a program for what goes before, another for what is timed. */
export interface SettleMeasurement extends Task {
  readonly contestant: ContestantName;
  readonly step: 'prepare' | 'run';
}

/** What a run came to. */
export interface SettleOutcome {
  readonly seconds: number;
  /** Of the processor, in the program that was timed, and only for what was timed. */
  readonly cpuSeconds: number;
  /** How many are done, as the database says. */
  readonly counted: number;
}

answerParent(async ({ contestant: name, step, ...task }: SettleMeasurement): Promise<SettleOutcome> => {
  const contestant = CONTESTANTS[name].create();
  if (step === 'prepare') {
    await contestant.prepare(task);
    if (task.url.startsWith('postgres')) await vacuum(task.url);
    return { seconds: 0, cpuSeconds: 0, counted: 0 };
  }
  const running = await contestant.start(task);
  let startMs = performance.now();
  let cpu = process.cpuUsage();
  const restartClock = (): void => {
    startMs = performance.now();
    cpu = process.cpuUsage();
  };
  await running.run(restartClock);
  const seconds = (performance.now() - startMs) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const counted = await running.count();
  await running.close();
  return { seconds, cpuSeconds: (user + system) / 1e6, counted };
});

/** As autovacuum would sooner or later: the planner knows the tables, and no contestant is measured on tables without statistics. */
async function vacuum(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('vacuum analyze');
  await client.end();
}
