import type { CallOptions } from '@frigg-crm/core';
import type { LoggedActivity } from '@frigg-crm/crm-base';
import { findWritten, toUtc } from '@frigg-crm/crm-base/connector';
import type { ZohoClient } from '../client/create-zoho-client.ts';
import { toParent, toZohoCall, toZohoNote } from './to-zoho-call.ts';

/** Zoho keeps whole seconds. */
const toSecond = (iso: string | null): string | undefined => toUtc(iso)?.slice(0, 19);

/**
 * Looks for a call of the same person, subject and time that links to no other call. It is read from the module and not
 * searched: the index lags behind.
 * @returns its id.
 */
export async function findWrittenCall(
  { calls }: Pick<ZohoClient, 'calls'>,
  activity: LoggedActivity,
  options: CallOptions,
): Promise<string | undefined> {
  const { subject, startedAt, parent, description: text } = toZohoCall(activity);
  const modifiedSince = new Date(Date.parse(startedAt) - 1000).toISOString();
  return findWritten({
    api: 'Zoho CRM',
    fetchPage: async (cursor) => calls.list({ modifiedSince, cursor }, options),
    isCandidate: (call) => call.subject === subject && call.parentId === parent.id && toSecond(call.startedAt) === toSecond(startedAt),
    // Lists cut long texts, and the link stands last.
    textOf: async ({ id }) => (await calls.get(id, options))?.description,
    text,
    ...options,
  });
}

/** Looks for a note of the same person and text, not older than the message, that links to no other message. @returns its id. */
export async function findWrittenNote(
  { notes }: Pick<ZohoClient, 'notes'>,
  activity: LoggedActivity,
  options: CallOptions,
): Promise<string | undefined> {
  const { title, content: text } = toZohoNote(activity);
  const parent = toParent(activity);
  const notBefore = toSecond(activity.timestamp) ?? '';
  return findWritten({
    api: 'Zoho CRM',
    fetchPage: async (cursor) => notes.list({ parent, cursor }, options),
    isCandidate: (note) => note.title === title,
    textOf: async ({ id }) => (await notes.get(id, options))?.content ?? '',
    text,
    isSameText: true,
    // They come newest first.
    isTooOld: ({ createdAt }) => (toSecond(createdAt) ?? notBefore) < notBefore,
    ...options,
  });
}
