import {
  Inbox,
  type Clock,
  type DocumentStore,
  type InboxRecord,
  type JsonObject,
  type Process,
  type ProcessRepository,
} from '@frigg-crm/core';
import { withTimeout } from '@frigg-crm/core/adapter';
import type { Registry } from 'prom-client';
import * as z from 'zod';
import { addGauge } from './read-metrics.ts';

/** What is read for metrics. */
export interface MeasuredStore {
  readonly processRepository: Pick<ProcessRepository, 'find'>;
  readonly documents: DocumentStore;
}

/** More active syncs, open entries and dead letters than these are not counted: a count without an end would be one more load. */
const LIMIT = 1000;
const READ_MS = 2000;
const SHARED_MS = 5000;
/** An entry of the inbox that waits longer than this, in milliseconds, is overdue. */
const OVERDUE_MS = 60_000;
/** Whatever is open is due before. */
const FOR_EVER = '9999-12-31T23:59:59.999Z';

interface OpenEntry {
  readonly dueAtMs: number;
  readonly isClaimed: boolean;
  readonly hasFailed: boolean;
}

interface Reading {
  readonly active: readonly Process[];
  readonly open: readonly OpenEntry[];
  readonly failed: readonly InboxRecord[];
  readonly nowMs: number;
}

/** Adds what all programs on a store have in common. */
export function watchStore(registry: Registry, store: MeasuredStore, clock: Clock): void {
  let last: { readonly atMs: number; readonly reading: Promise<Reading> } | undefined;
  const reading = async (): Promise<Reading> => {
    const nowMs = clock.now();
    if (last === undefined || nowMs - last.atMs >= SHARED_MS || nowMs < last.atMs)
      last = { atMs: nowMs, reading: withTimeout(clock, async (signal) => read(store, { clock, signal }), { ms: READ_MS }) };
    return last.reading;
  };
  addGauge(registry, {
    name: 'frigg_crm_store_up',
    help: 'Whether the store answered within two seconds.',
    read: async () => [
      {
        value: await reading().then(
          () => 1,
          () => 0,
        ),
      },
    ],
  });
  addSyncs(registry, reading);
  addInbox(registry, reading);
}

async function read(
  { processRepository, documents }: MeasuredStore,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Reading> {
  const nowMs = clock.now();
  const [active, open, failed] = await Promise.all([
    processRepository.find({ active: true, limit: LIMIT }, { signal }),
    documents.query({ collection: 'inbox', dueBefore: FOR_EVER, limit: LIMIT, signal }),
    new Inbox({ documents, clock }).list({ isFailed: true, limit: LIMIT, signal }),
  ]);
  const entries = open.map(({ value }) => toOpenEntry(value, nowMs));
  return { active, open: entries, failed, nowMs };
}

/** As `Inbox` stores it. The document's own `dueAt` is moved whenever the maintenance has queued the entry again. */
const entrySchema = z.object({
  notBefore: z.string(),
  claimId: z.string().nullable(),
  claimedUntilMs: z.number(),
  failedAttempts: z.number(),
});

function toOpenEntry(value: JsonObject, nowMs: number): OpenEntry {
  const { notBefore, claimId, claimedUntilMs, failedAttempts } = entrySchema.parse(value);
  return { dueAtMs: Date.parse(notBefore), isClaimed: claimId !== null && claimedUntilMs > nowMs, hasFailed: failedAttempts > 0 };
}

function addSyncs(registry: Registry, reading: () => Promise<Reading>): void {
  addGauge(registry, {
    name: 'frigg_crm_syncs_active',
    help: `Syncs that have not ended, by state; ${LIMIT} at most.`,
    labelNames: ['state'],
    read: async () => countBy((await reading()).active, ({ state }) => state).map(([state, value]) => ({ labels: { state }, value })),
  });
  addGauge(registry, {
    name: 'frigg_crm_syncs_paused',
    help: 'Syncs that stand until an operator or a limit lets them go on.',
    read: async () => [{ value: (await reading()).active.filter(isPaused).length }],
  });
  addGauge(registry, {
    name: 'frigg_crm_sync_oldest_progress_age_seconds',
    help: 'How long ago the sync that has stood still the longest moved.',
    async read() {
      const { active, nowMs } = await reading();
      const ages = active.filter((process) => !isPaused(process)).map(({ updatedAt }) => (nowMs - Date.parse(updatedAt)) / 1000);
      return [{ value: Math.max(0, ...ages) }];
    },
  });
}

function addInbox(registry: Registry, reading: () => Promise<Reading>): void {
  addGauge(registry, {
    name: 'frigg_crm_inbox_depth',
    help: `Webhooks and checks that are worked on (claimed), wait for a worker (due), for their next attempt (retrying), or for their time (scheduled); ${LIMIT} at most.`,
    labelNames: ['state'],
    async read() {
      const { open, nowMs } = await reading();
      const counts = { claimed: 0, due: 0, retrying: 0, scheduled: 0 };
      for (const entry of open) counts[stateOf(entry, nowMs)] += 1;
      return Object.entries(counts).map(([state, value]) => ({ labels: { state }, value }));
    },
  });
  addGauge(registry, {
    name: 'frigg_crm_inbox_overdue',
    help: `Webhooks and checks that wait for more than a minute; ${LIMIT} at most.`,
    async read() {
      const { open, nowMs } = await reading();
      return [{ value: overdueOf(open, nowMs).length }];
    },
  });
  addGauge(registry, {
    name: 'frigg_crm_inbox_oldest_age_seconds',
    help: 'How long the oldest overdue entry has waited.',
    async read() {
      const { open, nowMs } = await reading();
      return [{ value: Math.max(0, ...overdueOf(open, nowMs).map(({ dueAtMs }) => (nowMs - dueAtMs) / 1000)) }];
    },
  });
  addGauge(registry, {
    name: 'frigg_crm_dead_letters',
    help: `Events, calls, texts and checks that failed for good and wait for an operator, by kind; ${LIMIT} at most.`,
    labelNames: ['kind'],
    read: async () => countBy((await reading()).failed, ({ kind }) => kind).map(([kind, value]) => ({ labels: { kind }, value })),
  });
  addGauge(registry, {
    name: 'frigg_crm_dead_letters_oldest_age_seconds',
    help: 'How long ago the dead letter came in that waits the longest for an operator; after 30 days it is forgotten.',
    async read() {
      const { failed, nowMs } = await reading();
      return [{ value: Math.max(0, ...failed.map(({ acceptedAt }) => (nowMs - Date.parse(acceptedAt)) / 1000)) }];
    },
  });
}

function stateOf({ isClaimed, hasFailed, dueAtMs }: OpenEntry, nowMs: number): 'claimed' | 'due' | 'retrying' | 'scheduled' {
  if (isClaimed) return 'claimed';
  if (dueAtMs <= nowMs) return 'due';
  return hasFailed ? 'retrying' : 'scheduled';
}

function overdueOf(open: readonly OpenEntry[], nowMs: number): readonly OpenEntry[] {
  return open.filter(({ dueAtMs, isClaimed }) => !isClaimed && dueAtMs <= nowMs - OVERDUE_MS);
}

function countBy<Item>(items: readonly Item[], key: (item: Item) => string): readonly (readonly [string, number])[] {
  return [...Map.groupBy(items, key)].map(([name, { length }]) => [name, length]);
}

function isPaused({ ledger }: Process): boolean {
  return ledger.paused !== undefined && ledger.paused !== null;
}
