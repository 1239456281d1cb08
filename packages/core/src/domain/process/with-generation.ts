import type { Process } from './process.ts';
import type { ProcessUpdate } from './process-update.ts';

/**
 * Binds an update to the current life of a process: what a worker reports that loaded the process before it was re-opened
 * changes nothing afterwards, and what it reports after that is no repetition of what was reported before.
 * @param process - As it was when the work began.
 */
export function withGeneration<Update extends ProcessUpdate>({ ledger }: Pick<Process, 'ledger'>, update: Update): Update {
  const generation = ledger.generation ?? 0;
  return { ...update, generation, updateId: generation === 0 ? update.updateId : inGeneration(update.updateId, generation) };
}

/** The number of a stream stays at the end of the id: by it the id is remembered for ever. */
function inGeneration(updateId: string, generation: number): string {
  const [, name = updateId, number = ''] = /^(.+)(#\d+)$/.exec(updateId) ?? [];
  return `${name}:${generation}${number}`;
}
