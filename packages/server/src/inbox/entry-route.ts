import { ProblemError } from '../http/problem-error.ts';
import { defineRoute, type Route } from '../http/route.ts';
import type { Backend } from '../backend.ts';
import { findIntegration } from '../integrations/find-integration.ts';
import { entryParams, entrySchema, toEntry } from './inbox-schemas.ts';

/** How far one piece of work is that is kept until it is done. */
export function createEntryRoute(backend: Backend): Route {
  return defineRoute({
    operationId: 'getEntry',
    method: 'get',
    path: '/api/v1/integrations/{integrationId}/entries/{entryId}',
    tag: 'webhooks',
    summary: 'Shows how far an event or a requested sync of a person is, and nothing of what it holds',
    action: 'see',
    params: entryParams,
    result: entrySchema,
    async handle({ params: { integrationId, entryId: id } }, { principal, signal }) {
      await findIntegration(backend, { principal, integrationId }, { signal });
      const record = await backend.services.inbox.find({ integrationId, id, signal });
      if (record === undefined) throw new ProblemError('NOT_FOUND', 'There is no entry with this id');
      return { body: toEntry(record) };
    },
  });
}
