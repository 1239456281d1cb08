import { PeopleControl, type FoundPersonMapping, type PersonLookup } from '@frigg-crm/crm-base';
import * as z from 'zod';
import type { Backend } from '../backend.ts';
import { idSchema, momentSchema, toSegment } from '../http/fields.ts';
import { ProblemError } from '../http/problem-error.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { entrySchema, toEntry } from '../inbox/inbox-schemas.ts';
import { findIntegration } from '../integrations/find-integration.ts';
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
    quoId: z.string().nullable().describe('The contact in Quo; null: no write was confirmed'),
    phoneNumbers: z.array(z.string()).describe('As Quo holds them'),
    modifiedAt: z.string().nullable().describe('When the CRM changed the newest version that was written'),
    seenInSyncId: z.string().nullable().describe('The last full sync that saw the person'),
    failedInSyncId: z.string().nullable(),
    decision: decisionSchema,
  }),
);

const lookupSchema = defineComponent(
  'PersonLookup',
  z
    .strictObject({
      phone: z
        .string()
        .regex(/^\+[1-9]\d{6,14}$/, 'must be a number such as +14155550123')
        .exactOptional(),
      crmId: idSchema.exactOptional(),
      objectType: z.string().min(1).max(128).exactOptional().describe('With crmId; absent: each type that is synced'),
      quoId: idSchema.exactOptional(),
    })
    .refine(
      ({ phone, crmId, quoId }) => [phone, crmId, quoId].filter((one) => one !== undefined).length === 1,
      'must have phone, crmId or quoId, one of them',
    ),
);

const personListSchema = defineComponent('PersonList', z.strictObject({ items: z.array(personSchema) }));

const personFileSchema = defineComponent(
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

const personParams = z.strictObject({ ...integrationParams.shape, objectType: toSegment(z.string().min(1).max(128)), crmId: idSchema });

const scheduledSchema = defineComponent(
  'ScheduledEntry',
  z.strictObject({ entryId: z.string().describe('The event: listed among webhooks until it is done') }),
);

/** Finding out about single people. Who opens what is in the audit log. */
export function createPeopleRoutes(backend: Backend): readonly Route[] {
  const { queueManager, store, system } = backend.engine;
  const { mappingRepository, documents } = store;
  const { inbox, resolveIntegration } = backend.services;
  const { clock, ids, logger } = system;
  const people = new PeopleControl({ mappingRepository, documents, inbox, queueManager, resolveIntegration, clock, ids, logger });
  return [
    createLookupRoute(backend, people),
    defineRoute({
      operationId: 'getPerson',
      method: 'get',
      path: '/api/v1/integrations/{integrationId}/people/{objectType}/{crmId}',
      tag: 'people',
      summary: 'Shows all that is known of one person: the mapping, what became of the last write, events, calls and texts',
      action: 'see-people',
      isAudited: true,
      params: personParams,
      result: personFileSchema,
      async handle({ params: { integrationId, objectType, crmId: externalId } }, { principal, signal }) {
        await findIntegration(backend, { principal, integrationId }, { signal });
        const { mapping, decision, entries, activities } = await people.describe({ integrationId, objectType, externalId }, { signal });
        const shown = activities.map(({ kind, sourceId, contactPhone, activityId, seenAt }) => ({
          kind,
          sourceId,
          contactPhone,
          activityId,
          seenAt,
        }));
        const person = mapping === undefined ? null : toPerson({ mapping, decision });
        return { body: { person, decision: { ...decision }, entries: entries.map(toEntry), activities: shown } };
      },
    }),
    defineRoute({
      operationId: 'syncPerson',
      method: 'post',
      path: '/api/v1/integrations/{integrationId}/people/{objectType}/{crmId}/sync',
      tag: 'people',
      summary: 'Has one person synced as soon as possible',
      action: 'start',
      status: 202,
      problems: ['CONFLICT'],
      params: personParams,
      result: scheduledSchema,
      async handle({ params: { integrationId, objectType, crmId: externalId } }, { principal, signal }) {
        const { connector, status } = await findIntegration(backend, { principal, integrationId }, { signal });
        if (status === 'IN_DELETION' || status === 'DISABLED')
          throw new ProblemError('CONFLICT', `The integration is ${status}: nothing of it is synced`);
        return { body: { entryId: await people.syncNow({ integrationId, connector, objectType, externalId }, { signal }) } };
      },
    }),
  ];
}

function createLookupRoute(backend: Backend, people: PeopleControl): Route {
  return defineRoute({
    operationId: 'lookUpPeople',
    method: 'post',
    path: '/api/v1/integrations/{integrationId}/people/lookup',
    tag: 'people',
    summary: 'Looks people up by a phone number, an id of the CRM or an id of Quo',
    description: 'In the body, since addresses of requests are kept in logs. An id of Quo is requested there.',
    action: 'see-people',
    keepsNoAnswer: true,
    problems: ['UPSTREAM_FAILED'],
    params: integrationParams,
    body: lookupSchema,
    result: personListSchema,
    async handle({ params, body }, { principal, signal }) {
      const { id: integrationId, connector } = await findIntegration(backend, { principal, ...params }, { signal });
      const found = await people.lookup({ integrationId, connector }, toLookup(body), { signal });
      return { body: { items: found.map(toPerson) } };
    },
  });
}

function toLookup({ phone, crmId, objectType, quoId }: z.output<typeof lookupSchema>): PersonLookup {
  if (phone !== undefined) return { phone };
  return crmId === undefined ? { quoId: quoId ?? '' } : { crmId, objectType };
}

function toPerson({ mapping, decision }: FoundPersonMapping): z.output<typeof personSchema> {
  const { objectType, externalId: crmId, quoContactId: quoId, phoneNumbers, sourceModifiedAt: modifiedAt, seenIn, failure } = mapping;
  const syncs = { seenInSyncId: seenIn, failedInSyncId: failure?.processId ?? null };
  return { objectType, crmId, quoId, phoneNumbers: [...phoneNumbers], modifiedAt, ...syncs, decision: { ...decision } };
}
