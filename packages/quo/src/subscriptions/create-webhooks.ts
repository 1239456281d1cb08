import { ApiAnswerUnexpectedError, ApiError } from '@frigg-crm/http';
import pLimit from 'p-limit';
import { deleteWebhooks, type WebhookDependencies } from './delete-webhooks.ts';
import { isRetryable, toReason } from './failure-facts.ts';
import type { QuoSubscription } from './quo-subscription.ts';
import type { QuoWebhook, WantedWebhook } from './quo-webhooks.ts';
import { SubscriptionError } from './subscription-error.ts';
import { isSameUrl } from './wanted-subscriptions.ts';
import { WEBHOOK_FAMILIES } from './webhook-families.ts';

interface CreateDependencies extends WebhookDependencies {
  readonly assertHeld?: (() => Promise<void>) | undefined;
}

/**
 * Makes all webhooks, or none.
 * @param found - What Quo lists now. @defaultValue it is listed
 * @throws {SubscriptionError} when one cannot be made; those that were made are deleted again by then.
 */
export async function createWebhooks(
  planned: readonly WantedWebhook[],
  dependencies: CreateDependencies,
  found?: readonly QuoWebhook[],
): Promise<readonly QuoSubscription[]> {
  if (planned.length === 0) return [];
  const { webhooks, concurrency } = dependencies;
  const known = new Set((found ?? (await webhooks.list())).map(({ id }) => id));
  const limit = pLimit(concurrency);
  const made: string[] = [];
  const failures: unknown[] = [];
  const attempts = planned.map(async (wanted) =>
    limit(async () => {
      // What would be taken back anyway is not begun.
      if (failures.length > 0) return [];
      try {
        const { id, key } = await webhooks.create(wanted);
        made.push(id);
        return [toSubscription(wanted, id, key)];
      } catch (error) {
        failures.push(error);
        return [];
      }
    }),
  );
  const created = (await Promise.all(attempts)).flat();
  if (failures.length === 0) return created;
  const strays = failures.some(isOutcomeUnknown) ? await findStrays(planned, new Set([...known, ...made]), dependencies) : [];
  const left = await deleteWebhooks([...made, ...strays], dependencies);
  const [cause] = failures;
  const facts = { count: failures.length, reason: toReason(cause), retryable: failures.every(isRetryable) };
  throw new SubscriptionError({ step: 'create', left, ...facts }, { cause });
}

/** @returns webhooks that are new at Quo though no response named them: the responses were lost. */
async function findStrays(
  planned: readonly WantedWebhook[],
  known: ReadonlySet<string>,
  { webhooks, logger, assertHeld }: CreateDependencies,
): Promise<readonly string[]> {
  try {
    await assertHeld?.();
    const found = await webhooks.list();
    return found.filter(({ id, url }) => !known.has(id) && planned.some((wanted) => isSameUrl(wanted.url, url))).map(({ id }) => id);
  } catch (error) {
    logger.warn({ code: toReason(error) }, 'webhooks whose making was not answered could not be looked for');
    return [];
  }
}

/** Whether Quo may have made the webhook all the same. */
function isOutcomeUnknown(error: unknown): boolean {
  return !ApiError.is(error) || error.code === 'API_UNAVAILABLE' || error.code === 'API_ANSWER_UNEXPECTED';
}

function toSubscription({ kind, phoneNumberIds, url }: WantedWebhook, id: string, key: string | undefined): QuoSubscription {
  if (key !== undefined) return { id, key, kind, phoneNumberIds, url };
  const operation = `POST /v1/webhooks/${WEBHOOK_FAMILIES[kind].path}`;
  throw new ApiAnswerUnexpectedError({ api: 'Quo', operation }, 'a webhook without its key');
}
