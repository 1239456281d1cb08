import { createMemoryMappingRepository, createMemoryProcessRepository } from '@frigg-crm/memory';
import { createScalingTestClient } from '@frigg-crm/scaling-test';
import { createScalingTestSandbox } from '@frigg-crm/scaling-test/sandbox';
import { runNaiveSync } from '../test-support/naive-sync.ts';
import type { BenchOptions } from '../test-support/options.ts';
import { runSync } from '../test-support/run-sync.ts';
import { createOverwrite, createSlowContacts, createWait, withLatency } from '../test-support/slow.ts';
import { printTable, type Row } from '../test-support/table.ts';

/** A hundred full pages, and the same with a short last one. */
const PEOPLE = [10_000, 9950];
const WORKERS = [1, 10, 50];
const PAGE_SIZE = 100;
const STORE_MS = 5;
const CRM_MS = 10;
const QUO_MS = 40;

/** Counting by load, add and write back, beside counting by folded updates, in the same situation. */
export async function counters({ people = PEOPLE }: BenchOptions): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const count of people) {
    for (const workers of WORKERS) rows.push(await naive(count, workers), await folded(count, workers));
  }
  printTable(
    `counters: pages of ${PAGE_SIZE}; about ${STORE_MS} ms per read or write of the store, ${CRM_MS} ms per page of the CRM, ${QUO_MS} ms per write to Quo`,
    rows,
  );
  return rows;
}

async function naive(people: number, workers: number): Promise<Row> {
  const inner = createMemoryProcessRepository();
  const wait = createWait(STORE_MS);
  const { contacts, written } = createSlowContacts(createWait(QUO_MS, 2));
  const { seconds, state, counted, countedAtCompletion } = await runNaiveSync({
    processRepository: withLatency(inner, wait),
    overwrite: createOverwrite(inner, wait),
    client: createScalingTestClient(createCrm(people)),
    contacts,
    pages: Math.ceil(people / PAGE_SIZE),
    pageSize: PAGE_SIZE,
    workers,
  });
  const atCompletion =
    countedAtCompletion === undefined ? 'never said so' : countedAtCompletion.toLocaleString('en-US').replaceAll(',', ' ');
  return toRow({ way: 'load, add, write back', workers, people, seconds, written: written(), counted, atCompletion, state });
}

async function folded(people: number, workers: number): Promise<Row> {
  const { contacts, written } = createSlowContacts(createWait(QUO_MS, 2));
  const processRepository = withLatency(createMemoryProcessRepository(), createWait(STORE_MS));
  const mappingRepository = createMemoryMappingRepository();
  const sides = { crm: createCrm(people), quoContacts: contacts };
  const { seconds, state, processed } = await runSync({ processRepository, mappingRepository, ...sides, workers });
  const atCompletion = state === 'COMPLETED' ? processed.toLocaleString('en-US').replaceAll(',', ' ') : 'never said so';
  return {
    ...toRow({ way: 'frigg-crm', workers, people, seconds, written: written(), counted: processed, atCompletion, state }),
    'as promised': isKept(state, processed, people),
  };
}

function isKept(state: string, processed: number, people: number): string {
  return state === 'COMPLETED' && processed === people ? 'yes' : 'NO';
}

function createCrm(people: number): { readonly token: string; readonly fetch: ReturnType<typeof createScalingTestSandbox>['fetch'] } {
  return createScalingTestSandbox({ people, withoutPhoneShare: 0, faults: { latencyMs: CRM_MS } });
}

interface Outcome {
  readonly way: string;
  readonly workers: number;
  readonly people: number;
  readonly seconds: number;
  readonly written: number;
  readonly counted: number;
  readonly atCompletion: string;
  readonly state: string;
}

function toRow({ seconds, written, counted, atCompletion, state, ...what }: Outcome): Row {
  return {
    ...what,
    seconds: Math.round(seconds * 100) / 100,
    'written to Quo': written,
    'counted in the end': counted,
    'lost from the count': written - counted,
    'counted when COMPLETED': atCompletion,
    'final state': state,
    'as promised': isKept(state, counted, what.people) === 'yes' ? 'yes' : 'no',
  };
}
