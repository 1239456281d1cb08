import { FriggCrmError, type LogFields, type Logger } from '@frigg-crm/core';
import { toErrorEntry } from '../failures/to-error-entry.ts';

/**
 * Loads what a webhook is verified with. Without it the webhook is refused as for an unknown integration, since another
 * response would reveal to the sender that the integration exists; the log has the reason.
 * @returns what was loaded, or `undefined` when it cannot be.
 * @throws retryable errors, such as a store that is down: they reveal nothing about an integration, and the sender has to
 * retry.
 */
export async function loadToVerify<Loaded>(logger: Logger, fields: LogFields, load: () => Promise<Loaded>): Promise<Loaded | undefined> {
  try {
    return await load();
  } catch (error) {
    if ((FriggCrmError.is(error) && error.retryable) || isTimeUp(error)) throw error;
    logger.error({ ...fields, code: toErrorEntry(error).code }, 'what verifies a webhook could not be loaded; webhook refused');
    return undefined;
  }
}

/** Stores that heed the signal end with its reason. */
function isTimeUp(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'TimeoutError' || error.name === 'AbortError');
}
