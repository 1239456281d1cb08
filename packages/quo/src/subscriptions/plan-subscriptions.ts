import { compareByBytes } from '@frigg-crm/core/adapter';
import type { QuoSubscription, QuoSubscriptionKind } from './quo-subscription.ts';
import type { WantedWebhook } from './quo-webhooks.ts';
import { isSameUrl, type WantedSubscriptions } from './wanted-subscriptions.ts';
import { SUBSCRIPTION_KINDS, WEBHOOK_FAMILIES } from './webhook-families.ts';

/** Phone numbers that one webhook can be for. */
const MAX_NUMBERS_PER_WEBHOOK = 10;

/** Says which webhooks it takes: for each kind one per ten numbers, the same ones whatever the order of the selection. */
export function planSubscriptions(
  { url, phoneNumberIds, label }: WantedSubscriptions,
  kinds: readonly QuoSubscriptionKind[] = SUBSCRIPTION_KINDS,
): readonly WantedWebhook[] {
  const batches = toBatches(toSet(phoneNumberIds));
  return kinds.flatMap((kind) =>
    batches.map((batch, index) => {
      const name = `${label} - ${WEBHOOK_FAMILIES[kind].title}`;
      return { kind, url, phoneNumberIds: batch, label: batches.length === 1 ? name : `${name} (batch ${index + 1})` };
    }),
  );
}

/** Whether the webhooks of one kind deliver each wanted number once, to the wanted URL, and nothing else. */
export function isKindCovered(kind: QuoSubscriptionKind, subscriptions: readonly QuoSubscription[], wanted: WantedSubscriptions): boolean {
  const ofKind = subscriptions.filter((subscription) => subscription.kind === kind);
  const covered = ofKind.flatMap(({ phoneNumberIds }) => phoneNumberIds);
  return (
    ofKind.every(({ url }) => isSameUrl(url, wanted.url)) &&
    covered.length === new Set(covered).size &&
    isSameSet(covered, wanted.phoneNumberIds)
  );
}

/** Whether two lists hold the same ids, in whichever order and however often. */
export function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(toSet(one)) === JSON.stringify(toSet(other));
}

function toSet(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)].sort(compareByBytes);
}

function toBatches(ids: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(ids.length / MAX_NUMBERS_PER_WEBHOOK);
  return Array.from({ length: count }, (_, index) => ids.slice(index * MAX_NUMBERS_PER_WEBHOOK, (index + 1) * MAX_NUMBERS_PER_WEBHOOK));
}
