import type { PersonLookup } from '@frigg-crm/crm-base';
import * as z from 'zod';
import { countSchema, idSchema, momentSchema, toSegment } from '../http/fields.ts';
import { entrySchema } from '../inbox/inbox-schemas.ts';
import { integrationParams } from '../integrations/integration-schemas.ts';
import { defineComponent } from '../openapi/components.ts';

const decisionSchema = z
  .strictObject({
    code: z.string().describe('SYNCED, UNCONFIRMED, CONTENT_UNKNOWN, UNKNOWN, or the code of the failure'),
    message: z.string(),
  })
  .describe('What became of the person');

const personSchema = defineComponent(
  'Person',
  z.strictObject({
    objectType: z.string(),
    crmId: z.string(),
    name: z.string().nullable().describe('As the CRM has it; null: what is stored was enough, and holds no names'),
    quoId: z.string().nullable().describe('The contact in Quo; null: no write was confirmed'),
    phoneNumbers: z.array(z.string()).describe('As Quo holds them'),
    modifiedAt: z.string().nullable().describe('When the CRM changed the newest version that was written'),
    seenInSyncId: z.string().nullable().describe('The last full sync that saw the person'),
    failedInSyncId: z.string().nullable(),
    decision: decisionSchema,
  }),
);

const LOOKUPS = ['phone', 'email', 'name', 'crmId', 'quoId'] as const;

export const lookupSchema = defineComponent(
  'PersonLookup',
  z
    .strictObject({
      phone: z
        .string()
        .regex(/^\+[1-9]\d{6,14}$/, 'must be a number such as +14155550123')
        .exactOptional()
        .describe('Among those who were written, else searched in the CRM'),
      email: z
        .string()
        .max(254)
        .regex(/^[!-?A-~\u00A1-\uD7FF]{1,64}@[!-?A-~\u00A1-\uD7FF]{1,189}$/, 'must be an address such as ana@example.com')
        .exactOptional()
        .describe('Searched in the CRM'),
      name: z
        .string()
        // oxlint-disable-next-line no-control-regex -- control characters are what it refuses
        .regex(/^[^\u0000-\u001F\u007F-\u009F\uD800-\uDFFF]{2,100}$/u, 'must be 2 to 100 characters without control characters')
        .refine((name) => name.trim().length >= 2, 'must have two characters that can be seen')
        .exactOptional()
        .describe('A name or a part of it, searched in the CRM'),
      crmId: idSchema.exactOptional(),
      objectType: z.string().min(1).max(128).exactOptional().describe('With crmId; absent: each type that is synced'),
      quoId: idSchema.exactOptional(),
    })
    .refine((body) => LOOKUPS.filter((by) => body[by] !== undefined).length === 1, `must have one of ${LOOKUPS.join(', ')}`),
);

export const personListSchema = defineComponent(
  'PersonList',
  z.strictObject({
    items: z.array(personSchema),
    hasMore: z.boolean().describe('There are more than are shown: look for something narrower'),
  }),
);

export const personFileSchema = defineComponent(
  'PersonFile',
  z.strictObject({
    person: personSchema.nullable().describe('null: nothing was written yet'),
    decision: decisionSchema,
    entries: z.array(entrySchema).describe('Events about the person that wait or have failed, at most 50'),
    activities: z
      .array(
        z.strictObject({
          kind: z.enum(['call', 'message']),
          sourceId: z.string().describe('The id in Quo'),
          contactPhone: z.string(),
          activityId: z.string().nullable().describe('The id in the CRM; null: none was written'),
          seenAt: momentSchema.nullable(),
        }),
      )
      .describe('Calls and texts with one of the numbers, at most 50 for each'),
  }),
);

const failureShape = {
  code: z.string().nullable().describe('Why it is not known or cannot be used, such as API_RATE_LIMITED or TIMED_OUT'),
  message: z.string().nullable().describe('The same as a sentence'),
  retryAt: momentSchema.nullable().describe('When the API may be called again, if it has said so'),
};

const valuesSchema = z
  .array(z.strictObject({ label: z.string().nullable(), value: z.string() }))
  .nullable()
  .describe('null: not known; empty: there is nothing');

export const comparisonSchema = defineComponent(
  'PersonComparison',
  z.strictObject({
    readAt: momentSchema,
    crm: z.strictObject({
      state: z.enum(['found', 'gone', 'unusable', 'failed']).describe('unusable: the record cannot become a contact'),
      ...failureShape,
      name: z.string().nullable(),
      url: z.string().nullable().describe('The page of the record in the CRM'),
      modifiedAt: z.string().nullable(),
    }),
    quo: z.strictObject({
      state: z.enum(['found', 'gone', 'failed']),
      ...failureShape,
      contactId: z.string().nullable(),
      copies: countSchema.describe('How many contacts are this person; more than one are duplicates'),
    }),
    fields: z.array(
      z.strictObject({
        field: z.string().describe('As the API of Quo names it; a custom field is customFields.<key>'),
        crm: valuesSchema,
        quo: valuesSchema,
        isEqual: z.boolean().nullable().describe('null: one of the two is not known'),
      }),
    ),
    effect: z
      .strictObject({
        kind: z.enum(['none', 'create', 'update', 'delete', 'unknown']),
        fields: z.array(z.string()).describe('What an update would write otherwise'),
      })
      .describe('What a sync of the person would do in Quo now'),
    reason: z.strictObject({ code: z.string(), message: z.string() }).describe('Why it is as it is, without personal data'),
  }),
);

export const personParams = z.strictObject({
  ...integrationParams.shape,
  objectType: toSegment(z.string().min(1).max(128)),
  crmId: idSchema,
});

export const scheduledSchema = defineComponent(
  'ScheduledEntry',
  z.strictObject({ entryId: z.string().describe('The event: getEntry says how far it is') }),
);

/** @returns by what a person is looked up. */
export function toLookup({ phone, email, name, crmId, objectType, quoId }: z.output<typeof lookupSchema>): PersonLookup {
  if (phone !== undefined) return { phone };
  if (email !== undefined) return { email };
  if (name !== undefined) return { name: name.trim() };
  return crmId === undefined ? { quoId: quoId ?? '' } : { crmId, objectType };
}
