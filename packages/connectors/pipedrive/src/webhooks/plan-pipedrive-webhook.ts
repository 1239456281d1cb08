import type { PipedriveWebhook } from '../client/pipedrive-webhook.ts';

/** The one subscription of a connection: what is made, changed, deleted and merged all comes through it. */
export const PERSON_EVENTS = { eventAction: '*', eventObject: 'person' } as const;

/** What a connection has stored of its webhooks, and what it wants. */
export interface WebhookWish {
  readonly url: string;
  /** The user of the credentials that are stored. */
  readonly user: string;
  /** Ids that were made for this connection. */
  readonly stored: readonly string[];
}

/** What to do. */
export type WebhookPlan =
  | { readonly kind: 'keep'; readonly id: string; readonly remove: readonly string[] }
  | { readonly kind: 'create'; readonly remove: readonly string[] };

/**
 * Decides from the list of what there is. A webhook is ours if its id is stored, or if it carries our random user: then its
 * creation succeeded and the response was lost. One that delivers to our address with other credentials was made by us when
 * we had others, and is of no use any more. Those of other connections are left alone.
 */
export function planPipedriveWebhook(existing: readonly PipedriveWebhook[], wish: WebhookWish): WebhookPlan {
  const kept = existing.find((webhook) => isOurs(webhook, wish) && isWanted(webhook, wish));
  const ours = existing.filter((webhook) => isOurs(webhook, wish) || webhook.url === wish.url);
  const remove = ours.filter(({ id }) => id !== kept?.id).map(({ id }) => id);
  return kept === undefined ? { kind: 'create', remove } : { kind: 'keep', id: kept.id, remove };
}

/** @returns whether a webhook was made for the connection. */
export function isOurs({ id, basicUser }: PipedriveWebhook, { stored, user }: Pick<WebhookWish, 'stored' | 'user'>): boolean {
  return stored.includes(id) || basicUser === user;
}

function isWanted({ isActive, url, eventAction, eventObject, version, basicUser }: PipedriveWebhook, wish: WebhookWish): boolean {
  const isOfPersons = eventAction === PERSON_EVENTS.eventAction && eventObject === PERSON_EVENTS.eventObject;
  const isVersion2 = version === null || version.startsWith('2');
  // Lists may keep the user to themselves; what they show must be ours.
  return isActive && url === wish.url && isOfPersons && isVersion2 && (basicUser === null || basicUser === wish.user);
}
