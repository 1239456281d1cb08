import type { InboxRecord } from '@frigg-crm/core';
import * as z from 'zod';
import { countSchema, cursorParameter, idSchema, limitParameter, momentSchema, rateSchema } from '../http/fields.ts';
import { defineComponent } from '../openapi/components.ts';

export const ENTRY_STATES = ['open', 'done', 'failed'] as const satisfies readonly InboxRecord['state'][];

/** What is shown of an entry: nothing of what it holds. */
export const entrySchema = defineComponent(
  'Entry',
  z.strictObject({
    id: z.string().describe('Made of the event that it keeps: the second delivery of an event is no second entry'),
    integrationId: z.string(),
    connector: z.string(),
    kind: z.string().describe('Such as quo-event or crm-event'),
    state: z.enum(ENTRY_STATES).describe('open: it waits or is worked on; done: its data is forgotten; failed: it waits for an operator'),
    code: z.string().nullable().describe('With what the last attempt failed'),
    failedAttempts: countSchema,
    acceptedAt: momentSchema.describe('When it came in, or was redriven'),
    dueAt: momentSchema.describe('Not worked on before'),
  }),
);

export const entryPageSchema = defineComponent(
  'EntryPage',
  z.strictObject({
    items: z.array(entrySchema),
    nextCursor: z.string().nullable().describe('null: this was the last page; a page before may be short, or empty'),
  }),
);

export const entryGroupsSchema = defineComponent(
  'EntryGroups',
  z.strictObject({
    groups: z.array(
      z.strictObject({
        kind: z.string(),
        code: z.string().nullable(),
        count: countSchema,
        integrations: countSchema.describe('How many integrations they belong to'),
        oldestAt: momentSchema,
        newestAt: momentSchema,
        sample: z.strictObject({ integrationId: z.string(), id: z.string() }).describe('One of them'),
      }),
    ),
    isComplete: z.boolean().describe('false: there are more than were counted'),
  }),
);

/** What every list of entries can be asked for. */
export const listShape = {
  integrationId: idSchema.optional().describe('Only those of one integration'),
  since: momentSchema.optional().describe('Accepted then or later'),
  until: momentSchema.optional().describe('Accepted before'),
  limit: limitParameter(),
  cursor: cursorParameter().describe('nextCursor of the page before'),
};

export const windowShape = {
  integrationId: idSchema.exactOptional().describe('Only those of one integration'),
  since: momentSchema.exactOptional().describe('Accepted then or later'),
  until: momentSchema.exactOptional().describe('Accepted before'),
};

export const paceShape = {
  perSecond: rateSchema.exactOptional(),
  notBefore: momentSchema.exactOptional().describe('Nothing is worked on before; absent: now'),
};

export const redrivenEntriesSchema = defineComponent(
  'RedrivenEntries',
  z.strictObject({
    redriven: countSchema,
    isComplete: z.boolean().describe('false: repeat the request with notBefore set to until'),
    until: momentSchema.describe('By then all of them are due, and the next one at this rate would be'),
  }),
);

export const replayedSchema = defineComponent(
  'ReplayedEntry',
  z.strictObject({
    wasRedriven: z.boolean().describe('false: it is waiting or being worked on already, and nothing was changed'),
    entry: entrySchema,
  }),
);

export const entryParams = z.strictObject({ integrationId: idSchema, entryId: idSchema });

/** @returns the entry as lists show it. */
export function toEntry(record: InboxRecord): z.output<typeof entrySchema> {
  const { id, integrationId, connector, kind, state, code, failedAttempts, acceptedAt, dueAt } = record;
  return { id, integrationId, connector, kind, state, code, failedAttempts, acceptedAt, dueAt };
}
