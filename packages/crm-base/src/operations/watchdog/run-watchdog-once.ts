import type { CallOptions, DocumentStore, Store, StoredDocument } from '@frigg-crm/core';
import * as z from 'zod';
import { maintainStoreIfDue } from '../maintain-store.ts';
import { attempt, findActive } from './run-watchdog.ts';
import { handleDueSyncs } from './handle-due-syncs.ts';
import { rescueStalledSyncs } from './rescue-stalled-syncs.ts';
import { VersionWatch, type VersionWatchState } from './version-watch.ts';
import type { WatchdogDependencies } from './watchdog-dependencies.ts';

/** Where a watchdog that does not run through keeps what it has seen. */
const KEY = { collection: 'watchdog', integrationId: '-', id: 'versions' } as const;

const stateSchema = z
  .object({ lastMs: z.number(), steadyMs: z.number(), seen: z.record(z.string(), z.object({ version: z.int(), sinceMs: z.number() })) })
  .catch({ lastMs: 0, steadyMs: 0, seen: {} });

/** What a turn of the watchdog has done. */
export interface WatchdogTurn {
  /** Messages that the store had kept and that were sent. */
  readonly sent: number;
  /** Syncs that were due and were handled. */
  readonly due: number;
  /** Stalled syncs that were requeued. */
  readonly rescued: number;
}

interface TurnDependencies {
  /** Maintains itself about once an hour. */
  readonly store: Pick<Store, 'maintain'>;
  readonly documents: DocumentStore;
  /** Sends messages that the store has kept. @returns how many. */
  readonly sendKept: (options: CallOptions) => Promise<number>;
}

/**
 * One turn of the watchdog, for hosts that call it by schedule. What it has seen of the syncs is kept in the store until the
 * next turn; of two turns at once, one stores what it has seen. @returns what it has done.
 */
export async function runWatchdogOnce(
  dependencies: WatchdogDependencies & TurnDependencies,
  { signal }: CallOptions,
): Promise<WatchdogTurn> {
  const { clock, settings, documents, sendKept } = dependencies;
  const turn = { sent: 0, due: 0, rescued: 0 };
  await attempt(dependencies, async () => (turn.sent = await sendKept({ signal })), { signal });
  await attempt(
    dependencies,
    async () => {
      const stored = await documents.find(KEY, { signal });
      // Two turns at least have to see a sync unchanged, however rare they are.
      const maxStepMs = Math.max(1, settings.stallTimeoutMs / 2);
      const watch = new VersionWatch(clock, { maxStepMs, ...(stored && { from: stateSchema.parse(stored.value) }) });
      watch.tick();
      const active = await findActive(dependencies, { signal });
      watch.observe(active);
      await keep(documents, { stored, state: watch.state, signal });
      turn.rescued = await rescueStalledSyncs(dependencies, { active, watch }, { signal });
    },
    { signal },
  );
  await attempt(dependencies, async () => (turn.due = await handleDueSyncs(dependencies, undefined, { signal })), { signal });
  // Last: syncs do not wait for it.
  await attempt(dependencies, async () => maintainStoreIfDue(dependencies, { signal }), { signal });
  return turn;
}

async function keep(
  documents: DocumentStore,
  { stored, state, signal }: { readonly stored: StoredDocument | undefined; readonly state: VersionWatchState } & CallOptions,
): Promise<void> {
  const value = { ...state, seen: { ...state.seen } };
  if (stored === undefined) await documents.insert([{ ...KEY, value, tags: [], dueAt: null, expiresAt: null, version: 0 }], { signal });
  else await documents.save({ ...stored, value }, { signal });
}
