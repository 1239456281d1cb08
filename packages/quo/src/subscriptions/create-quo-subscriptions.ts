import { silentLogger, type Logger } from '@frigg-crm/core';
import { createWebhooks } from './create-webhooks.ts';
import { deleteWebhooks } from './delete-webhooks.ts';
import { isRetryable, toReason } from './failure-facts.ts';
import { planRepair, type SubscriptionPlan } from './plan-repair.ts';
import { isKindCovered, planSubscriptions } from './plan-subscriptions.ts';
import type { QuoSubscription } from './quo-subscription.ts';
import type { QuoWebhook, QuoWebhooks } from './quo-webhooks.ts';
import { SubscriptionError } from './subscription-error.ts';
import { assertWanted, type WantedSubscriptions } from './wanted-subscriptions.ts';
import { SUBSCRIPTION_KINDS } from './webhook-families.ts';

/** What is stored, what is wanted, and how the new state is stored. */
export interface SubscriptionRequest {
  /** The subscriptions as they are stored; none before the first set-up. */
  readonly current: readonly QuoSubscription[];
  readonly wanted: WantedSubscriptions;
  /** Stores the new state, keys included, in place of `current`. Called once, and only when something changes. */
  readonly store: (subscriptions: readonly QuoSubscription[]) => Promise<void>;
  /**
   * Rejects when another program has taken over: what has appeared at Quo meanwhile may be its webhooks, and is left alone.
   * @defaultValue no other program does
   */
  readonly assertHeld?: (() => Promise<void>) | undefined;
}

/** What came of a change. */
export interface SubscriptionChange {
  /** Those that are in force now. */
  readonly subscriptions: readonly QuoSubscription[];
  /** Whether they were stored. */
  readonly changed: boolean;
  /** Ids of webhooks that are no longer wanted but could not be deleted at Quo. Keep them; a later repair deletes them too. */
  readonly left: readonly string[];
}

/**
 * Keeps a workspace's webhooks as they should be. Calls for one workspace must not overlap: each would take the other's
 * new webhooks for lost ones.
 */
export interface QuoSubscriptions {
  /**
   * Makes the webhooks for a selection of numbers: of each kind one per ten numbers. All of them, or none.
   * @throws {SubscriptionError} when one cannot be made; `left` names those that could not be taken back.
   * @throws {ConfigurationError} for an unusable URL or id, before any call.
   * @throws {ApiError} when Quo's list of webhooks cannot be read; nothing has been made then.
   */
  subscribe(wanted: WantedSubscriptions): Promise<readonly QuoSubscription[]>;
  /**
   * Replaces the webhooks for another selection or URL: makes the new ones, stores them, then deletes the old ones. The
   * same set of numbers and the same URL change nothing; no numbers delete all. For a moment both sets deliver.
   * @throws as `subscribe`, and {@link SubscriptionError} when `store` throws; the old ones are untouched then.
   */
  replace(request: SubscriptionRequest): Promise<SubscriptionChange>;
  /**
   * Compares what is stored with what Quo has, and puts right what was deleted, switched off or changed there; webhooks
   * that deliver to the same URL but are not stored are deleted. Stores nothing when nothing is wrong.
   * @throws as `replace`.
   */
  repair(request: SubscriptionRequest): Promise<SubscriptionChange>;
}

/**
 * Makes the subscriptions over the webhooks of a client.
 * @example
 * const subscriptions = createQuoSubscriptions({ webhooks: quo.webhooks });
 * const stored = await subscriptions.subscribe({ url: 'https://crm.example.com/quo', phoneNumberIds: ['PN1'], label: 'Acme CRM' });
 */
export function createQuoSubscriptions(options: {
  readonly webhooks: QuoWebhooks;
  /** Called with webhooks that could not be deleted: their ids, no keys. */
  readonly logger?: Logger | undefined;
  /** Calls to Quo under way at once. @defaultValue 4 */
  readonly concurrency?: number | undefined;
}): QuoSubscriptions {
  const { webhooks, logger = silentLogger, concurrency = 4 } = options;
  const dependencies = { webhooks, logger, concurrency };

  async function carryOut(
    plan: SubscriptionPlan,
    request: SubscriptionRequest,
    known?: readonly QuoWebhook[],
  ): Promise<SubscriptionChange> {
    const { current, store, assertHeld } = request;
    const created = await createWebhooks(plan.create, { ...dependencies, assertHeld }, known);
    const subscriptions = [...plan.keep, ...created];
    const changed = created.length > 0 || plan.keep.length < current.length;
    try {
      if (changed) await store(subscriptions);
    } catch (cause) {
      const left = await deleteWebhooks(
        created.map(({ id }) => id),
        dependencies,
      );
      const facts = { count: created.length, reason: toReason(cause), retryable: isRetryable(cause) };
      throw new SubscriptionError({ step: 'store', left, ...facts }, { cause });
    }
    // Only now: a program that stops before this line still has the keys of what delivers.
    return { subscriptions, changed, left: await deleteWebhooks(plan.remove, dependencies) };
  }

  return {
    async subscribe(wanted) {
      assertWanted(wanted);
      return createWebhooks(planSubscriptions(wanted), dependencies);
    },
    async replace(request) {
      const { current, wanted } = request;
      assertWanted(wanted);
      if (SUBSCRIPTION_KINDS.every((kind) => isKindCovered(kind, current, wanted)))
        return { subscriptions: current, changed: false, left: [] };
      return carryOut({ keep: [], create: planSubscriptions(wanted), remove: current.map(({ id }) => id) }, request);
    },
    async repair(request) {
      assertWanted(request.wanted);
      const found = await webhooks.list();
      return carryOut(planRepair({ current: request.current, found, wanted: request.wanted }), request, found);
    },
  };
}
