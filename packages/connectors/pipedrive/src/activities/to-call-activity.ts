import { limitHtml, toSingleLine, toUtc } from '@frigg-crm/crm-base/connector';
import type { PipedriveNoteFields } from '../client/create-notes.ts';
import type { PipedriveActivityFields } from '../client/create-activities.ts';

/** What is known of a call that is to be logged with one person. */
export interface CallActivityInput {
  readonly title: string;
  /** HTML, with everything escaped that is not ours. */
  readonly noteHtml: string;
  /** When the call began (ISO 8601); `null`: unknown. */
  readonly startedAt: string | null;
  readonly durationSeconds: number | null;
  readonly personId: string;
}

/** What is known of a message that is to be logged with one person. */
export interface MessageNoteInput {
  /** HTML, with everything escaped that is not ours. */
  readonly html: string;
  /** ISO 8601; `null`: unknown. */
  readonly sentAt: string | null;
  readonly personId: string;
}

/** About what a note may hold; Pipedrive does not say whether its 100 KB are 1000 or 1024 bytes each. */
const MAX_BYTES = 100_000;
const LONGEST_MINUTES = 24 * 60 - 1;

/** Writes a call as an activity of Pipedrive that is done, on the day it took place. The same for a call and its late summary. */
export function toCallActivity(input: CallActivityInput): PipedriveActivityFields {
  return {
    subject: toSingleLine(input.title),
    type: 'call',
    isDone: true,
    personIds: [input.personId],
    ...toDueDateTime(input.startedAt),
    duration: toPipedriveDuration(input.durationSeconds),
    note: limitHtml(input.noteHtml, MAX_BYTES),
  };
}

/** Writes a text message as a note about a person, at the time of the message. */
export function toMessageNote({ html, sentAt, personId }: MessageNoteInput): PipedriveNoteFields {
  return { personId, content: limitHtml(html, MAX_BYTES), addTime: toNoteTime(sentAt) };
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
  if (!(minutes >= 1)) return undefined;
  return [Math.floor(minutes / 60), minutes % 60].map((count) => String(count).padStart(2, '0')).join(':');
}
