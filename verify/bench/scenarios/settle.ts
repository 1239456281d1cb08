import { CONTESTANTS, isOneByOne, type ContestantName } from '../test-support/contestants/contestants.ts';
import { startDurablePostgres, type DurablePostgres } from '../test-support/durable-postgres.ts';
import { measureSettling, type Settling } from '../test-support/measure-settling.ts';
import { median } from '../test-support/median.ts';
import type { BenchOptions } from '../test-support/options.ts';
import { printTable, type Row } from '../test-support/table.ts';

const JOBS = 20_000;
const ROUNDS = 3;

const EXPLANATION = `
What is compared: how many pieces of work one program gets durably noted as done in a second, on one server with fsync,
with as many under way at the same time as "at once" says. A page of ours is counted exactly once, however often it is
repeated, and its process knows what is missing; a worker goes on when its page is stored. On SQLite every commit waits
for the disk, too; PGlite leaves that to the operating system. A job of a queue is fetched and
completed; it is delivered at least once.
What is not: the queues also deliver their jobs, within these seconds; our pages come out of a message queue that is not
in this table. The queues keep no count and no progress; we and the counters do. Their jobs do nothing, so what counts
is their bookkeeping, as with us. In batches and in our group commit pieces share a commit; graphile-worker in batches
hands out the next jobs before the last ones are stored.`;

/** Page-settling on PostgreSQL beside job queues on the same server. */
export async function settle({ jobs = JOBS, contestants, profileDir }: BenchOptions): Promise<readonly Row[]> {
  const server = await startDurablePostgres();
  try {
    const runs = await runRounds(server, { jobs, contestants, profileDir });
    const rows = [...runs].map(([name, settlings]) => toRow(name, settlings, jobs));
    printTable(
      `settle: ${jobs.toLocaleString('en-US').replaceAll(',', ' ')} pages or jobs, PostgreSQL ${server.version} with fsync;` +
        ` one connection alone commits ${server.commitsPerSecond} times a second here; medians of ${ROUNDS} runs`,
      rows,
    );
    console.log(EXPLANATION);
    if (contestants === undefined) console.log(`\n${compare(rows)}`);
    return rows;
  } finally {
    await server.stop();
  }
}

/** Each round has every contestant once: whatever else the machine does affects them all. */
async function runRounds(
  server: DurablePostgres,
  { jobs, contestants, profileDir }: Pick<BenchOptions, 'contestants' | 'profileDir'> & { readonly jobs: number },
): Promise<ReadonlyMap<ContestantName, readonly Settling[]>> {
  const names = (Object.keys(CONTESTANTS) as ContestantName[]).filter((name) => contestants?.some((part) => name.includes(part)) !== false);
  const runs = new Map<ContestantName, Settling[]>(names.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [name, settlings] of runs) settlings.push(await measureSettling(server, name, { jobs, profileDir }));
  return runs;
}

function toRow(name: ContestantName, settlings: readonly Settling[], jobs: number): Row {
  const middle = (read: (settling: Settling) => number): number => median(settlings.map(read));
  const rates = settlings.map(({ perSecond }) => Math.round(perSecond));
  return {
    contestant: name,
    'at once': CONTESTANTS[name].atOnce,
    'per second': Math.round(middle(({ perSecond }) => perSecond)),
    'slowest run': Math.min(...rates),
    'fastest run': Math.max(...rates),
    'transactions/job': Math.round(middle(({ transactionsPerJob }) => transactionsPerJob) * 1000) / 1000,
    'log (bytes/job)': Math.round(middle(({ walPerJob }) => walPerJob)),
    'cpu (s)': Math.round(middle(({ cpuSeconds }) => cpuSeconds) * 100) / 100,
    counted: Math.min(...settlings.map(({ counted }) => counted)),
    'as promised': settlings.every(({ counted }) => counted === jobs) ? 'yes' : 'NO',
  };
}

/** @returns each of ours beside the fastest queue that works as it does, one by one or in batches. */
function compare(rows: readonly Row[]): string {
  const all = rows.map((row) => ({
    entry: CONTESTANTS[row['contestant'] as ContestantName],
    name: row['contestant'],
    rate: Number(row['per second']),
  }));
  return all
    .filter(({ entry }) => entry.kind === 'ours' && !('embedded' in entry))
    .map(({ entry, name, rate }) => {
      const queues = all.filter((other) => other.entry.kind === 'queue' && isOneByOne(other.entry) === isOneByOne(entry));
      const fastest = queues.toSorted((a, b) => b.rate - a.rate)[0];
      return `${name}: ${(rate / (fastest?.rate ?? Number.NaN)).toFixed(2)} times the fastest queue of its kind (${fastest?.name})`;
    })
    .join('\n');
}
