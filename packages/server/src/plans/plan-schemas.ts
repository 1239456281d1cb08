import type { WorkEstimate } from '@frigg-crm/crm-base';
import * as z from 'zod';
import { countSchema } from '../http/fields.ts';
import { defineComponent } from '../openapi/components.ts';

export const SYNC_ACTIONS = ['pause', 'resume', 'cancel', 'redrive'] as const;

/** What something costs. */
export const workShape = {
  crmRequests: countSchema.describe('Requests to the CRM, at most'),
  quoRequests: countSchema.describe('Requests to Quo, at most: as many as its public API needs; a partner key needs about a tenth'),
  seconds: countSchema
    .nullable()
    .describe('How long it takes when it is as fast as before, pauses of its APIs included; null: nothing is known yet'),
};

export const syncPlanSchema = defineComponent(
  'SyncPlan',
  z.strictObject({
    action: z.enum(SYNC_ACTIONS),
    isPossible: z.boolean(),
    message: z.string().describe('What it would do, or why it cannot be done'),
    pages: countSchema.describe('Pages that it is about'),
    people: countSchema.describe('People that it is about, at most'),
    writes: countSchema.describe(
      'Contacts of Quo that are written because of it, at most: who is there as in the CRM is not written again',
    ),
    ...workShape,
  }),
);

export const startPlanSchema = defineComponent(
  'StartPlan',
  z.strictObject({
    parts: z.array(
      z.strictObject({
        objectType: z.string(),
        activeSyncId: z.string().nullable().describe('The sync that is under way, and is found instead; null: one is started'),
        people: countSchema
          .nullable()
          .describe('As many as the last complete sync has seen; an ongoing one reads those that changed. null: not known yet'),
        pages: countSchema.nullable(),
        work: z.strictObject(workShape).nullable().describe('What it costs; null: not known yet, or nothing is started'),
      }),
    ),
  }),
);

/** @returns what something costs, as plans show it. */
export function toWork({ crmRequests, quoRequests, seconds }: WorkEstimate): z.output<z.ZodObject<typeof workShape>> {
  return { crmRequests, quoRequests, seconds: seconds ?? null };
}

/** @returns the ETag of a plan: an act with it as If-Match is refused when it would do something else by then. */
export function etagOfPlan({ hash }: { readonly hash: string }): string {
  return `"plan-${hash}"`;
}

/** @returns whether the caller acts on a plan. */
export function namesPlan(headers: Headers): boolean {
  return headers.get('if-match')?.includes('"plan-') ?? false;
}
