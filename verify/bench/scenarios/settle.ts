import { CONTESTANTS, type ContestantName } from '../test-support/contestants/contestants.ts';
import { findRivals, ratioOf, type Rivals, type Runs } from '../test-support/contestants/rivals.ts';
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
hands out the next jobs before the last ones are stored. None of ours may be slower than the fastest queue of its kind.`;

/** Below that a row is not measured again: it is slower, and not by chance. */
const CLOSE = 0.75;

/** Page-settling on PostgreSQL beside job queues on the same server. */
export async function settle({ jobs = JOBS, contestants, profileDir }: BenchOptions): Promise<readonly Row[]> {
  const names = (Object.keys(CONTESTANTS) as ContestantName[]).filter((name) => contestants?.some((part) => name.includes(part)) !== false);
  const server = await startDurablePostgres();
  try {
    const runs = await runRounds(server, names, { jobs, profileDir });
    const rivals = await measureCloseAgain(server, findRivals(runs), { jobs });
    const slower = new Set(rivals.filter(({ ratio }) => ratio < 1).map(({ ours }) => ours));
    const rows = [...runs].map(([name, settlings]) => toRow(name, settlings, { jobs, isSlower: slower.has(name) }));
    printTable(
      `settle: ${jobs.toLocaleString('en-US').replaceAll(',', ' ')} pages or jobs, PostgreSQL ${server.version} with fsync;` +
        ` one connection alone commits ${server.commitsPerSecond} times a second here; medians of ${ROUNDS} runs`,
      rows,
    );
    console.log(EXPLANATION);
    for (const { ours, queue, ratio } of rivals) console.log(`${ours}: ${ratio.toFixed(2)} times the fastest queue of its kind (${queue})`);
    return rows;
  } finally {
    await server.stop();
  }
}

interface Measuring {
  readonly jobs: number;
  readonly profileDir?: string | undefined;
}

/** Each round has every contestant once, and every other one in the opposite order: whatever else the machine does affects them all. */
async function runRounds(server: DurablePostgres, names: readonly ContestantName[], measuring: Measuring): Promise<Runs> {
  const runs = new Map<ContestantName, Settling[]>(names.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const name of round % 2 === 0 ? names : names.toReversed()) runs.get(name)?.push(await measureSettling(server, name, measuring));
  return runs;
}

/** On a shared machine a row that is slightly slower may be so by chance: it is measured once more beside its rival alone, and that counts. */
async function measureCloseAgain(server: DurablePostgres, rivals: readonly Rivals[], measuring: Measuring): Promise<readonly Rivals[]> {
  const measured: Rivals[] = [];
  for (const pair of rivals) {
    const isClose = pair.ratio < 1 && pair.ratio >= CLOSE;
    const runs = isClose ? await runRounds(server, [pair.ours, pair.queue], measuring) : undefined;
    measured.push(runs === undefined ? pair : { ...pair, ratio: ratioOf(runs, pair) });
  }
  return measured;
}

function toRow(
  name: ContestantName,
  settlings: readonly Settling[],
  { jobs, isSlower }: { readonly jobs: number; readonly isSlower: boolean },
): Row {
  const middle = (read: (settling: Settling) => number): number => median(settlings.map(read));
  const rates = settlings.map(({ perSecond }) => Math.round(perSecond));
  const isCounted = settlings.every(({ counted }) => counted === jobs);
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
    'as promised': isCounted && !isSlower ? 'yes' : 'NO',
  };
}
