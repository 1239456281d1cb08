import type { JsonObject } from '@frigg-crm/core';
import { createQuoSubscriptions, type QuoSubscription } from '@frigg-crm/quo';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import type { LifecycleWork } from './lifecycle-work.ts';
import type { QuoWorkspace } from '../connector/quo-workspace.ts';
import { WEBHOOK_SECRETS, holdSecret, toSubscriptions, type HeldSecret } from './webhook-secrets.ts';

/** What the webhooks at Quo are to be. */
export interface KeepRequest {
  readonly webhooks: QuoWorkspace['webhooks'];
  readonly phoneNumberIds: readonly string[];
  /** Makes the change valid once its webhooks are there and stored; when it throws, everything is taken back. @defaultValue nothing */
  readonly commit?: (() => Promise<void>) | undefined;
}

/**
 * Makes the webhooks at Quo those that are wanted, and repairs what was deleted or changed there. While old and new ones
 * deliver side by side, the keys of both are stored: no key is deleted before its webhook is.
 * @returns whether nothing was left over.
 * @throws {SubscriptionError} when webhooks cannot be made or stored; those of before are untouched then.
 * @throws {ApiError} when Quo cannot be asked.
 */
export async function keepSubscriptions(work: LifecycleWork, { webhooks, phoneNumberIds, commit }: KeepRequest): Promise<boolean> {
  const { dependencies, record, lease, signal } = work;
  const { vault, webhookUrls, logger } = dependencies;
  const secret = await holdSecret(vault, { integrationId: record.id, name: WEBHOOK_SECRETS.quo, signal });
  const current = toSubscriptions(secret.value);
  const wanted = { url: webhookUrls.quo(record.id), phoneNumberIds, label: record.connector };
  const change = await createQuoSubscriptions({ webhooks, logger }).repair({
    current,
    wanted,
    assertHeld: async () => lease.assertHeld(record),
    async store(next) {
      await lease.assertHeld(record);
      await secret.write(toValue([...next, ...without(current, next)]));
      await orTakeBack(work, { commit, secret, current });
    },
  });
  if (!change.changed) {
    await commit?.();
    return change.left.length === 0;
  }
  const leftOver = current.filter(({ id }) => change.left.includes(id));
  const isStored = await forgetKeys(work, secret, [...change.subscriptions, ...leftOver]);
  return isStored && change.left.length === 0;
}

async function orTakeBack(
  { dependencies: { logger }, record }: LifecycleWork,
  { commit, secret, current }: Pick<KeepRequest, 'commit'> & { readonly secret: HeldSecret; readonly current: readonly QuoSubscription[] },
): Promise<void> {
  try {
    await commit?.();
  } catch (error) {
    try {
      await secret.write(toValue(current));
    } catch (cause) {
      // The next check finds keys without webhooks, and puts it right.
      logger.error({ integrationId: record.id, code: toErrorEntry(cause).code }, 'webhook keys could not be rolled back');
    }
    throw error;
  }
}

/** A key too many is no harm, and the next check removes it. */
async function forgetKeys(
  { dependencies: { logger }, record }: LifecycleWork,
  secret: HeldSecret,
  subscriptions: readonly QuoSubscription[],
): Promise<boolean> {
  try {
    await secret.write(toValue(subscriptions));
    return true;
  } catch (error) {
    logger.warn({ integrationId: record.id, code: toErrorEntry(error).code }, 'keys of deleted webhooks could not be removed');
    return false;
  }
}

function without(current: readonly QuoSubscription[], next: readonly QuoSubscription[]): readonly QuoSubscription[] {
  return current.filter(({ id }) => !next.some((one) => one.id === id));
}

function toValue(subscriptions: readonly QuoSubscription[]): JsonObject {
  return { subscriptions: subscriptions.map((subscription) => ({ ...subscription })) };
}
