import { PeopleControl, toComparisonView, toPersonView } from '@frigg-crm/crm-base';
import { toIso } from '@frigg-crm/core/adapter';
import type { Backend } from '../backend.ts';
import { ProblemError } from '../http/problem-error.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { toEntry } from '../inbox/inbox-schemas.ts';
import { findIntegration } from '../integrations/find-integration.ts';
import { integrationParams } from '../integrations/integration-schemas.ts';
import { etagOfPlan } from '../plans/plan-schemas.ts';
import {
  comparisonSchema,
  lookupSchema,
  personFileSchema,
  personListSchema,
  personParams,
  scheduledSchema,
  toLookup,
} from './people-schemas.ts';

/** Searches of CRMs are slow, and have small budgets. */
const LOOKUP_MS = 20_000;
/** Each side gets 8 s, at the same time. */
const COMPARE_MS = 15_000;
const PERSON = '/api/v1/integrations/{integrationId}/people/{objectType}/{crmId}';

/** Finding out about single people. Who opens what is in the audit log. */
export function createPeopleRoutes(backend: Backend): readonly Route[] {
  const { queueManager, store, system } = backend.engine;
  const { mappingRepository, documents } = store;
  const { inbox, resolveIntegration } = backend.services;
  const { clock, ids, logger } = system;
  const people = new PeopleControl({ mappingRepository, documents, inbox, queueManager, resolveIntegration, clock, ids, logger });
  return [
    createLookupRoute(backend, people),
    createShowRoute(backend, people),
    createCompareRoute(backend, people),
    createSyncRoute(backend, people),
  ];
}

function createLookupRoute(backend: Backend, people: PeopleControl): Route {
  return defineRoute({
    operationId: 'lookUpPeople',
    method: 'post',
    path: '/api/v1/integrations/{integrationId}/people/lookup',
    tag: 'people',
    summary: 'Looks people up by a phone number, an e-mail address, a name, an id of the CRM or an id of Quo',
    description:
      'In the body, since addresses of requests are kept in logs. Names, addresses and numbers that were never written are searched in the CRM; 422: it has no such search. An id of Quo is requested there.',
    action: 'see-people',
    keepsNoAnswer: true,
    deadlineMs: LOOKUP_MS,
    problems: ['CONFLICT', 'UNPROCESSABLE', 'UPSTREAM_FAILED'],
    params: integrationParams,
    body: lookupSchema,
    result: personListSchema,
    async handle({ params, body }, { principal, signal }) {
      const { id: integrationId, connector } = await findIntegration(backend, { principal, ...params }, { signal });
      const found = await people.lookup({ integrationId, connector }, toLookup(body), { signal });
      return { body: { items: found.people.map(toPersonView), hasMore: found.hasMore } };
    },
  });
}

function createShowRoute(backend: Backend, people: PeopleControl): Route {
  return defineRoute({
    operationId: 'getPerson',
    method: 'get',
    path: PERSON,
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
      const person = mapping === undefined ? null : toPersonView({ objectType, externalId, mapping, decision });
      return { body: { person, decision: { ...decision }, entries: entries.map(toEntry), activities: shown } };
    },
  });
}

function createCompareRoute(backend: Backend, people: PeopleControl): Route {
  const { clock } = backend.engine.system;
  return defineRoute({
    operationId: 'comparePerson',
    method: 'get',
    path: `${PERSON}/live`,
    tag: 'people',
    summary: 'Reads a person in the CRM and in Quo now, and compares them field by field',
    description:
      'Each side may fail alone, within eight seconds. Send the ETag as If-Match with syncPerson: if it would do something else by then, nothing is done.',
    action: 'see-people',
    isAudited: true,
    hasEtag: true,
    deadlineMs: COMPARE_MS,
    problems: ['CONFLICT'],
    params: personParams,
    result: comparisonSchema,
    async handle({ params: { integrationId, objectType, crmId: externalId } }, { principal, signal }) {
      const { connector } = await findIntegration(backend, { principal, integrationId }, { signal });
      const compared = await people.compare({ integrationId, connector, objectType, externalId }, { signal });
      return { body: toComparisonView(compared, toIso(clock.now())), etag: etagOfPlan(compared) };
    },
  });
}

function createSyncRoute(backend: Backend, people: PeopleControl): Route {
  return defineRoute({
    operationId: 'syncPerson',
    method: 'post',
    path: `${PERSON}/sync`,
    tag: 'people',
    summary: 'Has one person synced as soon as possible, also where Quo is known to hold them unchanged',
    description: 'With the ETag of comparePerson as If-Match, which takes the right to see-people, it does what was shown or nothing.',
    action: 'start',
    status: 202,
    takesIfMatch: true,
    deadlineMs: COMPARE_MS,
    problems: ['CONFLICT'],
    params: personParams,
    result: scheduledSchema,
    async handle({ params: { integrationId, objectType, crmId: externalId } }, { principal, headers, checkMatch, signal }) {
      const { connector, status } = await findIntegration(backend, { principal, integrationId }, { signal });
      if (status === 'IN_DELETION' || status === 'DISABLED')
        throw new ProblemError('CONFLICT', `The integration is ${status}: nothing of it is synced`);
      const person = { integrationId, connector, objectType, externalId };
      if (headers.has('if-match')) {
        // What has moved on says something of the person.
        if (!principal.actions.has('see-people')) throw new ProblemError('FORBIDDEN', 'If-Match takes the right to see-people');
        checkMatch(etagOfPlan(await people.compare(person, { signal })));
      }
      return { body: { entryId: await people.syncNow(person, { signal }) } };
    },
  });
}
