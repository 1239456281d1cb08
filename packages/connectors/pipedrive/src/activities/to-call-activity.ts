import type { LoggedActivity } from '@frigg-crm/crm-base';
import { limitHtml, toActivityHtml, toSingleLine, toSixties, toUtc } from '@frigg-crm/crm-base/connector';
import type { PipedriveNoteFields } from '../client/create-notes.ts';
import type { PipedriveActivityFields } from '../client/create-activities.ts';

/** About what a note may hold; Pipedrive does not say whether its 100 KB are 1000 or 1024 bytes each. */
const MAX_BYTES = 100_000;
const LONGEST_MINUTES = 24 * 60 - 1;

/** Writes a call as an activity of Pipedrive that is done, on the day it took place. The same for a call and its late summary. */
export function toCallActivity(activity: LoggedActivity): PipedriveActivityFields {
  const { title, timestamp, isAnswered, durationSeconds, person } = activity;
  return {
    subject: toSingleLine(title),
    type: 'call',
    isDone: true,
    personIds: [person.externalId],
    ...toDueDateTime(timestamp),
    // What Quo counts before the call is answered is ringing.
    duration: toPipedriveDuration(isAnswered ? durationSeconds : null),
    note: limitHtml(toActivityHtml(activity), MAX_BYTES),
  };
}

/** Writes a text message as a note about a person, at the time of the message. */
export function toMessageNote(activity: LoggedActivity): PipedriveNoteFields {
  const { person, timestamp } = activity;
  return { personId: person.externalId, content: limitHtml(toActivityHtml(activity), MAX_BYTES), addTime: toNoteTime(timestamp) };
}

/** @returns date and time (UTC, `HH:MM`) as Activities API v2 wants them, or `undefined` for what is no time. */
export function toDueDateTime(iso: string | null | undefined): { readonly dueDate: string; readonly dueTime: string } | undefined {
  const utc = toUtc(iso);
  return utc === undefined ? undefined : { dueDate: utc.slice(0, 10), dueTime: utc.slice(11, 16) };
}

/** @returns `YYYY-MM-DD HH:MM:SS` in UTC as Notes API v1 wants its `add_time`, or `undefined` for what is no time. */
export function toNoteTime(iso: string | null | undefined): string | undefined {
  return toUtc(iso)?.slice(0, 19).replace('T', ' ');
}

/**
 * Writes the length of a call as Activities API v2 wants it: `HH:MM`, whole minutes, rounded down.
 * @returns `undefined` for less than a minute: Pipedrive refuses `00:00`. A day and more is cut to `23:59`.
 */
export function toPipedriveDuration(seconds: number | null | undefined): string | undefined {
  const minutes = Math.min(Math.floor((seconds ?? 0) / 60), LONGEST_MINUTES);
  return minutes >= 1 ? toSixties(minutes) : undefined;
}
