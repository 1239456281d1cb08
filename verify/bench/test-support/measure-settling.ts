import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SettleMeasurement, SettleOutcome } from '../measurements/settle.ts';
import { measureInChild } from './child.ts';
import { CONTESTANTS, type ContestantName, type Entry } from './contestants/contestants.ts';
import type { DurablePostgres } from './durable-postgres.ts';

/** One run of one contestant. */
export interface Settling extends SettleOutcome {
  readonly perSecond: number;
  /** Those that only read are among them. */
  readonly transactionsPerJob: number;
  /** Bytes of the write-ahead log. */
  readonly walPerJob: number;
}

/** So many that no worker waits for one that works piece by piece. */
const CONNECTIONS = 50;
const PROGRAM = new URL('../measurements/settle.ts', import.meta.url);

/** Runs one contestant once, in a database and programs of its own. What an embedded one writes is not counted. */
export async function measureSettling(
  server: DurablePostgres,
  contestant: ContestantName,
  { jobs, profileDir }: { readonly jobs: number; readonly profileDir?: string | undefined },
): Promise<Settling> {
  const { embedded } = CONTESTANTS[contestant] as Entry;
  const measure = async (step: SettleMeasurement['step'], url: string): Promise<SettleOutcome> => {
    const input: SettleMeasurement = { contestant, step, url, jobs, atOnce: CONTESTANTS[contestant].atOnce, connections: CONNECTIONS };
    const options = { profileDir: step === 'run' ? profileDir : undefined };
    return (await measureInChild<SettleMeasurement, SettleOutcome>(PROGRAM, input, options)).result;
  };
  if (embedded !== undefined) {
    const home = await mkdtemp(join(tmpdir(), 'frigg-bench-'));
    const url = `${embedded}:${join(home, 'store')}`;
    await measure('prepare', url);
    const outcome = await measure('run', url);
    await rm(home, { recursive: true, force: true });
    return { ...outcome, perSecond: outcome.counted / outcome.seconds, transactionsPerJob: 0, walPerJob: 0 };
  }
  const database = `frigg_bench_settle_${process.pid}`;
  const url = await server.createDatabase(database);
  try {
    // Before the rows are made, not after: the first change of a page after a checkpoint writes the whole page to the log.
    await server.query('checkpoint');
    await measure('prepare', url);
    const before = await readCounters(server, database);
    const outcome = await measure('run', url);
    const after = await readCounters(server, database);
    return {
      ...outcome,
      perSecond: outcome.counted / outcome.seconds,
      transactionsPerJob: (after.transactions - before.transactions) / jobs,
      walPerJob: (after.walBytes - before.walBytes) / jobs,
    };
  } finally {
    await server.dropDatabase(database);
  }
}

/** Connections add their transactions when they end. */
async function readCounters(server: DurablePostgres, database: string): Promise<{ transactions: number; walBytes: number }> {
  const [row = {}] = await server.query(
    `select xact_commit::float8 as transactions, (pg_current_wal_insert_lsn() - '0/0')::float8 as wal from pg_stat_database where datname = $1`,
    [database],
  );
  return { transactions: Number(row['transactions']), walBytes: Number(row['wal']) };
}
