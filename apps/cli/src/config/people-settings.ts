import * as z from 'zod';
import { SERVICES_SHAPE, withQueue } from './integrations-settings.ts';
import { withServerSetting } from './place-setting.ts';
import { checkPlan, PLAN_SHAPE } from './plan-settings.ts';

/** By what people are found. */
export const LOOKUPS = ['phone', 'email', 'name', 'crm-id', 'quo-id'] as const;

/** One of {@link LOOKUPS}. */
export type Lookup = (typeof LOOKUPS)[number];

const shape = { ...SERVICES_SHAPE, integration: z.string().min(1).optional(), objectType: z.string().min(1).optional() };

/** Reads the settings of `frigg-crm people find`. */
export const findPeopleSettingsSchema = z
  .strictObject({ ...shape, by: z.enum(LOOKUPS, `must be one of ${LOOKUPS.join(', ')}`).optional() })
  .transform(withServerSetting)
  .transform(withQueue);

/** Reads the settings of `frigg-crm people show`. */
export const showPersonSettingsSchema = z.strictObject(shape).transform(withServerSetting).transform(withQueue);

/** Reads the settings of `frigg-crm people sync-now`. */
export const syncPersonSettingsSchema = z
  .strictObject({ ...shape, ...PLAN_SHAPE, wait: z.boolean() })
  .superRefine(checkPlan)
  .transform(withServerSetting)
  .transform(withQueue);

export type FindPeopleSettings = z.output<typeof findPeopleSettingsSchema>;
export type ShowPersonSettings = z.output<typeof showPersonSettingsSchema>;
export type SyncPersonSettings = z.output<typeof syncPersonSettingsSchema>;
