import { FriggCrmError, type LogFields, type Logger } from '@frigg-crm/core';
import { toErrorEntry } from '../failures/to-error-entry.ts';

/**
 * Loads what a webhook is verified with. Where that cannot be had nothing can be believed: the sender must not learn from
 * another answer that there is such an integration, so it is refused, and the reason stands in the log.
 * @returns what was loaded, or `undefined` when it cannot be.
 * @throws what may pass, such as a store that is away: that is so for everybody, and the sender has to come again.
 */
export async function loadToVerify<Loaded>(logger: Logger, fields: LogFields, load: () => Promise<Loaded>): Promise<Loaded | undefined> {
  try {
    return await load();
  } catch (error) {
    if ((FriggCrmError.is(error) && error.retryable) || isTimeUp(error)) throw error;
    logger.error({ ...fields, code: toErrorEntry(error).code }, 'what verifies a webhook could not be loaded: it is refused');
    return undefined;
  }
}

/** Stores that heed the signal end with its reason. */
function isTimeUp(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'TimeoutError' || error.name === 'AbortError');
}
