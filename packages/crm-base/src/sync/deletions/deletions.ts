import { FriggCrmError, type JsonObject, type Process, type ProcessId, type ProcessRepository } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import * as z from 'zod';
import type { SyncDependencies } from '../sync-dependencies.ts';

const count = z.int().min(0);

const deletionsSchema = z.object({
  /** People in Quo that the sync did not see. */
  found: count,
  /** Those of them that were deleted in Quo. */
  deleted: count,
  /** The others: still there in the CRM, or left in Quo by policy or by the guard. */
  kept: count,
  /** So many are gone that it is more likely a mistake: none was deleted in Quo. */
  guarded: z.boolean(),
  /** The sweep is not finished; absent when it is. */
  pending: z.literal(true).exactOptional(),
});

/** What a completed full sync came to with people that are gone, in `results.deletions` of its process. */
export type Deletions = Readonly<z.output<typeof deletionsSchema>>;

/** How often other programs may save the process in between. */
const MAX_CONFLICTS = 100;
/** A message of a sweep, or the worker that starts one, is lost when nothing was noted for so long beyond its time budget. */
const FOLLOW_UP_GRACE_MS = 300_000;

/** @returns what is noted in a process; `undefined` when nothing was counted (yet). */
export function readDeletions({ results }: Pick<Process, 'results'>): Deletions | undefined {
  const parsed = deletionsSchema.safeParse(results['deletions']);
  return parsed.success ? parsed.data : undefined;
}

/** @returns when what follows an ended sync counts as lost, in milliseconds since 1970. */
export function followUpCheckAt({ clock, fetchTimeBudgetMs }: Pick<SyncDependencies, 'clock' | 'fetchTimeBudgetMs'>): number {
  return clock.now() + fetchTimeBudgetMs + FOLLOW_UP_GRACE_MS;
}

/**
 * Notes in the results of an ended process what came of people that are gone. It is no progress of the process, which
 * has ended, so nothing is folded; whatever `change` makes of what is noted must be the same when it is called again.
 * What is not pending any more needs no further check.
 * @returns what is noted now; `undefined` when the process is gone.
 */
export async function noteDeletions(
  repository: ProcessRepository,
  processId: ProcessId,
  change: (noted: Deletions | undefined) => Deletions,
): Promise<Deletions | undefined> {
  const saved = await changeEnded(repository, processId, (process) => {
    const deletions = change(readDeletions(process));
    const noted = { ...process, results: { ...process.results, deletions: { ...deletions } satisfies JsonObject } };
    return deletions.pending === true ? noted : withoutCheck(noted);
  });
  return saved === undefined ? undefined : readDeletions(saved);
}

/** Notes that a sweep is under way, and when its messages count as lost. */
export async function notePendingSweep(repository: ProcessRepository, processId: ProcessId, checkAtMs: number): Promise<void> {
  await changeEnded(repository, processId, (process) => {
    const results = { ...process.results, deletions: { ...readDeletions(process), pending: true } satisfies JsonObject };
    return { ...process, results, context: { ...process.context, checkAt: toIso(checkAtMs) } };
  });
}

/** Notes that nothing follows an ended sync any more. */
export async function settleFollowUps(repository: ProcessRepository, { id }: Pick<Process, 'id'>): Promise<void> {
  await changeEnded(repository, id, (process) => {
    const { deletions: _pending, ...results } = process.results;
    const { pending: _over, ...counted } = readDeletions(process) ?? {};
    return withoutCheck({ ...process, results: 'found' in counted ? { ...results, deletions: counted } : results });
  });
}

function withoutCheck(process: Process): Process {
  const { checkAt: _over, ...context } = process.context;
  return { ...process, context };
}

async function changeEnded(
  repository: ProcessRepository,
  processId: ProcessId,
  change: (process: Process) => Process,
): Promise<Process | undefined> {
  for (let conflicts = 0; ; conflicts += 1) {
    const process = await repository.findById(processId);
    if (process === undefined) return undefined;
    const changed = change(process);
    if (JSON.stringify([changed.results, changed.context]) === JSON.stringify([process.results, process.context])) return process;
    try {
      return await repository.save(changed);
    } catch (error) {
      if (!FriggCrmError.hasCode(error, 'PROCESS_CONFLICT') || conflicts >= MAX_CONFLICTS) throw error;
    }
  }
}
