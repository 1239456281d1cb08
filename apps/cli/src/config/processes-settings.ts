import { CRM_SYNC } from '@frigg-crm/crm-base';
import * as z from 'zod';
import { lastingStoreSchema } from './store-setting.ts';
import { wholeNumber } from './values.ts';

const STATES = Object.keys(CRM_SYNC.transitions);
const shape = { store: lastingStoreSchema, json: z.boolean() };

/** Settings of a verb for one process. */
export const processSettingsSchema = z.strictObject(shape);
export const redriveSettingsSchema = z.strictObject({
  ...shape,
  only: z.enum(['pages', 'records'], 'must be pages or records').optional(),
});
export const listSettingsSchema = z.strictObject({
  ...shape,
  integration: z.string().optional(),
  state: z.enum(STATES, `must be one of ${STATES.join(', ')}`).optional(),
  active: z.boolean(),
  limit: wholeNumber({ min: 1, max: 1000 }).prefault('20'),
});

export type ProcessSettings = z.output<typeof processSettingsSchema>;
export type ListSettings = z.output<typeof listSettingsSchema>;
