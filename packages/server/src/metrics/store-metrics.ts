import type { Clock, DocumentStore, Process, ProcessRepository } from '@frigg-crm/core';
import { toIso, withTimeout } from '@frigg-crm/core/adapter';
import type { MetricRegistry } from './metric-registry.ts';

/** What is read for metrics. */
export interface MeasuredStore {
  readonly processRepository: Pick<ProcessRepository, 'find'>;
  readonly documents: Pick<DocumentStore, 'query'>;
}

/** More active syncs, and more overdue entries, than these are not counted. */
const LIMIT = 1000;
const READ_MS = 2000;
const SHARED_MS = 5000;
/** An entry of the inbox that waits longer than this, in milliseconds, is overdue. */
const OVERDUE_MS = 60_000;

interface Reading {
  readonly active: readonly Process[];
  readonly overdue: readonly { readonly dueAt: string | null }[];
  readonly nowMs: number;
}

/** Adds what all programs on a store have in common. */
export function watchStore(registry: MetricRegistry, { processRepository, documents }: MeasuredStore, clock: Clock): void {
  let last: { readonly atMs: number; readonly reading: Promise<Reading> } | undefined;
  const read = async (signal: AbortSignal): Promise<Reading> => {
    const nowMs = clock.now();
    const [active, overdue] = await Promise.all([
      processRepository.find({ active: true, limit: LIMIT }, { signal }),
      documents.query({ collection: 'inbox', dueBefore: toIso(nowMs - OVERDUE_MS), limit: LIMIT, signal }),
    ]);
    return { active, overdue, nowMs };
  };
  const reading = async (): Promise<Reading> => {
    const nowMs = clock.now();
    if (last === undefined || nowMs - last.atMs >= SHARED_MS || nowMs < last.atMs)
      last = { atMs: nowMs, reading: withTimeout(clock, read, { ms: READ_MS }) };
    return last.reading;
  };
  registry.gauge({ name: 'frigg_crm_store_up', help: 'Whether the store answered within two seconds.' }, async () => [
    {
      value: await reading().then(
        () => 1,
        () => 0,
      ),
    },
  ]);
  registry.gauge({ name: 'frigg_crm_syncs_active', help: `Syncs that have not ended, by state; ${LIMIT} at most.` }, async () =>
    [...Map.groupBy((await reading()).active, ({ state }) => state)].map(([state, of]) => ({ labels: { state }, value: of.length })),
  );
  registry.gauge({ name: 'frigg_crm_syncs_paused', help: 'Syncs that stand until an operator or a limit lets them go on.' }, async () => [
    { value: (await reading()).active.filter(isPaused).length },
  ]);
  registry.gauge(
    { name: 'frigg_crm_sync_oldest_progress_age_seconds', help: 'How long ago the sync that has stood still the longest moved.' },
    async () => {
      const { active, nowMs } = await reading();
      const ages = active.filter((process) => !isPaused(process)).map(({ updatedAt }) => (nowMs - Date.parse(updatedAt)) / 1000);
      return [{ value: Math.max(0, ...ages) }];
    },
  );
  registry.gauge(
    { name: 'frigg_crm_inbox_overdue', help: `Webhooks and checks that wait for more than a minute; ${LIMIT} at most.` },
    async () => [{ value: (await reading()).overdue.length }],
  );
  registry.gauge({ name: 'frigg_crm_inbox_oldest_age_seconds', help: 'How long the oldest overdue entry has waited.' }, async () => {
    const { overdue, nowMs } = await reading();
    return [{ value: Math.max(0, ...overdue.map(({ dueAt }) => (dueAt === null ? 0 : (nowMs - Date.parse(dueAt)) / 1000))) }];
  });
}

function isPaused({ ledger }: Process): boolean {
  return ledger.paused !== undefined && ledger.paused !== null;
}
