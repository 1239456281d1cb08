import { measureInChild } from '../test-support/child.ts';
import type { BenchOptions } from '../test-support/options.ts';
import type { SyncOutcome } from '../test-support/run-sync.ts';
import { printTable, type Row } from '../test-support/table.ts';
import type { SyncMeasurement } from '../measurements/sync.ts';

const PEOPLE = [100_000];
const WORKERS = [1, 10, 50];
const STORES = ['memory', 'sqlite'] as const;
const SYNC = new URL('../measurements/sync.ts', import.meta.url);

/** How fast one program is when nothing holds it up: store and queues in memory or in a SQLite file, sandboxes beside it, no limits. */
export async function throughput({ people = PEOPLE, profileDir }: BenchOptions): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const count of people) {
    for (const [kind, workers] of STORES.flatMap((store) => WORKERS.map((atOnce) => [store, atOnce] as const))) {
      const input: SyncMeasurement = { store: { kind }, workers, against: { people: count } };
      const { result, peakRssMb, cpuSeconds } = await measureInChild<SyncMeasurement, SyncOutcome>(SYNC, input, { profileDir });
      const { seconds, processed, state } = result;
      rows.push({
        store: kind,
        people: count,
        workers,
        seconds: Math.round(seconds * 100) / 100,
        'cpu (s)': cpuSeconds,
        'records/s': Math.round(processed / seconds),
        processed,
        state,
        'peak RSS (MB)': peakRssMb,
      });
    }
  }
  printTable(
    'throughput: one program, store and queues in memory or in a SQLite file, sandboxes in the same program (their memory included)',
    rows,
  );
  return rows;
}
