import { CRM_SYNC, MAX_PAGE_RANGES, parsePageRanges, syncExportSchema, type PageRange } from '@frigg-crm/crm-base';
import * as z from 'zod';
import { countSchema, idSchema, momentSchema } from '../http/fields.ts';
import { defineComponent, PARAMETERS } from '../openapi/components.ts';

/** The states of a sync. */
export const SYNC_STATES = Object.keys(CRM_SYNC.transitions);

const reasonSchema = defineComponent(
  'Reason',
  z.strictObject({
    code: z.string().describe('A stable name of the reason'),
    message: z.string().describe('One sentence, without personal data'),
    until: z.string().exactOptional().describe('When it ends by itself, ISO 8601'),
  }),
);

/** A sync as a list and a screen show it. No personal data. */
export const syncSchema = defineComponent(
  'Sync',
  z.strictObject({
    id: idSchema,
    integrationId: z.string(),
    connector: z.string().nullable(),
    objectType: z.string().nullable().describe("The CRM's name of what is synced"),
    type: z.enum(['INITIAL', 'ONGOING', 'WEBHOOK']).nullable(),
    kind: z.string().describe('sync, catch-up, or what the run was named'),
    state: z.string(),
    ended: z.boolean(),
    counts: z.strictObject({
      processed: countSchema.describe('synced + failed + skipped'),
      synced: countSchema,
      failed: countSchema,
      skipped: countSchema,
      stale: countSchema.describe('Those of skipped that a later version has overtaken'),
      total: countSchema.nullable().describe('null: not known yet'),
      totalIsFinal: z.boolean().describe('Whether total can still grow'),
    }),
    recordsPerSecond: z.number().min(0),
    estimatedCompletion: momentSchema.nullable(),
    waiting: reasonSchema.nullable().describe('Why nothing moves'),
    actions: z.array(z.enum(['pause', 'resume', 'cancel', 'redrive'])).describe('What can be done now'),
    version: countSchema.describe('Of two answers the one with the higher version is the newer'),
    createdAt: momentSchema,
    updatedAt: momentSchema,
    endedAt: momentSchema.nullable(),
  }),
);

export const syncPageSchema = defineComponent(
  'SyncPage',
  z.strictObject({
    items: z.array(syncSchema),
    nextCursor: z.string().nullable().describe('null: this was the last page'),
  }),
);

export const startedSyncsSchema = defineComponent(
  'StartedSyncs',
  z.strictObject({
    message: z.string(),
    syncs: z.array(z.strictObject({ syncId: idSchema, objectType: z.string() })),
  }),
);

const rangesSchema = z.array(z.tuple([countSchema, countSchema])).describe('Runs of page numbers, from 0, both ends included');

/** The ledger of a sync, as intervals: a hundred thousand pages in a row take one pair of numbers. */
export const syncPagesSchema = defineComponent(
  'SyncPages',
  z.strictObject({
    settled: rangesSchema.describe('Counted: written, or failed as a whole'),
    failed: rangesSchema.describe('Failed as a whole'),
    outstanding: rangesSchema.describe('Announced and not settled'),
    known: countSchema.describe('How many pages are announced'),
    isComplete: z.boolean().describe('Whether no further page will be announced'),
    version: countSchema,
  }),
);

export const syncErrorsSchema = defineComponent(
  'SyncErrors',
  z.strictObject({
    groups: z.array(
      z.strictObject({
        fingerprint: z.string().describe('The same for errors that differ in ids and numbers only'),
        code: z.string(),
        sample: z.string().describe('The newest message, without personal data'),
        count: countSchema,
        pages: z.array(countSchema).describe('Of the errors that belong to a page: which ones'),
      }),
    ),
    shown: countSchema.describe('How many errors the groups are made of: a sync keeps its newest 100'),
    failed: countSchema.describe('How many people have failed in all'),
    failedPages: countSchema,
    version: countSchema,
  }),
);

export const explanationSchema = defineComponent(
  'Explanation',
  z.strictObject({
    why: reasonSchema.describe('What it does, why it waits, or how it ended'),
    sync: syncSchema,
    outstandingPages: rangesSchema,
    failedPages: rangesSchema,
  }),
);

const PAGES_HELP = 'redrive: only those of these pages that failed as a whole, as runs of page numbers from 0, both ends included';

/** Runs of pages in the body of a request. */
export const pagesSchema = z
  .array(z.tuple([countSchema, countSchema]))
  .min(1)
  .max(MAX_PAGE_RANGES)
  .refine((runs) => runs.every(([from, to]) => from <= to), 'must be runs from a page to one that is not before it')
  .exactOptional()
  .describe(PAGES_HELP);

/** The same in a query, as `3,7-9`. */
export function pagesParameter(): z.ZodType<readonly PageRange[] | undefined, string | undefined> {
  const schema = z
    .string()
    .max(2000)
    .transform((text, context) => {
      const pages = parsePageRanges(text);
      if (pages !== undefined) return pages;
      context.addIssue({ code: 'custom', message: `must be at most ${MAX_PAGE_RANGES} pages or runs of pages, such as 3,7-9` });
      return z.NEVER;
    })
    .optional();
  PARAMETERS.add(schema, { schema: { type: 'string', maxLength: 2000, example: '3,7-9', description: PAGES_HELP } });
  return schema;
}

/** Pages are named, and only people are to be redriven. */
export const ONLY_RECORDS_OF_PAGES = 'cannot be combined with only=records: pages are redriven as a whole';

export const redrivenSchema = defineComponent(
  'RedrivenSync',
  z.strictObject({
    reopened: syncSchema.nullable().describe('The sync itself, if it goes on'),
    recordSync: syncSchema.nullable().describe('A sync of the people that had failed one by one'),
  }),
);

export const failedRecordsSchema = defineComponent(
  'FailedRecords',
  z.strictObject({
    crmIds: z.array(z.string()).describe('Ids of people in the CRM'),
    nextCursor: z.string().nullable(),
  }),
);

export const errorPeopleSchema = defineComponent(
  'PeopleOfError',
  z.strictObject({ crmIds: z.array(z.string()).describe('Ids of people in the CRM') }),
);

/** A sync as one file. */
export const exportedSyncSchema = defineComponent('ExportedSync', syncExportSchema);

export const syncParams = z.strictObject({ syncId: idSchema });

export const errorParams = z.strictObject({
  syncId: idSchema,
  fingerprint: z.string().regex(/^[0-9a-f]{16}$/, 'must be a fingerprint of getSyncErrors'),
});
