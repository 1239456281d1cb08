import type { Endpoint, ListPage } from '@frigg-crm/http';
import { notWrittenEndpoint } from '../not-written.ts';
import type { BlankCrmPerson } from './blank-crm-person.ts';
import type { BlankCrmHook, BlankCrmNote, BlankCrmNoteFields, ListDeletedQuery, ListPeopleQuery } from './blank-crm-types.ts';

// Replace each line by a defineEndpoint of @frigg-crm/http. Name the page of the documentation where an API is odd.

export const getAccount: Endpoint<object, { readonly id: string }> = notWrittenEndpoint(
  'getAccount in src/client/blank-crm-endpoints.ts, the call that says which account a token belongs to',
);
export const listPeople: Endpoint<ListPeopleQuery, ListPage<BlankCrmPerson>> = notWrittenEndpoint(
  'listPeople in src/client/blank-crm-endpoints.ts, the call that lists a page of people',
);
export const getPerson: Endpoint<{ readonly id: string }, BlankCrmPerson | undefined> = notWrittenEndpoint(
  'getPerson in src/client/blank-crm-endpoints.ts, the call that reads one person, undefined where there is none',
);
export const listDeletedPeople: Endpoint<ListDeletedQuery, ListPage<BlankCrmPerson>> = notWrittenEndpoint(
  'listDeletedPeople in src/client/blank-crm-endpoints.ts, the call that lists who was deleted since a time',
);
export const searchPeople: Endpoint<{ readonly phone: string }, readonly BlankCrmPerson[]> = notWrittenEndpoint(
  'searchPeople in src/client/blank-crm-endpoints.ts, the call that searches people by a phone number or its last digits',
);
export const createNote: Endpoint<BlankCrmNoteFields, string> = notWrittenEndpoint(
  'createNote in src/client/blank-crm-endpoints.ts, the call that writes a note and returns its id',
);
export const listNotes: Endpoint<
  { readonly personId: string; readonly cursor: string | undefined },
  ListPage<BlankCrmNote>
> = notWrittenEndpoint('listNotes in src/client/blank-crm-endpoints.ts, the call that lists the notes of a person');
export const updateNote: Endpoint<BlankCrmNote, 'updated' | 'gone'> = notWrittenEndpoint(
  'updateNote in src/client/blank-crm-endpoints.ts, the call that changes a note',
);
export const deleteNote: Endpoint<{ readonly id: string }, unknown> = notWrittenEndpoint(
  'deleteNote in src/client/blank-crm-endpoints.ts, the call that deletes a note, or finds it gone',
);
export const listHooks: Endpoint<object, readonly BlankCrmHook[]> = notWrittenEndpoint(
  'listHooks in src/client/blank-crm-endpoints.ts, the call that lists the webhooks of the account',
);
export const createHook: Endpoint<{ readonly url: string; readonly secret: string }, BlankCrmHook> = notWrittenEndpoint(
  'createHook in src/client/blank-crm-endpoints.ts, the call that makes a webhook for changed and deleted people',
);
export const deleteHook: Endpoint<{ readonly id: string }, unknown> = notWrittenEndpoint(
  'deleteHook in src/client/blank-crm-endpoints.ts, the call that deletes a webhook, or finds it gone',
);
