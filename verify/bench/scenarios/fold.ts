import { ApplyProcessUpdates, readProgress, type ProcessId, type ProcessRepository } from '@frigg-crm/core';
import { createSeededRandom, findProcessType, foldUpdate } from '@frigg-crm/core/adapter';
import { createMemoryProcessRepository } from '@frigg-crm/memory';
import { startTestPostgres } from '@frigg-crm/postgres-process-repo/testing';
import type { BenchOptions } from '../test-support/options.ts';
import { createRunning, expectPages, settlePage } from '../test-support/page-updates.ts';
import { openStore, type StoreSetup } from '../test-support/store.ts';
import { printTable, type Row } from '../test-support/table.ts';

const FOLDED_UPDATES = 100_000;
/** Pages are settled a little out of order: as far as a sync lets the writers fall behind. */
const WINDOW = 100;
const WORKERS = 100;
const UPDATES_PER_WORKER = 20;

/** How fast updates fold, and how few saves a hundred workers cost. */
export async function fold(_options: BenchOptions): Promise<readonly Row[]> {
  const folding = [await foldSpeed('in order', (units) => units), await foldSpeed(`shuffled within ${WINDOW}`, shuffleWithin)];
  printTable('fold: the pure function, one settled page after another', folding);
  const postgres = await startTestPostgres();
  const saving: Row[] = [];
  try {
    for (const store of [
      { kind: 'memory' },
      { kind: 'pglite' },
      { kind: 'postgres', url: postgres.url },
    ] as const satisfies readonly StoreSetup[]) {
      for (const programs of [1, 2]) saving.push(await groupCommit(store, programs));
    }
  } finally {
    await postgres.stop();
  }
  printTable(`fold: ${WORKERS} workers settle ${UPDATES_PER_WORKER} pages each; a program folds what waits in one save`, saving);
  return [...folding, ...saving];
}

async function foldSpeed(order: string, arrange: (units: readonly number[]) => readonly number[]): Promise<Row> {
  const repository = createMemoryProcessRepository();
  let process = await createRunning(repository);
  const type = findProcessType([], process.type);
  const nowMs = Date.now();
  const updates = arrange(Array.from({ length: FOLDED_UPDATES }, (_, unit) => unit)).map((unit) => settlePage(process.id, unit));
  process = foldUpdate(process, expectPages(process.id, FOLDED_UPDATES), type, nowMs).process;
  const startMs = performance.now();
  for (const update of updates) process = foldUpdate(process, update, type, nowMs).process;
  const seconds = (performance.now() - startMs) / 1000;
  return {
    pages: order,
    updates: FOLDED_UPDATES,
    seconds: Math.round(seconds * 1000) / 1000,
    'updates/s': Math.round(FOLDED_UPDATES / seconds),
    counted: readProgress(process).processedRecords,
    'ledger (bytes)': JSON.stringify(process.ledger).length,
  };
}

function shuffleWithin(units: readonly number[]): readonly number[] {
  const random = createSeededRandom(1);
  const keyed = units.map((unit) => ({ unit, key: unit + random() * WINDOW }));
  return keyed.sort((a, b) => a.key - b.key).map(({ unit }) => unit);
}

async function groupCommit(setup: StoreSetup, programs: number): Promise<Row> {
  const { processRepository, close } = await openStore(setup);
  const { repository, counts } = counting(processRepository);
  const { id } = await createRunning(repository);
  const appliers = Array.from({ length: programs }, () => new ApplyProcessUpdates({ processRepository: repository }));
  const units = WORKERS * UPDATES_PER_WORKER;
  await appliers[0]?.execute([expectPages(id, units)]);
  counts.saves = 0;
  const startMs = performance.now();
  await Promise.all(Array.from({ length: WORKERS }, async (_, worker) => work({ applier: appliers[worker % programs], id, worker })));
  const seconds = (performance.now() - startMs) / 1000;
  const process = await processRepository.findById(id);
  await close();
  const counted = process === undefined ? 0 : readProgress(process).processedRecords;
  return {
    store: setup.kind,
    programs,
    updates: units,
    saves: counts.saves,
    'lost races': counts.conflicts,
    seconds: Math.round(seconds * 1000) / 1000,
    'updates/s': Math.round(units / seconds),
    counted,
    'as promised': counted === units * 100 ? 'yes' : 'NO',
  };
}

async function work({ applier, id, worker }: { applier: ApplyProcessUpdates | undefined; id: ProcessId; worker: number }): Promise<void> {
  for (let turn = 0; turn < UPDATES_PER_WORKER; turn += 1) await applier?.execute([settlePage(id, turn * WORKERS + worker)]);
}

/** Counts what reaches the store. */
function counting(inner: ProcessRepository): {
  readonly repository: ProcessRepository;
  readonly counts: { saves: number; conflicts: number };
} {
  const counts = { saves: 0, conflicts: 0 };
  const save: ProcessRepository['save'] = async (process, options) => {
    counts.saves += 1;
    try {
      return await inner.save(process, options);
    } catch (error) {
      counts.conflicts += 1;
      throw error;
    }
  };
  return { repository: { ...inner, save }, counts };
}
