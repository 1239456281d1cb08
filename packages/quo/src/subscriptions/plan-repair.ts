import { isKindCovered, isSameSet, planSubscriptions } from './plan-subscriptions.ts';
import type { QuoSubscription, QuoSubscriptionKind } from './quo-subscription.ts';
import type { QuoWebhook, WantedWebhook } from './quo-webhooks.ts';
import { isSameUrl, type WantedSubscriptions } from './wanted-subscriptions.ts';
import { SUBSCRIPTION_KINDS, WEBHOOK_FAMILIES } from './webhook-families.ts';

/** How what is stored becomes what is wanted. */
export interface SubscriptionPlan {
  readonly keep: readonly QuoSubscription[];
  readonly create: readonly WantedWebhook[];
  /** Ids. */
  readonly remove: readonly string[];
}

/**
 * Compares what is stored with what Quo has. Webhooks that are as they should be are kept, the others are made anew.
 * Those that deliver to our URL but are not stored are removed: their keys are lost, so no program could verify what they
 * deliver.
 */
export function planRepair(about: {
  readonly current: readonly QuoSubscription[];
  readonly found: readonly QuoWebhook[];
  readonly wanted: WantedSubscriptions;
}): SubscriptionPlan {
  const { current, found, wanted } = about;
  const sound = current.filter((subscription) => isSameUrl(subscription.url, wanted.url) && isSound(subscription, found));
  const plans = SUBSCRIPTION_KINDS.map((kind) => planKind(kind, sound, wanted));
  const keep = plans.flatMap((plan) => plan.keep);
  const kept = new Set(keep.map(({ id }) => id));
  const urls = [wanted.url, ...current.map(({ url }) => url)];
  const orphans = found.filter((webhook) => isOurs(webhook, urls));
  const remove = new Set([...current, ...orphans].map(({ id }) => id).filter((id) => !kept.has(id)));
  return { keep, create: plans.flatMap((plan) => plan.create), remove: [...remove] };
}

/** What is stored may hold more than is needed: old ones that could not be deleted. */
function planKind(
  kind: QuoSubscriptionKind,
  sound: readonly QuoSubscription[],
  wanted: WantedSubscriptions,
): Pick<SubscriptionPlan, 'keep' | 'create'> {
  const ofKind = sound.filter((subscription) => subscription.kind === kind);
  if (isKindCovered(kind, ofKind, wanted)) return { keep: ofKind, create: [] };
  const batches = planSubscriptions(wanted, [kind]).map((webhook) => ({
    webhook,
    match: ofKind.find(({ phoneNumberIds }) => isSameSet(phoneNumberIds, webhook.phoneNumberIds)),
  }));
  return {
    keep: batches.flatMap(({ match }) => match ?? []),
    create: batches.filter(({ match }) => match === undefined).map(({ webhook }) => webhook),
  };
}

function isSound({ id, kind, key, url, phoneNumberIds }: QuoSubscription, found: readonly QuoWebhook[]): boolean {
  const webhook = found.find((one) => one.id === id);
  return (
    webhook !== undefined &&
    key !== '' &&
    webhook.isEnabled &&
    isSameUrl(webhook.url, url) &&
    isSameSet(webhook.phoneNumberIds, phoneNumberIds) &&
    WEBHOOK_FAMILIES[kind].events.every((event) => webhook.events.includes(event))
  );
}

/** An operator may have made webhooks of other kinds for the same URL by hand: those are not ours to remove. */
function isOurs({ url, events }: QuoWebhook, urls: readonly string[]): boolean {
  const ourEvents = SUBSCRIPTION_KINDS.flatMap((kind) => WEBHOOK_FAMILIES[kind].events);
  return urls.some((one) => isSameUrl(one, url)) && events.length > 0 && events.every((event) => ourEvents.includes(event));
}
