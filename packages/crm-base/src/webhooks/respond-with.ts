import { FriggCrmError, type LogFields, type Logger } from '@frigg-crm/core';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { answer } from './webhook-response.ts';

const UNREADABLE: readonly string[] = ['WEBHOOK_INVALID', 'INVALID_DOCUMENT'];

/**
 * Answers a webhook also when it cannot be taken: what was refused and what can never be read by their status alone;
 * whatever else comes up is a fault of ours that may pass, so the sender is asked to come again.
 * @param fields - What is known of the webhook, for the log.
 */
export async function respondWith(logger: Logger, fields: LogFields, receive: () => Promise<Response>): Promise<Response> {
  try {
    return await receive();
  } catch (error) {
    const { code } = toErrorEntry(error);
    const facts = { ...fields, code, reason: reasonOf(error) };
    if (code === 'WEBHOOK_REFUSED') {
      logger.warn(facts, 'a webhook was refused');
      return answer(401);
    }
    if (UNREADABLE.includes(code)) {
      logger.warn(facts, 'a webhook could not be read');
      return answer(400);
    }
    logger.error(facts, 'a webhook could not be taken and has to come again');
    return answer(503);
  }
}

/** Reasons of refusals are constants of ours; whatever is not written like one is left out. */
function reasonOf(error: unknown): string | undefined {
  const reason = FriggCrmError.is(error) && 'reason' in error ? error.reason : undefined;
  return typeof reason === 'string' && /^[a-z-]{1,40}$/.test(reason) ? reason : undefined;
}
