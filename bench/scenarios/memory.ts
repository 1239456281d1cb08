import { startTestPostgres } from '@frigg-crm/postgres-process-repo/testing';
import { measureInChild, startChild, type Measured } from '../harness/child.ts';
import type { BenchOptions } from '../harness/options.ts';
import type { SyncOutcome } from '../harness/run-sync.ts';
import type { StoreSetup } from '../harness/store.ts';
import { printTable, type Row } from '../harness/table.ts';
import type { SandboxUrls } from '../measurements/serve-sandboxes.ts';
import type { SyncMeasurement } from '../measurements/sync.ts';

const PEOPLE = [100_000, 1_000_000];
const WORKERS = 10;
const MAX_RATIO = 1.3;
const SYNC = new URL('../measurements/sync.ts', import.meta.url);
const SANDBOXES = new URL('../measurements/serve-sandboxes.ts', import.meta.url);

/** Whether a sync of ten times the people needs more memory. CRM and Quo run in a program of their own, over HTTP. */
export async function memory({ people = PEOPLE, stores: kinds, profileDir }: BenchOptions): Promise<readonly Row[]> {
  const postgres = await startTestPostgres();
  const all: readonly StoreSetup[] = [{ kind: 'postgres', url: postgres.url }, { kind: 'pglite' }];
  const stores = all.filter(({ kind }) => kinds === undefined || kinds.includes(kind));
  const rows: Row[] = [];
  try {
    for (const store of stores) rows.push(...(await measureStore(store, { people, profileDir })));
  } finally {
    await postgres.stop();
  }
  printTable(`memory: peak RSS of the program that syncs; the ratio to the smallest population may be ${MAX_RATIO} at most`, rows);
  return rows;
}

async function measureStore(
  store: StoreSetup,
  { people, profileDir }: { people: readonly number[]; profileDir: string | undefined },
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let firstMb: number | undefined;
  for (const count of people) {
    const { result, peakRssMb, cpuSeconds } = await measureSync(store, count, profileDir);
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
    return await measureInChild<SyncMeasurement, SyncOutcome>(SYNC, input, { profileDir });
  } finally {
    await sandboxes.stop();
  }
}
