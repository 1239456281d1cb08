import { FriggCrmError, type LogFields, type Logger } from '@frigg-crm/core';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { answer } from './webhook-response.ts';

const UNREADABLE: readonly string[] = ['WEBHOOK_INVALID', 'INVALID_DOCUMENT'];

/**
 * Responds to a webhook also when receiving it fails: a refused or unreadable one gets its status and no body; any other
 * failure is ours and may pass, so it gets 503 and the sender retries.
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
    logger.error(facts, 'receiving a webhook failed; its sender has to retry');
    return answer(503);
  }
}

/** Reasons of refusals are constants of ours; whatever is not written like one is left out. */
function reasonOf(error: unknown): string | undefined {
  const reason = FriggCrmError.is(error) && 'reason' in error ? error.reason : undefined;
  return typeof reason === 'string' && /^[a-z-]{1,40}$/.test(reason) ? reason : undefined;
}
