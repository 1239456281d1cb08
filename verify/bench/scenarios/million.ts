import { startTestPostgres } from '@frigg-crm/postgres-process-repo/testing';
import { measureInChild, startChild, type Measured } from '../test-support/child.ts';
import type { BenchOptions } from '../test-support/options.ts';
import type { SyncOutcome } from '../test-support/run-sync.ts';
import { printTable, type Row } from '../test-support/table.ts';
import type { SandboxFacts, SandboxUrls, SandboxWish } from '../measurements/serve-sandboxes.ts';
import type { SyncMeasurement } from '../measurements/sync.ts';

const PEOPLE = [1_000_000];
const WORKERS = 20;
const MAX_RSS_MB = 256;
/** As in a small container: without a bound V8 lets garbage pile up as the machine's memory allows. */
const MAX_HEAP_MB = 160;
const SYNC = new URL('../measurements/sync.ts', import.meta.url);
const SANDBOXES = new URL('../measurements/serve-sandboxes.ts', import.meta.url);

interface Run {
  readonly measured: Measured<SyncOutcome>;
  readonly facts: SandboxFacts;
}

/** A sync of very many people with everything going wrong at times, on PostgreSQL: whether its numbers are exact, in little memory. */
export async function million({ people = PEOPLE, profileDir }: BenchOptions): Promise<readonly Row[]> {
  const { url, stop } = await startTestPostgres({ durable: true });
  const rows: Row[] = [];
  const verdicts: string[] = [];
  try {
    for (const count of people) {
      const run = await sync(url, { people: count, profileDir });
      const faults = findFaults(run, count);
      rows.push({ ...toRow(run, count), 'as promised': faults.length === 0 ? 'yes' : 'NO' });
      verdicts.push(
        `${count.toLocaleString('en-US').replaceAll(',', ' ')} people: ${faults.length === 0 ? 'KEPT' : `NOT KEPT: ${faults.join('; ')}`}`,
      );
    }
  } finally {
    await stop();
  }
  printTable(
    `million: messages twice, late and out of order, workers crash, both sides refuse and fail; PostgreSQL with fsync, ${WORKERS} workers, ${MAX_HEAP_MB} MB of heap`,
    rows,
  );
  console.log(`\nexact numbers, no contact twice, and a peak RSS below ${MAX_RSS_MB} MB:\n${verdicts.join('\n')}`);
  return rows;
}

async function sync(url: string, { people, profileDir }: { people: number; profileDir: string | undefined }): Promise<Run> {
  const sandboxes = await startChild<SandboxWish, SandboxUrls>(SANDBOXES, { people, faults: true });
  try {
    const against = sandboxes.result.result;
    const input: SyncMeasurement = { store: { kind: 'postgres', url }, workers: WORKERS, against, faults: true };
    const measured = await measureInChild<SyncMeasurement, SyncOutcome>(SYNC, input, { profileDir, maxHeapMb: MAX_HEAP_MB });
    const facts = (await (await fetch(against.factsUrl)).json()) as SandboxFacts;
    return { measured, facts };
  } finally {
    await sandboxes.stop();
  }
}

/** @returns in what the run differs from what it must be. */
function findFaults({ measured: { result, peakRssMb }, facts }: Run, people: number): readonly string[] {
  const { total, withoutPhone, refused } = facts.expected;
  const synced = total - withoutPhone - refused;
  const wanted: readonly (readonly [name: string, is: unknown, mustBe: unknown])[] = [
    ['state', result.state, 'COMPLETED'],
    ['processed', result.processed, people],
    ['synced', result.synced, synced],
    ['failed', result.failed, refused],
    ['skipped', result.skipped, withoutPhone],
    ['contacts in Quo', facts.contacts, synced],
    ['contacts twice in Quo', facts.duplicates, 0],
  ];
  const wrong = wanted
    .filter(([, is, mustBe]) => is !== mustBe)
    .map(([name, is, mustBe]) => `${name} is ${String(is)}, not ${String(mustBe)}`);
  return peakRssMb < MAX_RSS_MB ? wrong : [...wrong, `peak RSS is ${peakRssMb} MB`];
}

function toRow({ measured, facts }: Run, people: number): Row {
  const { seconds, pages, state, processed, synced, failed, skipped } = measured.result;
  return {
    people,
    seconds: Math.round(seconds),
    'cpu (s)': Math.round(measured.cpuSeconds),
    'pages/s': Math.round((pages / seconds) * 10) / 10,
    'records/s': Math.round(processed / seconds),
    processed,
    synced,
    failed,
    skipped,
    'in Quo': facts.contacts,
    state,
    'live heap (MB)': measured.liveHeapMb,
    'peak RSS (MB)': measured.peakRssMb,
  };
}
