import { openProcessStore } from '@frigg-crm/postgres-process-repo';
import { measureInChild } from '../test-support/child.ts';
import { startDurablePostgres, type DurablePostgres } from '../test-support/durable-postgres.ts';
import { fillFinished } from '../test-support/fill-finished.ts';
import { createActive } from '../test-support/hot-operations.ts';
import { median } from '../test-support/median.ts';
import type { BenchOptions } from '../test-support/options.ts';
import { printTable, type Row } from '../test-support/table.ts';
import type { HotOperationsMeasurement, HotOperationsOutcome } from '../measurements/hot-operations.ts';

const FINISHED = 1_000_000;
const SLICES = 20;
/** How much longer anything may take beside the finished ones. */
const MAX_RATIO = 1.2;
const PROGRAM = new URL('../measurements/hot-operations.ts', import.meta.url);

/** Whether processes that ended long ago slow down those that run. */
export async function finished({ jobs = FINISHED, profileDir }: BenchOptions): Promise<readonly Row[]> {
  const server = await startDurablePostgres();
  const names = ['without', 'beside'].map((name) => `frigg_bench_${name}_${process.pid}`);
  const [without = '', beside = ''] = names;
  try {
    const startMs = performance.now();
    const urls = { without: await makeDatabase(server, without, 0), beside: await makeDatabase(server, beside, jobs) };
    await server.query('checkpoint');
    const [size = {}] = await server.query('select pg_size_pretty(pg_database_size($1)) as size', [beside]);
    console.log(`${jobs} finished processes: ${String(size['size'])}, made in ${Math.round((performance.now() - startMs) / 1000)} s`);
    const rows = toRows(await measure({ ...urls, slices: SLICES }, profileDir));
    printTable(
      `finished: times per second without finished processes and beside ${jobs.toLocaleString('en-US').replaceAll(',', ' ')};` +
        ` the time that one takes may grow by the factor ${MAX_RATIO}; medians of ${SLICES} slices of time, PostgreSQL ${server.version} with fsync`,
      rows,
    );
    return rows;
  } finally {
    for (const name of names) await server.dropDatabase(name);
    await server.stop();
  }
}

async function makeDatabase(server: DurablePostgres, name: string, rows: number): Promise<string> {
  const url = await server.createDatabase(name);
  const { processRepository, close } = await openProcessStore({ connectionString: url });
  await createActive(processRepository);
  await fillFinished(url, { processRepository, rows });
  await close();
  return url;
}

async function measure(input: HotOperationsMeasurement, profileDir: string | undefined): Promise<HotOperationsOutcome> {
  return (await measureInChild<HotOperationsMeasurement, HotOperationsOutcome>(PROGRAM, input, { profileDir })).result;
}

function toRows(outcome: HotOperationsOutcome): readonly Row[] {
  return Object.entries(outcome).map(([operation, slices]) => {
    const ratio = median(slices.map(({ without, beside }) => beside / without));
    return {
      operation,
      'without (1/s)': Math.round(median(slices.map(({ times, without }) => times / without))),
      'beside (1/s)': Math.round(median(slices.map(({ times, beside }) => times / beside))),
      'time ratio': Math.round(ratio * 100) / 100,
      'as promised': ratio < MAX_RATIO ? 'yes' : 'NO',
    };
  });
}
