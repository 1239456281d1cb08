import type { ProcessUpdate } from '../domain/process/process-update.ts';
import type { Process } from '../domain/process/process.ts';
import type { ApplyProcessUpdates } from './apply-process-updates.ts';

/**
 * Folds one update in.
 * @returns the process as stored.
 * @throws what `ApplyProcessUpdates.execute` throws.
 */
export async function submitOne(applyProcessUpdates: Pick<ApplyProcessUpdates, 'execute'>, update: ProcessUpdate): Promise<Process> {
  const [applied] = await applyProcessUpdates.execute([update]);
  if (applied === undefined) throw new TypeError('ApplyProcessUpdates returns one result per update');
  return applied.process;
}
