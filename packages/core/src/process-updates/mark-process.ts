import type { ProcessUpdate } from '../domain/process/process-update.ts';
import type { Logger } from '../ports/logger.ts';
import type { ApplyProcessUpdates } from '../use-cases/apply-process-updates.ts';
import { codeOf } from '../errors/describe-error.ts';
import { judgeRefusal } from './judge-refusal.ts';

/**
 * Ends the process of an update that it will never get, so that its numbers are not taken for complete.
 * @returns `marked`; `ended` when it had ended before or is gone; `impossible` when it refuses even that; `unknown` when
 * nothing could be stored at the moment.
 */
export async function markProcess(
  { applyProcessUpdates, logger }: { readonly applyProcessUpdates: ApplyProcessUpdates; readonly logger: Logger },
  { processId, updateId, type, generation }: ProcessUpdate,
  { code, reason }: { readonly code: 'UPDATE_REFUSED' | 'UPDATE_LOST'; readonly reason: string },
): Promise<'marked' | 'ended' | 'impossible' | 'unknown'> {
  const error = { code, message: `${type} ${updateId}: ${reason}` };
  // What was lost of an earlier life is not missing from the current one.
  const life = generation === undefined ? {} : { generation };
  const mark: ProcessUpdate = { type: 'HANDLE_ERROR', processId, updateId: `lost:${updateId}`, ...life, error };
  try {
    const [applied] = await applyProcessUpdates.execute([mark]);
    return applied?.outcome === 'folded' ? 'marked' : 'ended';
  } catch (failure) {
    const refusal = judgeRefusal(mark, failure);
    if (refusal === 'void') return 'ended';
    logger.error({ processId, updateId, type, code: codeOf(failure) }, 'marking the process as incomplete failed');
    return refusal === 'transient' ? 'unknown' : 'impossible';
  }
}
