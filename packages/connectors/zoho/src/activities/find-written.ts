import type { CallOptions } from '@frigg-crm/core';
import type { LoggedActivity } from '@frigg-crm/crm-base';
import { namesOtherLink, toComparableText, toUtc } from '@frigg-crm/crm-base/connector';
import { readPages } from '@frigg-crm/http';
import type { ZohoClient } from '../client/create-zoho-client.ts';
import { toParent, toZohoCall, toZohoNote } from './to-zoho-call.ts';

const about = { api: 'Zoho CRM', operation: 'find what was written' };
/** Zoho keeps whole seconds. */
const toSecond = (iso: string | null): string | undefined => toUtc(iso)?.slice(0, 19);

/**
 * Looks whether a call whose outcome is unknown was written after all: same person, subject and time, and no link to another
 * call. It is read from the module and not searched: the index lags behind.
 * @returns its id.
 */
export async function findWrittenCall(
  { calls }: Pick<ZohoClient, 'calls'>,
  activity: LoggedActivity,
  options: CallOptions,
): Promise<string | undefined> {
  const { subject, startedAt, parent, description } = toZohoCall(activity);
  const modifiedSince = new Date(Date.parse(startedAt) - 1000).toISOString();
  for await (const { data } of readPages(async (cursor) => calls.list({ modifiedSince, cursor }, options), { ...about, ...options })) {
    for (const call of data) {
      if (call.subject !== subject || call.parentId !== parent.id || toSecond(call.startedAt) !== toSecond(startedAt)) continue;
      // Lists cut long texts, and the link stands last.
      const whole = await calls.get(call.id, options);
      if (whole !== undefined && !namesOtherLink(description, whole.description ?? '')) return call.id;
    }
  }
  return undefined;
}

/**
 * Looks whether a note whose outcome is unknown was written after all: same person and text, not older than the message, and
 * no link to another message. Markup does not count.
 * @returns its id.
 */
export async function findWrittenNote(
  { notes }: Pick<ZohoClient, 'notes'>,
  activity: LoggedActivity,
  options: CallOptions,
): Promise<string | undefined> {
  const { title, content } = toZohoNote(activity);
  const parent = toParent(activity);
  const notBefore = toSecond(activity.timestamp) ?? '';
  for await (const { data } of readPages(async (cursor) => notes.list({ parent, cursor }, options), { ...about, ...options })) {
    for (const note of data) {
      // They come newest first.
      if ((toSecond(note.createdAt) ?? notBefore) < notBefore) return undefined;
      if (note.title !== title) continue;
      const whole = await notes.get(note.id, options);
      const theirs = whole?.content ?? '';
      if (toComparableText(theirs) === toComparableText(content) && !namesOtherLink(content, theirs)) return note.id;
    }
  }
  return undefined;
}
