import type { Process } from '../domain/process/process.ts';
import type { ProcessId } from '../domain/process/process-id.ts';

/** @returns for each id the process that has it, `undefined` where none of them does: the result of a `findMany`. */
export function inOrderOf(ids: readonly ProcessId[], processes: readonly Process[]): readonly (Process | undefined)[] {
  const found = new Map(processes.map((process) => [process.id, process]));
  return ids.map((id) => found.get(id));
}
