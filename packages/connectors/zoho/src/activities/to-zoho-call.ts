import type { LoggedActivity } from '@frigg-crm/crm-base';
import { limitHtml, limitText, toSingleLine, toSixties } from '@frigg-crm/crm-base/connector';
import type { ZohoCallFields, ZohoParent } from '../client/create-calls.ts';
import type { ZohoNoteFields } from '../client/create-notes.ts';
import { moduleOf } from '../client/zoho-modules.ts';

/** Calls: `Subject` (Zoho CRM API v8, Insert Records). Notes: `Note_Title` (Notes API). */
const MAX_SUBJECT = 255;
const MAX_TITLE = 120;
/** What both fields hold in all versions of the API. */
const MAX_TEXT = 32_000;

/** Writes a call as Zoho keeps one: past, and with the length in minutes and seconds. */
export function toZohoCall(activity: LoggedActivity): ZohoCallFields {
  const type = toCallType(activity);
  return {
    subject: toSingleLine(activity.title, { withoutEmoji: true, maxLength: MAX_SUBJECT }),
    type,
    startedAt: activity.timestamp,
    // What Quo counts before the call is answered is ringing; a call that was missed has no length.
    duration: type === 'Missed' ? undefined : toZohoDuration(activity.isAnswered ? activity.durationSeconds : null),
    parent: toParent(activity),
    description: limitText(activity.content, MAX_TEXT),
    recordingUrl: activity.recordingUrl,
  };
}

/** Writes a text message as a note. */
export function toZohoNote({ title, content }: Pick<LoggedActivity, 'title' | 'content'>): ZohoNoteFields {
  return {
    title: toSingleLine(title, { withoutEmoji: true, maxLength: MAX_TITLE, fallback: 'Message' }),
    content: limitHtml(content, MAX_TEXT),
  };
}

/** @returns whom an activity is about. */
export function toParent({ person: { objectType, externalId: id } }: Pick<LoggedActivity, 'person'>): ZohoParent {
  return { objectType: moduleOf(objectType).objectType, id };
}

/**
 * Writes the length of a call as minutes and seconds, `75:00` for 75 minutes, which Zoho accepts though its examples leave
 * open whether they are hours and minutes. One second at least: zero is refused with `DEPENDENT_MISMATCH`.
 */
export function toZohoDuration(seconds: number | null): string {
  return toSixties(Math.max(1, Math.floor(seconds ?? 0)));
}

function toCallType({ direction, isAnswered }: LoggedActivity): ZohoCallFields['type'] {
  if (direction === 'outbound') return 'Outbound';
  return isAnswered ? 'Inbound' : 'Missed';
}
