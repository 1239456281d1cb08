import { CRM_SYNC, MAX_PAGE_RANGES, parsePageRanges } from '@frigg-crm/crm-base';
import * as z from 'zod';
import { SERVER_SHAPE, withServerSetting, type GivenServer, type ServerSetting } from './place-setting.ts';
import { checkPlan, PLAN_SHAPE } from './plan-settings.ts';
import { lastingStoreSchema, type StoreSetting } from './store-setting.ts';
import { wholeNumber } from './values.ts';

/** The states of a sync. */
export const SYNC_STATES = Object.keys(CRM_SYNC.transitions);
const shape = { store: lastingStoreSchema.optional(), ...SERVER_SHAPE, json: z.boolean() };

const pageRanges = z.string().transform((text, context) => {
  const pages = parsePageRanges(text);
  if (pages !== undefined) return pages;
  context.addIssue({ code: 'custom', message: `must be at most ${MAX_PAGE_RANGES} pages or runs of pages, such as 3,7-9` });
  return z.NEVER;
});

interface Given extends GivenServer {
  readonly store?: StoreSetting | undefined;
}

/** Syncs are in a store, or behind a server. */
function withPlace<Settings extends Given>(
  given: Settings,
  context: z.RefinementCtx,
): Omit<Settings, 'server' | 'apiKey' | 'adminToken'> & { readonly server: ServerSetting | undefined } {
  if (given.store === undefined && given.server === undefined)
    context.addIssue({ code: 'custom', path: ['store'], message: 'is missing: give it, or --server' });
  return withServerSetting(given, context);
}

/** Settings of a verb for one process. */
export const processSettingsSchema = z.strictObject(shape).transform(withPlace);
export const controlSettingsSchema = z
  .strictObject({ ...shape, ...PLAN_SHAPE })
  .superRefine(checkPlan)
  .transform(withPlace);
export const failedSettingsSchema = z
  .strictObject({
    ...shape,
    limit: wholeNumber({ min: 1, max: 1000 }).prefault('100'),
    fingerprint: z
      .string()
      .regex(/^[0-9a-f]{16}$/, 'must be a fingerprint of the API: 16 hexadecimal digits')
      .optional(),
  })
  .transform(withPlace);
export const redriveSettingsSchema = z
  .strictObject({
    ...shape,
    ...PLAN_SHAPE,
    only: z.enum(['pages', 'records'], 'must be pages or records').optional(),
    pages: pageRanges.optional(),
  })
  .refine(({ only, pages }) => only !== 'records' || pages === undefined, {
    path: ['pages'],
    error: 'cannot be combined with --only records',
  })
  .superRefine(checkPlan)
  .transform(withPlace);
export const listSettingsSchema = z
  .strictObject({
    ...shape,
    integration: z.string().optional(),
    state: z.enum(SYNC_STATES, `must be one of ${SYNC_STATES.join(', ')}`).optional(),
    active: z.boolean(),
    limit: wholeNumber({ min: 1, max: 1000 }).prefault('20'),
  })
  .transform(withPlace);

export type ProcessSettings = z.output<typeof processSettingsSchema>;
export type ListSettings = z.output<typeof listSettingsSchema>;
