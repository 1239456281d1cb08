import { FriggCrmError, type JsonObject, type Process, type ProcessId, type ProcessRepository } from '@frigg-crm/core';
import * as z from 'zod';

const count = z.int().min(0);

const deletionsSchema = z.object({
  /** People in Quo whom the sync did not see. */
  found: count,
  /** Those of them who were taken out of Quo. */
  deleted: count,
  /** The others: still there in the CRM, or left in Quo by policy or by the guard. */
  kept: count,
  /** So many are gone that it is more likely a mistake: nobody was taken out of Quo. */
  guarded: z.boolean(),
});

/** What a completed sync of everybody came to with people who are gone, in `results.deletions` of its process. */
export type Deletions = Readonly<z.output<typeof deletionsSchema>>;

/** How often somebody else may save the process in between. */
const MAX_CONFLICTS = 100;

/** @returns what is noted in a process; `undefined` when nothing is (yet). */
export function readDeletions({ results }: Pick<Process, 'results'>): Deletions | undefined {
  const parsed = deletionsSchema.safeParse(results['deletions']);
  return parsed.success ? parsed.data : undefined;
}

/**
 * Notes in the results of an ended process what came of people who are gone. It is no progress of the process, which
 * has ended, so nothing is folded; whatever `change` makes of what is noted must be the same when it is called again.
 * @returns what is noted now; `undefined` when the process is gone.
 */
export async function noteDeletions(
  repository: ProcessRepository,
  processId: ProcessId,
  change: (noted: Deletions | undefined) => Deletions,
): Promise<Deletions | undefined> {
  for (let conflicts = 0; ; conflicts += 1) {
    const process = await repository.findById(processId);
    if (process === undefined) return undefined;
    const noted = readDeletions(process);
    const deletions = change(noted);
    if (noted !== undefined && JSON.stringify(noted) === JSON.stringify(deletions)) return noted;
    try {
      await repository.save({ ...process, results: { ...process.results, deletions: { ...deletions } satisfies JsonObject } });
      return deletions;
    } catch (error) {
      if (!FriggCrmError.hasCode(error, 'PROCESS_CONFLICT') || conflicts >= MAX_CONFLICTS) throw error;
    }
  }
}
