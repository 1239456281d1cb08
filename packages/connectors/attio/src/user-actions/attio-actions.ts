import { defineUserAction, toE164, type UserAction } from '@frigg-crm/crm-base';
import * as z from 'zod';
import type { AttioClient } from '../client/create-attio-client.ts';
import { PEOPLE } from '../webhooks/read-attio-webhook.ts';

const MAX_FOUND = 20;
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
const searchForm = z.object({
  term: text.meta({ title: 'Search for' }),
  object: z.enum(['people', 'companies', 'all']).default('all').meta({ title: 'What' }),
});

/** What the owner of a connection to Attio can start, beside what all have. */
export function createAttioActions(client: AttioClient, { defaultCountry }: { readonly defaultCountry: string }): readonly UserAction[] {
  return [
    defineUserAction({
      event: 'GET_ATTIO_CUSTOM_OBJECTS',
      type: 'REPORT',
      title: 'Objects of the workspace',
      form: z.object({}),
      isRepeatable: true,
      run: async (_input, { signal }) => ({ objects: (await client.objects.list({ signal })).map((object) => ({ ...object })) }),
    }),
    defineUserAction({
      event: 'CREATE_ATTIO_RECORD',
      type: 'DATA',
      title: 'Create a person',
      form: personForm(defaultCountry),
      isRepeatable: false,
      async run({ phone, ...person }, { signal }) {
        return { recordId: await client.people.create({ ...person, phone: toE164(phone, defaultCountry) }, { signal }) };
      },
      async findResult({ firstName, lastName, phone }, { signal, requestedAt }) {
        const { data } = await client.people.list({ limit: NEWEST, sortDirection: 'desc' }, { signal });
        const wanted = toE164(phone, defaultCountry);
        const found = data.find(
          (person) =>
            person.firstName === firstName &&
            person.lastName === lastName &&
            (wanted === undefined || person.phones.includes(wanted)) &&
            Date.parse(person.createdAt ?? '') >= Date.parse(requestedAt),
        );
        return found === undefined ? undefined : { recordId: found.id };
      },
    }),
    defineUserAction({
      event: 'SEARCH_ATTIO_RECORDS',
      type: 'SEARCH',
      title: 'Search Attio',
      description: 'People and companies',
      form: searchForm,
      isRepeatable: true,
      async run({ term, object }, { signal }) {
        const objects = object === 'all' ? [PEOPLE, 'companies'] : [object];
        const records = await client.objects.search(term, { objects, limit: MAX_FOUND, signal });
        return { records: records.map((record) => ({ ...record })) };
      },
    }),
  ];
}
