import { compareByBytes } from '../domain/compare-by-bytes.ts';
import { assertStorableProcess } from '../domain/process/assert-storable-process.ts';
import type { Process } from '../domain/process/process.ts';
import { ProcessConflictError } from '../errors/process-conflict-error.ts';
import type { SaveOutcome } from '../ports/process-repository.ts';

/** What a `saveMany` is given, as far as a store has to see it. */
export interface ScreenedSaves {
  /** One of each id, in the order of their ids: programs that lock the same ones do so in one order. */
  readonly accepted: readonly Process[];
  /** @returns the outcomes of all, in the order in which they were given; `outcomeOf` is called for the accepted ones. */
  toOutcomes(outcomeOf: (process: Process) => SaveOutcome): readonly SaveOutcome[];
}

/**
 * Rejects what a `saveMany` cannot store, each for itself: what no store can hold, and a further process of the same id,
 * whose version is an old one when the first is stored.
 * @param check - Throws for what this store in particular cannot hold.
 */
export function screenSaves(processes: readonly Process[], check: (process: Process) => void = () => {}): ScreenedSaves {
  const accepted = new Map<string, Process>();
  const verdicts = processes.map((process): SaveOutcome | undefined => {
    try {
      assertStorableProcess(process);
      check(process);
      if (accepted.has(process.id)) throw new ProcessConflictError(process.id);
    } catch (error) {
      return { kind: 'failed', error };
    }
    accepted.set(process.id, process);
    return undefined;
  });
  return {
    accepted: [...accepted.values()].toSorted((a, b) => compareByBytes(a.id, b.id)),
    toOutcomes: (outcomeOf) => processes.map((process, index) => verdicts[index] ?? outcomeOf(process)),
  };
}
