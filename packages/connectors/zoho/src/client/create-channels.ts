import type { CallOptions, JsonValue } from '@frigg-crm/core';
import { toUtc, toWholeSeconds } from '@frigg-crm/crm-base/connector';
import { defineEndpoint, flag, nullableText, textOrEmpty, wireField, wireRecord, type CallEndpoint } from '@frigg-crm/http';
import * as z from 'zod';
import { numberedPages, utcTime, writeOf, type ZohoResult } from './zoho-answer.ts';

/** A notification channel as it is to be made. */
export interface ZohoChannelFields {
  /** Chosen by us: decimal digits, below 2^53. */
  readonly id: string;
  /** Such as `Contacts.all`. */
  readonly events: readonly string[];
  /** Public https. */
  readonly url: string;
  /** Comes back with each notification; 50 characters at most. */
  readonly token: string;
  /** ISO 8601, a week ahead at most: without it, and beyond a week, a channel lives for one hour. */
  readonly expiresAt: string;
}

/** One entry per module. */
const entrySchema = wireRecord({
  id: wireField('channel_id', z.union([z.string(), z.number()]).transform(String)),
  url: wireField('notify_url', textOrEmpty),
  /** `null`: not reported. */
  token: nullableText,
  /** In UTC (ISO 8601): the earliest of its modules. */
  expiresAt: wireField('channel_expiry', utcTime),
  /** Whether changes of related records are reported too. */
  isNoisy: wireField('notify_on_related_action', flag),
  module: wireField('resource_name', nullableText),
});
type Entry = z.output<typeof entrySchema>;

/** A channel as Zoho keeps it. */
export interface ZohoChannel extends Omit<Entry, 'module'> {
  /** The API names of its modules. */
  readonly modules: readonly string[];
}

/** Notification APIs (Zoho CRM API v8). */
export interface ZohoChannels {
  /** Makes a channel, or takes the place of the one with this id. @returns when Zoho ends it, in UTC. */
  create(fields: ZohoChannelFields, options?: CallOptions): Promise<string | undefined>;
  /** Changes a live channel; all fields are sent, since some fall back to a default. @throws {ApiRefusedError} `NOT_SUBSCRIBED` when it has ended. */
  renew(fields: ZohoChannelFields, options?: CallOptions): Promise<string | undefined>;
  /** @returns the live channel; `undefined` when it has ended, or never was. */
  get(id: string, options?: CallOptions): Promise<ZohoChannel | undefined>;
  /** Also succeeds when it has ended already. */
  delete(id: string, options?: CallOptions): Promise<void>;
}

const watched = writeOf('watch');
const readExpiry = ({ body: { events } }: { readonly body: ZohoResult }): string | undefined =>
  earliest(events.map(({ channel_expiry: expiry }) => expiry));
const channel = { ...watched, path: '/actions/watch', json: toWire, read: readExpiry } as const;
// What is sent twice makes the same channel twice.
const createChannel = defineEndpoint({ ...channel, method: 'POST', repeatable: true });
const renewChannel = defineEndpoint({ ...channel, method: 'PATCH' });
const getChannel = defineEndpoint({
  ...numberedPages(entrySchema, 'watch'),
  path: '/actions/watch',
  query: ({ id }: { readonly id: string }) => ({ channel_id: id }),
  read: ({ body }, { id }) => toChannel(body.data.filter((entry) => entry.id === id)),
  empty: () => undefined,
  gone: () => undefined,
  isGone: ({ apiCode }) => apiCode === 'NOT_SUBSCRIBED',
});
const deleteChannel = defineEndpoint({
  ...watched,
  method: 'DELETE',
  path: '/actions/watch',
  query: ({ id }: { readonly id: string }) => ({ channel_ids: id }),
  read: () => undefined,
  empty: () => undefined,
  gone: () => undefined,
  // There is nothing else in the request that could be wrong.
  isGone: ({ code, apiCode }) => code === 'API_REFUSED' && (apiCode === 'NOT_SUBSCRIBED' || apiCode === 'INVALID_DATA'),
});

/** Makes the calls of the Notification APIs. */
export function createChannels(call: CallEndpoint): ZohoChannels {
  return {
    create: async (fields, options) => call(createChannel, fields, options),
    renew: async (fields, options) => call(renewChannel, fields, options),
    get: async (id, options) => call(getChannel, { id }, options),
    delete: async (id, options) => call(deleteChannel, { id }, options),
  };
}

function toWire({ id, events, url, token, expiresAt }: ZohoChannelFields): JsonValue {
  return {
    watch: [
      {
        channel_id: id,
        events: [...events],
        notify_url: url,
        token,
        channel_expiry: toWholeSeconds(expiresAt, { utc: '+00:00' }),
        // Only ids are read of a notification: what changed need not travel.
        return_affected_field_values: false,
        // True by default: a note on a contact would be a change of the contact.
        notify_on_related_action: false,
      },
    ],
  };
}

function toChannel(entries: readonly Entry[]): ZohoChannel | undefined {
  const [first] = entries;
  if (first === undefined) return undefined;
  const { id, url, token } = first;
  const modules = entries.flatMap(({ module }) => module ?? []);
  const expiresAt = earliest(entries.map((entry) => entry.expiresAt)) ?? null;
  return { id, url, token, modules, expiresAt, isNoisy: entries.some(({ isNoisy }) => isNoisy) };
}

function earliest(times: readonly (string | null | undefined)[]): string | undefined {
  return times.flatMap((time) => toUtc(time) ?? []).sort()[0];
}
