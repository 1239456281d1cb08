import type { PipedriveActivityFields } from '../client/pipedrive-activity.ts';
import { limitHtml } from './limit-html.ts';
import { toDueDateTime } from './to-due-date-time.ts';
import { toPipedriveDuration } from './to-pipedrive-duration.ts';
import { toSubject } from './to-subject.ts';

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

/** Writes a call as an activity of Pipedrive that is done, on the day it took place. The same for a call and its late summary. */
export function toCallActivity(input: CallActivityInput): PipedriveActivityFields {
  return {
    subject: toSubject(input.title),
    type: 'call',
    isDone: true,
    personIds: [input.personId],
    ...toDueDateTime(input.startedAt),
    duration: toPipedriveDuration(input.durationSeconds),
    note: limitHtml(input.noteHtml),
  };
}
