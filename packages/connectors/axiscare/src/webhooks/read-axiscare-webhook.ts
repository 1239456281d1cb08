import { InvalidWebhookError, WebhookRefusedError, type CrmEvent, type IncomingWebhook } from '@frigg-crm/crm-base';
import { isSameSecret, readJsonBody } from '@frigg-crm/crm-base/connector';
import type { JsonObject } from '@frigg-crm/core';
import * as z from 'zod';
import { RECORD_TYPES, toExternalId, toObjectType, type AxisCarePersonKey } from '../person-keys.ts';

/** What is stored of the webhook of a connection. */
const storedSchema = z.object({ token: z.string().min(20) });

/** What events are believed. */
export interface AxisCareWebhookScope {
  /** The sites of the connection, the home site first. */
  readonly siteNumbers: readonly string[];
  /** The ids of the subscribers, of which each site has its own; `undefined`: any. */
  readonly subscriberIds: readonly string[] | undefined;
  /** Types of people that are synced. */
  readonly isWanted: (objectType: string) => boolean;
}

/** @returns the address that an administrator enters in AxisCare; `undefined` before its secret is stored. */
export function toWebhookAddress(url: string, stored: JsonObject | undefined): string | undefined {
  const known = storedSchema.safeParse(stored).data;
  if (known === undefined) return undefined;
  const address = new URL(url);
  address.searchParams.set('token', known.token);
  return address.href;
}

/** Webhooks, "Event Payload": ids are texts. What the event says of the record is never taken. */
const eventSchema = z.object({
  event: z.string().max(100),
  data: z.object({
    entity: z.string().max(100),
    action: z.string().max(100),
    id: z.union([z.string().max(20), z.number()]).transform(String),
  }),
  timestamp: z.string().max(100),
  publisher_url: z.string().max(300),
});

/**
 * Verifies and reads an event. AxisCare signs nothing: the address has a secret in it, and each request names its
 * subscriber. Whatever an event says, the record is read again by the API, so a forged one could only cause a lookup.
 * @returns what it means for people; nothing for an event of something else, such as a call log.
 * @throws {WebhookRefusedError} when it is not for this connection.
 * @throws {InvalidWebhookError} when it is no event.
 */
export function readAxisCareWebhook(request: IncomingWebhook, scope: AxisCareWebhookScope): readonly CrmEvent[] {
  assertGenuine(request, scope);
  const { event, data, timestamp, publisher_url: publisher } = readJsonBody(request.rawBody, eventSchema);
  const siteNumber = siteOf(publisher);
  if (!scope.siteNumbers.includes(siteNumber)) throw new WebhookRefusedError('site');
  const type = RECORD_TYPES.find((each) => each === data.entity.toLowerCase());
  if (type === undefined) return [];
  if (!/^[1-9]\d{0,14}$/.test(data.id)) throw new InvalidWebhookError(['data.id']);
  const site = siteNumber === scope.siteNumbers[0] ? undefined : siteNumber;
  const eventId = [siteNumber, event.toLowerCase(), data.id, timestamp].join(':');
  return changesOf({ site, type, id: data.id, eventId }, scope.isWanted);
}

function assertGenuine({ url = '', headers, stored }: IncomingWebhook, { subscriberIds }: AxisCareWebhookScope): void {
  const secret = storedSchema.safeParse(stored).data;
  const given = URL.canParse(url) ? new URL(url).searchParams.get('token') : null;
  if (secret === undefined || !isSameSecret(given, secret.token)) throw new WebhookRefusedError('token');
  const subscriber = headers.get('x-webhook-id') ?? '';
  if (subscriber === '') throw new WebhookRefusedError('no-subscriber');
  if (subscriberIds?.some((id) => isSameSecret(subscriber, id)) === false) throw new WebhookRefusedError('subscriber');
}

type RecordEvent = Omit<AxisCarePersonKey, 'party'> & { readonly eventId: string };

/** With a client or lead, its responsible parties may have changed. */
function changesOf({ site, type, id, eventId }: RecordEvent, isWanted: AxisCareWebhookScope['isWanted']): readonly CrmEvent[] {
  const kind = 'person-changed' as const;
  const objectType = toObjectType({ site, type });
  const own = { eventId, change: { kind, objectType, externalId: toExternalId({ site, type, id, party: undefined }) } };
  const partyType = type === 'client' || type === 'lead' ? toObjectType({ site, type: `${type}-party` }) : '';
  const parties = [1, 2, 3].map((party) => ({
    eventId: `${eventId}:rp${party}`,
    change: { kind, objectType: partyType, externalId: toExternalId({ site, type, id, party }) },
  }));
  return [...(isWanted(objectType) ? [own] : []), ...(isWanted(partyType) ? parties : [])];
}

/** @returns the site number of `https://1234.axiscare.com`; empty for another address. */
function siteOf(publisher: string): string {
  const hostname = URL.canParse(publisher) ? new URL(publisher).hostname : '';
  return /^([a-z0-9-]{1,63})\.axiscare\.com$/.exec(hostname)?.[1] ?? '';
}
