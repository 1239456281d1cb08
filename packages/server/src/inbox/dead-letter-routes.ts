import * as z from 'zod';
import { idSchema } from '../http/fields.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { defineComponent } from '../openapi/components.ts';
import {
  entryGroupsSchema,
  entryPageSchema,
  entryParams,
  listShape,
  paceShape,
  redrivenEntriesSchema,
  replayedSchema,
  windowShape,
} from './inbox-schemas.ts';
import { listEntries } from './list-entries.ts';
import { replayEntry, type EntryWork } from './replay-entry.ts';
import { scopeOf } from './scope-of.ts';

const name = z.string().min(1).max(200);

const listQuery = z.strictObject({
  ...listShape,
  kind: name.optional().describe('Only those of one kind, such as crm-event'),
  code: name.optional().describe('Only those that failed with this code'),
});

const redriveSchema = defineComponent(
  'RedriveDeadLetters',
  z.strictObject({
    ...windowShape,
    kind: name.exactOptional(),
    code: name.exactOptional().describe('With kind: one group'),
    ...paceShape,
  }),
);

/** What failed for good and belongs to no sync: it is kept until it is redriven, or for 30 days. */
export function createDeadLetterRoutes(work: EntryWork): readonly Route[] {
  const { backend, control } = work;
  return [
    defineRoute({
      operationId: 'listDeadLetters',
      method: 'get',
      path: '/api/v1/dead-letters',
      tag: 'dead-letters',
      summary: 'Lists what failed for good outside of syncs: events of webhooks, calls and texts, checks of people',
      description: 'Pages and people of a sync that failed are shown with the sync. What is not redriven is forgotten after 30 days.',
      action: 'see',
      problems: ['INVALID_CURSOR', 'NOT_FOUND'],
      query: listQuery,
      result: entryPageSchema,
      async handle({ query: { kind, ...query } }, call) {
        return listEntries(work, { ...query, list: 'dead-letters', state: 'failed', kinds: kind === undefined ? undefined : [kind] }, call);
      },
    }),
    defineRoute({
      operationId: 'groupDeadLetters',
      method: 'get',
      path: '/api/v1/dead-letters/groups',
      tag: 'dead-letters',
      summary: 'Shows what failed for good, grouped by kind and code',
      action: 'see',
      problems: ['NOT_FOUND'],
      query: z.strictObject({ integrationId: idSchema.optional().describe('Only those of one integration') }),
      result: entryGroupsSchema,
      async handle({ query: { integrationId } }, { principal, signal }) {
        const integrationIds = await scopeOf(backend, { principal, integrationId }, { signal });
        const { groups, isComplete } = await control.groupFailed({ integrationIds }, { signal });
        return { body: { groups: groups.map((group) => ({ ...group, sample: { ...group.sample } })), isComplete } };
      },
    }),
    ...createRedriveRoutes(work),
  ];
}

function createRedriveRoutes(work: EntryWork): readonly Route[] {
  const { backend, control } = work;
  return [
    defineRoute({
      operationId: 'redriveDeadLetters',
      method: 'post',
      path: '/api/v1/dead-letters/redrive-all',
      tag: 'dead-letters',
      summary: 'Gives all that failed for good, or a group of it, another set of attempts, at a rate',
      action: 'redrive',
      status: 202,
      problems: ['NOT_FOUND'],
      body: redriveSchema,
      result: redrivenEntriesSchema,
      async handle({ body: { integrationId, kind, perSecond, notBefore, ...filter } }, { principal, signal }) {
        const integrationIds = await scopeOf(backend, { principal, integrationId }, { signal });
        const kinds = kind === undefined ? undefined : [kind];
        return { body: await control.redrive({ ...filter, kinds, integrationIds }, { perSecond, notBefore, signal }) };
      },
    }),
    defineRoute({
      operationId: 'redriveDeadLetter',
      method: 'post',
      path: '/api/v1/integrations/{integrationId}/dead-letters/{entryId}/redrive',
      tag: 'dead-letters',
      summary: 'Gives one thing that failed for good another set of attempts',
      action: 'redrive',
      status: 202,
      problems: ['CONFLICT'],
      params: entryParams,
      result: replayedSchema,
      handle: async ({ params }, call) => replayEntry(work, params, call),
    }),
  ];
}
