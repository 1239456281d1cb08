import type { CallOptions } from '@frigg-crm/core';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import type { PersonOutcome } from './person-outcome.ts';
import type { PersonWriter } from './person-writer.ts';

/** Notes in the mapping who failed for good, so that they can be found by the process that lost them. */
export async function recordFailures(
  { mappings, scope }: PersonWriter,
  outcomes: readonly PersonOutcome[],
  { processId, isLastAttempt, ...options }: CallOptions & { readonly processId: string; readonly isLastAttempt: boolean },
): Promise<void> {
  const people = outcomes.flatMap((outcome) => {
    if (outcome.kind === 'failed' && outcome.entry.externalId !== undefined)
      return [{ externalId: outcome.entry.externalId, code: outcome.entry.code }];
    if (outcome.kind === 'retry' && isLastAttempt) return [{ externalId: outcome.externalId, code: toErrorEntry(outcome.error).code }];
    return [];
  });
  if (people.length > 0) await mappings.recordFailures({ ...scope, ...options, processId, people });
}
