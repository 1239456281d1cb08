import { measureInChild, startChild, type Measured } from '../test-support/child.ts';
import type { BenchOptions } from '../test-support/options.ts';
import { provideStore } from '../test-support/provide-store.ts';
import type { SyncOutcome } from '../test-support/run-sync.ts';
import type { StoreSetup } from '../test-support/store.ts';
import { printTable, type Row } from '../test-support/table.ts';
import type { SandboxUrls } from '../measurements/serve-sandboxes.ts';
import type { SyncMeasurement } from '../measurements/sync.ts';

const PEOPLE = [100_000, 1_000_000];
const STORES = ['sqlite', 'postgres', 'pglite'] as const;
const WORKERS = 10;
const MAX_RATIO = 1.3;
/** As in a small container. Without a bound V8 lets garbage pile up as the machine's memory allows, and the longer sync seems larger. */
const MAX_HEAP_MB = 192;
const SYNC = new URL('../measurements/sync.ts', import.meta.url);
const SANDBOXES = new URL('../measurements/serve-sandboxes.ts', import.meta.url);

/** Whether a sync of ten times the people needs more memory. CRM and Quo run in a program of their own, over HTTP. */
export async function memory({ people = PEOPLE, stores: kinds = STORES, profileDir }: BenchOptions): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const kind of kinds) {
    const { store, stop } = await provideStore(kind);
    try {
      rows.push(...(await measureStore(store, { people, profileDir })));
    } finally {
      await stop();
    }
  }
  printTable(
    `memory: peak RSS of the program that syncs, with ${MAX_HEAP_MB} MB of heap; the ratio to the smallest population may be ${MAX_RATIO} at most`,
    rows,
  );
  return rows;
}

async function measureStore(
  store: StoreSetup,
  { people, profileDir }: { people: readonly number[]; profileDir: string | undefined },
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let firstMb: number | undefined;
  for (const count of people) {
    const { result, peakRssMb, liveHeapMb, cpuSeconds } = await measureSync(store, count, profileDir);
    firstMb ??= peakRssMb;
    const ratio = Math.round((peakRssMb / firstMb) * 100) / 100;
    const { seconds, processed, state } = result;
    rows.push({
      store: store.kind,
      people: count,
      seconds: Math.round(seconds),
      'cpu (s)': Math.round(cpuSeconds),
      'records/s': Math.round(processed / seconds),
      processed,
      state,
      'live heap (MB)': liveHeapMb,
      'peak RSS (MB)': peakRssMb,
      ratio,
      'as promised': ratio <= MAX_RATIO && processed === count && state === 'COMPLETED' ? 'yes' : 'NO',
    });
  }
  return rows;
}

async function measureSync(store: StoreSetup, people: number, profileDir: string | undefined): Promise<Measured<SyncOutcome>> {
  const sandboxes = await startChild<{ people: number }, SandboxUrls>(SANDBOXES, { people });
  try {
    const input: SyncMeasurement = { store, workers: WORKERS, against: sandboxes.result.result };
    return await measureInChild<SyncMeasurement, SyncOutcome>(SYNC, input, { profileDir, maxHeapMb: MAX_HEAP_MB });
  } finally {
    await sandboxes.stop();
  }
}
