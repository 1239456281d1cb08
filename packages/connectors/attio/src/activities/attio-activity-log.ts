import { systemClock, type CallOptions, type Clock } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import type { ActivityWriter, LoggedActivity } from '@frigg-crm/crm-base';
import { namesOtherLink, toSingleLine } from '@frigg-crm/crm-base/connector';
import { findInPages } from '@frigg-crm/http';
import type { AttioClient } from '../client/create-attio-client.ts';
import type { AttioNote, AttioNoteFields } from '../client/create-notes.ts';

/** Options of {@link AttioActivityLog}. */
export interface AttioActivityLogOptions {
  readonly client: Pick<AttioClient, 'notes'>;
  readonly clock?: Clock | undefined;
}

/** How much earlier than the activity a note may be that was written while its time was still to come. */
const SKEW_MS = 60_000;
const FALLBACKS = { call: 'Call', message: 'Message' } as const;

/** Writes calls and texts as notes, at the time of the call or the text. */
export class AttioActivityLog implements Required<ActivityWriter> {
  readonly #notes: AttioClient['notes'];
  readonly #clock: Clock;

  constructor({ client, clock = systemClock }: AttioActivityLogOptions) {
    this.#notes = client.notes;
    this.#clock = clock;
  }

  async logCallToActivity(activity: LoggedActivity, options: CallOptions): Promise<string> {
    return this.#notes.create(this.#toNote(activity), options);
  }

  async logSMSToActivity(activity: LoggedActivity, options: CallOptions): Promise<string> {
    return this.#notes.create(this.#toNote(activity), options);
  }

  async updateActivity(activityId: string, activity: LoggedActivity, options: CallOptions): Promise<'updated' | 'gone' | 'unsupported'> {
    return this.#notes.update(activityId, this.#toNote(activity), options);
  }

  async deleteActivity(activityId: string, _activity: LoggedActivity, options: CallOptions): Promise<void> {
    return this.#notes.delete(activityId, options);
  }

  /** A note of the same title and time that does not link to another call or message. */
  async findLoggedActivity(activity: LoggedActivity, options: CallOptions): Promise<string | undefined> {
    const wanted = this.#toNote(activity);
    const found = await findInPages(
      async (cursor) => this.#notes.list({ personId: wanted.personId, cursor }, options),
      (note) => note.title.trim() === wanted.title && isWritten(note, activity),
      { api: 'Attio', operation: 'find what was written', ...options },
    );
    return found?.id;
  }

  #toNote({ kind, title, content, timestamp, person }: LoggedActivity): AttioNoteFields {
    return {
      personId: person.externalId,
      title: toSingleLine(title, { fallback: FALLBACKS[kind] }),
      content: toAttioMarkdown(content),
      createdAt: this.#toCreatedAt(timestamp),
    };
  }

  /** Attio refuses times in the future: clocks do not agree. */
  #toCreatedAt(timestamp: string): string | undefined {
    const ms = Date.parse(timestamp);
    return Number.isNaN(ms) ? undefined : toIso(Math.min(ms, this.#clock.now()));
  }
}

/**
 * Attio knows lists and paragraphs, but joins lines of one paragraph: items begin with `-`, and other lines end in a hard break.
 * What others wrote is escaped already, except for `==`, which only Attio knows.
 */
function toAttioMarkdown(content: string): string {
  return content
    .replaceAll(/^• /gm, '- ')
    .replaceAll(/\]\([^)\n]*\)|==/g, (found) => (found === '==' ? String.raw`\=\=` : found))
    .replaceAll(/(?<=[^\n])\n(?=[^\n-])/g, '  \n');
}

function isWritten({ createdAt, contentMarkdown }: AttioNote, { timestamp, content }: LoggedActivity): boolean {
  const earlierMs = Date.parse(timestamp) - Date.parse(createdAt);
  if (earlierMs === 0) return !namesOtherLink(content, contentMarkdown);
  // Then only the link identifies it.
  const [link] = /https?:\/\/[^\s)]+(?=\)?\s*$)/.exec(content) ?? [];
  return earlierMs > 0 && earlierMs <= SKEW_MS && link !== undefined && contentMarkdown.includes(link);
}
