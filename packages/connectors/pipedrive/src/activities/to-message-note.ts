import type { PipedriveNoteFields } from '../client/pipedrive-note.ts';
import { limitHtml } from './limit-html.ts';
import { toNoteTime } from './to-due-date-time.ts';

/** What is known of a message that is to be logged with one person. */
export interface MessageNoteInput {
  /** HTML, with everything escaped that is not ours. */
  readonly html: string;
  /** ISO 8601; `null`: unknown. */
  readonly sentAt: string | null;
  readonly personId: string;
}

/** Writes a text message as a note about a person, at the time of the message. */
export function toMessageNote({ html, sentAt, personId }: MessageNoteInput): PipedriveNoteFields {
  return { personId, content: limitHtml(html), addTime: toNoteTime(sentAt) };
}
