import type { CallOptions } from '@frigg-crm/core';
import type { ActivityWriter, LoggedActivity } from '@frigg-crm/crm-base';
import { namesOtherLink, toSingleLine } from '@frigg-crm/crm-base/connector';
import { findInPages } from '@frigg-crm/http';
import type { BlankCrmClient } from '../client/blank-crm-client.ts';
import type { BlankCrmNoteFields } from '../client/blank-crm-types.ts';

/** Writes calls and texts as notes, with the time of the call or the text. */
export function createBlankCrmNotes({ notes }: Pick<BlankCrmClient, 'notes'>): Required<ActivityWriter> {
  const write = async (activity: LoggedActivity, options: CallOptions): Promise<string> => notes.create(toNote(activity), options);
  return {
    logCallToActivity: write,
    logSMSToActivity: write,
    updateActivity: async (id, activity, options) => notes.update({ id, ...toNote(activity) }, options),
    deleteActivity: async (id, _activity, options) => notes.delete(id, options),
    async findLoggedActivity(activity, options) {
      const wanted = toNote(activity);
      const [title = ''] = wanted.text.split('\n', 1);
      const found = await findInPages(
        async (cursor) => notes.list({ personId: wanted.personId, cursor }, options),
        (note) => note.text.startsWith(title) && Date.parse(note.at) === Date.parse(wanted.at) && !namesOtherLink(wanted.text, note.text),
        { api: 'Blank CRM', operation: 'find what was written', ...options },
      );
      return found?.id;
    },
  };
}

function toNote({ kind, title, content, timestamp, person }: LoggedActivity): BlankCrmNoteFields {
  const heading = toSingleLine(title, { fallback: kind === 'call' ? 'Call' : 'Message' });
  return { personId: person.externalId, text: `${heading}\n\n${content}`, at: timestamp };
}
