import { measureInChild, startChild, type Measured } from '../test-support/child.ts';
import { MEASURED_STORES, type BenchOptions } from '../test-support/options.ts';
import { provideStore, type ProvidedStore } from '../test-support/provide-store.ts';
import { printTable, type Row } from '../test-support/table.ts';
import type { SandboxFacts, SandboxUrls, SandboxWish } from '../measurements/serve-sandboxes.ts';
import type { StoredSync, SyncMeasurement } from '../measurements/sync.ts';

const PEOPLE = [30_000, 300_000, 1_000_000];
const WORKERS = 20;
/** As in a small container: without a bound V8 lets garbage pile up as the machine's memory allows. */
const MAX_HEAP_MB = 160;
/** Records a second of a population, of those of the smallest: what costs more with each record that is stored shows here. */
const MIN_RATIO = 0.9;
/** Records a second with faults, of those without. */
const MIN_FAULTY_RATIO = 1 / 3;
/** A million people in PostgreSQL. */
const LARGE = { people: 1_000_000, maxSeconds: 300, maxRssMb: 256 };
const SYNC = new URL('../measurements/sync.ts', import.meta.url);
const SANDBOXES = new URL('../measurements/serve-sandboxes.ts', import.meta.url);

interface Run {
  readonly people: number;
  readonly faults: boolean;
  readonly measured: Measured<StoredSync>;
  readonly facts: SandboxFacts;
}

/** Whether a record costs the same in a large store as in a small one; with `--faults` also what faults cost. CRM and Quo are a program of their own. */
export async function scale({ people = PEOPLE, stores = MEASURED_STORES, faults, profileDir }: BenchOptions): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const kind of stores) {
    const provided = await provideStore(kind);
    try {
      const empty = await measure(provided, { people: 0, faults: false, profileDir: undefined });
      const runs: Run[] = [];
      for (const count of people)
        for (const faulty of faults ? [false, true] : [false]) {
          const run = await measure(provided, { people: count, faults: faulty, profileDir });
          const row = toRow(run, { name: provided.name, others: runs, empty });
          console.log(JSON.stringify(row));
          rows.push(row);
          runs.push(run);
        }
    } finally {
      await provided.stop();
    }
  }
  printTable(
    `scale: ${WORKERS} workers, ${MAX_HEAP_MB} MB of heap; records/s at least ${MIN_RATIO} of those of the smallest population, and with faults a third of those without; ` +
      `a million people into PostgreSQL in less than ${LARGE.maxSeconds} s with a peak RSS below ${LARGE.maxRssMb} MB`,
    rows,
  );
  return rows;
}

interface Population {
  readonly people: number;
  readonly faults: boolean;
  readonly profileDir: string | undefined;
}

async function measure({ store }: ProvidedStore, { people, faults, profileDir }: Population): Promise<Run> {
  const sandboxes = await startChild<SandboxWish, SandboxUrls>(SANDBOXES, { people, faults });
  try {
    const against = sandboxes.result.result;
    const input: SyncMeasurement = { store, workers: WORKERS, against, faults };
    // What is in memory for good is not held to what a small container has.
    const maxHeapMb = store.kind === 'memory' ? undefined : MAX_HEAP_MB;
    const measured = await measureInChild<SyncMeasurement, StoredSync>(SYNC, input, { profileDir, maxHeapMb });
    return { people, faults, measured, facts: (await (await fetch(against.factsUrl)).json()) as SandboxFacts };
  } finally {
    await sandboxes.stop();
  }
}

interface Beside {
  readonly name: string;
  /** Of the same store, before. */
  readonly others: readonly Run[];
  /** A sync of an empty CRM: what program and store need by themselves. */
  readonly empty: Run;
}

function toRow(run: Run, { name, others, empty }: Beside): Row {
  const { people, faults, measured } = run;
  const { seconds, storedMb = 0 } = measured.result;
  const ratios = compare(run, others);
  return {
    store: name,
    faults: faults ? 'yes' : 'no',
    people,
    seconds: Math.round(seconds),
    'cpu (s)': Math.round(measured.cpuSeconds),
    'records/s': Math.round(rateOf(run)),
    'of smallest': round(ratios.ofSmallest),
    'of undisturbed': round(ratios.ofUndisturbed),
    'peak RSS (MB)': measured.peakRssMb,
    'RSS when empty (MB)': empty.measured.peakRssMb,
    'stored (MB)': storedMb,
    'as promised': isKept(run, name, ratios) ? 'yes' : 'NO',
  };
}

interface Ratios {
  readonly ofSmallest: number;
  readonly ofUndisturbed: number;
}

/** Its records a second beside those of the smallest population, and of the same without faults. */
function compare(run: Run, others: readonly Run[]): Ratios {
  const undisturbed = others.findLast(({ people, faults }) => people === run.people && !faults);
  const smallest = others.find(({ faults }) => faults === run.faults) ?? run;
  return {
    ofSmallest: rateOf(run) / rateOf(smallest),
    ofUndisturbed: run.faults && undisturbed !== undefined ? rateOf(run) / rateOf(undisturbed) : 1,
  };
}

function isKept(run: Run, name: string, { ofSmallest, ofUndisturbed }: Ratios): boolean {
  const { peakRssMb, result } = run.measured;
  const isLarge = name === 'postgres' && run.people >= LARGE.people && !run.faults;
  const isInTime = !isLarge || (result.seconds < LARGE.maxSeconds && peakRssMb < LARGE.maxRssMb);
  return isExact(run) && ofSmallest >= MIN_RATIO && ofUndisturbed >= MIN_FAULTY_RATIO && isInTime;
}

function rateOf({ measured: { result } }: Run): number {
  return result.processed / result.seconds;
}

/** Whether what the sync says is what both sides hold. */
function isExact({ people, facts, measured: { result } }: Run): boolean {
  const { total, withoutPhone, refused } = facts.expected;
  const { state, processed, synced, failed, skipped } = result;
  const isCounted = processed === people && failed === refused && skipped === withoutPhone && synced === total - withoutPhone - refused;
  return state === 'COMPLETED' && isCounted && facts.contacts === synced && facts.duplicates === 0;
}

function round(ratio: number): number {
  return Math.round(ratio * 100) / 100;
}
