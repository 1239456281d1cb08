import { foldUpdate, type FoldResult } from '../domain/process/fold-update.ts';
import type { ProcessType } from '../domain/process/process-type.ts';
import type { ProcessUpdate } from '../domain/process/process-update.ts';
import type { Process } from '../domain/process/process.ts';
import { CRM_LIKE } from './crm-like-process-type.ts';
import { TEST_START_MS } from './still-clock.ts';

/** Folds updates one after the other, a second apart. @returns the result of the last one. */
export function foldAll(process: Process, updates: readonly ProcessUpdate[], type: ProcessType = CRM_LIKE): FoldResult {
  let result: FoldResult = { process, outcome: 'folded', effects: [] };
  for (const [index, update] of updates.entries()) result = foldUpdate(result.process, update, type, TEST_START_MS + (index + 1) * 1000);
  return result;
}
