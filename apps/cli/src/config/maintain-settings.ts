import * as z from 'zod';
import { lastingStoreSchema } from './store-setting.ts';
import { wholeNumber } from './values.ts';

/** Settings of `frigg-crm maintain`. */
export const maintainSettingsSchema = z
  .strictObject({
    store: lastingStoreSchema,
    purgeDays: wholeNumber({ min: 1, max: 36_500 }).optional(),
    check: z.boolean(),
    json: z.boolean(),
  })
  .refine(({ check, store }) => !check || store.kind === 'sqlite', {
    path: ['check'],
    message: 'needs --store sqlite:<file>; servers have checks of their own, such as pg_amcheck',
  });

export type MaintainSettings = z.output<typeof maintainSettingsSchema>;
