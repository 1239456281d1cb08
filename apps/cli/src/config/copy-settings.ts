import * as z from 'zod';
import { lastingStoreSchema, placeOfStore, storeSettingSchema } from './store-setting.ts';

/** Settings of `frigg-crm backup`. */
export const backupSettingsSchema = z.strictObject({
  store: storeSettingSchema.refine(({ kind }) => kind === 'sqlite', {
    message: 'must be sqlite:<file>; for other stores use their own tools, such as pg_dump and mongodump',
  }),
  json: z.boolean(),
});

/** Settings of `frigg-crm move`. */
export const moveSettingsSchema = z
  .strictObject({ from: lastingStoreSchema, to: lastingStoreSchema, force: z.boolean(), json: z.boolean() })
  .refine(({ from, to }) => placeOfStore(from) !== placeOfStore(to), { path: ['to'], message: 'must be another store than --from' });

export type BackupSettings = z.output<typeof backupSettingsSchema>;
export type MoveSettings = z.output<typeof moveSettingsSchema>;
