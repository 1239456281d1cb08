import { FRIGG_CONNECTORS } from '@frigg-crm/frigg';
import * as z from 'zod';
import { lastingStoreSchema } from './store-setting.ts';
import { apiUrlSchema, secretSchema } from './values.ts';

const TYPES = Object.keys(FRIGG_CONNECTORS);
const quoSourceSchema = z.string().transform((list, context): Readonly<Record<string, string>> => {
  const entries = list.split(',').map((one) => one.trim().split('='));
  for (const [type = '', source = '', ...more] of entries)
    if (!TYPES.includes(type) || source === '' || more.length > 0) {
      context.addIssue(`must be a list of <type>=<source> with commas; types are ${TYPES.join(', ')}`);
      return z.NEVER;
    }
  return Object.fromEntries(entries) as Record<string, string>;
});
/** Of 32 bytes: AES-256. */
const aesKeySchema = z.string().refine((key) => Buffer.byteLength(key) === 32, 'must have 32 characters');

/** Settings of `frigg-crm migrate from-frigg`. */
export const migrateSettingsSchema = z
  .strictObject({
    from: z
      .string()
      .regex(
        /^(postgres(ql)?|mongodb(\+srv)?):\/\/./,
        'must be postgres://user:password@host:5432/database or mongodb://user:password@host:27017/database',
      ),
    to: lastingStoreSchema.optional(),
    dryRun: z.boolean(),
    aesKeyId: z.string().optional(),
    aesKey: aesKeySchema.optional(),
    oldAesKeyId: z.string().optional(),
    oldAesKey: aesKeySchema.optional(),
    kms: z.string().optional(),
    vaultKey: secretSchema.optional(),
    quoSource: quoSourceSchema.optional(),
    quoUrl: apiUrlSchema.prefault('https://api.quo.com'),
    quoPartnerKey: secretSchema.optional(),
    uncheckedSource: z.boolean(),
    json: z.boolean(),
  })
  .superRefine(({ dryRun, to, vaultKey, aesKey, aesKeyId, oldAesKey, oldAesKeyId }, context) => {
    const refuse = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if (!dryRun && to === undefined) refuse('to', 'is missing');
    if (!dryRun && to !== undefined && to.kind !== 'sqlite' && vaultKey === undefined)
      refuse('vaultKey', 'is missing: only a SQLite store has a file beside it to keep one in');
    if ((aesKey === undefined) !== (aesKeyId === undefined))
      refuse(aesKey === undefined ? 'aesKey' : 'aesKeyId', 'is missing: key and id belong together');
    if ((oldAesKey === undefined) !== (oldAesKeyId === undefined))
      refuse(oldAesKey === undefined ? 'oldAesKey' : 'oldAesKeyId', 'is missing: key and id belong together');
  });

export type MigrateSettings = z.output<typeof migrateSettingsSchema>;
