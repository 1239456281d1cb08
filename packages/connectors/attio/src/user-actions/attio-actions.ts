import { toE164, type UserAction } from '@frigg-crm/crm-base';
import { createAction, reportAction, searchAction } from '@frigg-crm/crm-base/connector';
import * as z from 'zod';
import type { AttioClient } from '../client/create-attio-client.ts';
import { PEOPLE } from '../webhooks/read-attio-webhook.ts';

/** A lost record is looked for among so many of the newest. */
const NEWEST = 50;
const text = z.string().trim().min(1).max(200);

const personForm = (defaultCountry: string) =>
  z.object({
    firstName: text.meta({ title: 'First name' }),
    lastName: text.meta({ title: 'Last name' }),
    phone: z
      .string()
      .max(50)
      .refine((phone) => toE164(phone, defaultCountry) !== undefined, 'is no phone number')
      .optional()
      .meta({ title: 'Phone number' }),
    email: z.email().optional().meta({ title: 'E-mail address' }),
    jobTitle: text.optional().meta({ title: 'Job title' }),
  });
/** What the owner of a connection to Attio can start, beside what all have. */
export function createAttioActions(client: AttioClient, { defaultCountry }: { readonly defaultCountry: string }): readonly UserAction[] {
  const { objects, people } = client;
  return [
    reportAction({
      event: 'GET_ATTIO_CUSTOM_OBJECTS',
      title: 'Objects of the workspace',
      read: async (options) => ({ objects: (await objects.list(options)).map((object) => ({ ...object })) }),
    }),
    createAction({
      event: 'CREATE_ATTIO_RECORD',
      title: 'Create a person',
      form: personForm(defaultCountry),
      result: 'recordId',
      create: async ({ phone, ...person }, options) => people.create({ ...person, phone: toE164(phone, defaultCountry) }, options),
      async find({ firstName, lastName, phone }, since, options) {
        const { data } = await people.list({ limit: NEWEST, sortDirection: 'desc' }, options);
        const wanted = toE164(phone, defaultCountry);
        const found = data.find(
          (person) =>
            person.firstName === firstName &&
            person.lastName === lastName &&
            (wanted === undefined || person.phones.includes(wanted)) &&
            Date.parse(person.createdAt ?? '') >= Date.parse(since),
        );
        return found?.id;
      },
    }),
    searchAction({
      event: 'SEARCH_ATTIO_RECORDS',
      title: 'Search Attio',
      description: 'People and companies',
      term: { least: 1, most: 200 },
      field: 'object',
      kinds: [PEOPLE, 'companies'],
      results: 'records',
      search: async (term, { kinds, ...options }) => objects.search(term, { objects: kinds, ...options }),
    }),
  ];
}
