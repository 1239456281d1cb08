import { createBullMq } from './bullmq.ts';
import type { Contestant } from './contestant.ts';
import { createGraphileWorker } from './graphile-worker.ts';
import { createOurs } from './ours.ts';
import { createOursQueued } from './ours-queued.ts';
import { createPgBoss } from './pg-boss.ts';
import { createRowPerPage } from './row-per-page.ts';

/** A contestant of the table. */
export interface Entry {
  readonly create: () => Contestant;
  /** Whose table it is. */
  readonly kind: 'ours' | 'by hand' | 'queue';
  /** Where its data is, when not on the server: in this program, on the disk of this machine. */
  readonly embedded?: 'sqlite' | 'pglite';
  /** How many pieces of work are under way at the same time: all that are fetched, and not yet stored as done. */
  readonly atOnce: number;
}

/** What is stored one by one, or with those that happen to be under way at the same moment. */
const FEW = 50;
/** What is fetched and stored in batches. */
const MANY = 500;

/** All of them, by what the table calls them. Batches are as large as made them fastest where this was written. */
export const CONTESTANTS = {
  'frigg-crm, 1 process': { kind: 'ours', atOnce: FEW, create: () => createOurs(1) },
  'frigg-crm, 100 processes': { kind: 'ours', atOnce: FEW, create: () => createOurs(100) },
  'frigg-crm, 1 process, queued updates': { kind: 'ours', atOnce: FEW, create: () => createOursQueued(1) },
  'frigg-crm, 100 processes, queued updates': { kind: 'ours', atOnce: FEW, create: () => createOursQueued(100) },
  'row per page, 1 counter': { kind: 'by hand', atOnce: FEW, create: () => createRowPerPage(1) },
  'row per page, 100 counters': { kind: 'by hand', atOnce: FEW, create: () => createRowPerPage(100) },
  'pg-boss, job by job': { kind: 'queue', atOnce: FEW, create: () => createPgBoss({ batchSize: 1, loops: FEW }) },
  'graphile-worker, job by job': { kind: 'queue', atOnce: FEW, create: () => createGraphileWorker({ concurrentJobs: FEW }) },
  'BullMQ on PostgreSQL': { kind: 'queue', atOnce: FEW, create: () => createBullMq() },
  'frigg-crm, 1 process, many at once': { kind: 'ours', atOnce: MANY, create: () => createOurs(1) },
  'frigg-crm, 100 processes, many at once': { kind: 'ours', atOnce: MANY, create: () => createOurs(100) },
  'frigg-crm on SQLite, 1 process': { kind: 'ours', embedded: 'sqlite', atOnce: FEW, create: () => createOurs(1) },
  'frigg-crm on SQLite, 100 processes': { kind: 'ours', embedded: 'sqlite', atOnce: FEW, create: () => createOurs(100) },
  'frigg-crm on PGlite, 1 process': { kind: 'ours', embedded: 'pglite', atOnce: FEW, create: () => createOurs(1) },
  'frigg-crm on PGlite, 100 processes': { kind: 'ours', embedded: 'pglite', atOnce: FEW, create: () => createOurs(100) },
  'graphile-worker, in batches': {
    kind: 'queue',
    atOnce: MANY,
    create: () => createGraphileWorker({ concurrentJobs: 24, localQueueSize: MANY, completeJobBatchDelayMs: 0 }),
  },
  'pg-boss, in batches': { kind: 'queue', atOnce: 4 * MANY, create: () => createPgBoss({ batchSize: 2 * MANY, loops: 2 }) },
} as const satisfies Readonly<Record<string, Entry>>;

/** The name of a contestant. */
export type ContestantName = keyof typeof CONTESTANTS;

/** @returns whether it has fewer under way than those who use batches. */
export function isOneByOne({ atOnce }: Entry): boolean {
  return atOnce <= FEW;
}
