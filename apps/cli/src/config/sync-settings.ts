import * as z from 'zod';
import { CONNECTOR_IDS } from './connector-ids.ts';
import { queueSettingSchema } from './queue-setting.ts';
import { storeSettingSchema } from './store-setting.ts';
import { apiUrlSchema, isApiUrl, secretSchema, wholeNumber } from './values.ts';

const settings = z.strictObject({
  connector: z.enum(CONNECTOR_IDS, `must be ${CONNECTOR_IDS.join(' or ')}`),
  crmUrl: z.string(),
  crmToken: secretSchema.optional(),
  quoUrl: apiUrlSchema,
  quoKey: secretSchema,
  quoPartnerKey: secretSchema.optional(),
  mode: z.enum(['initial', 'ongoing'], 'must be initial or ongoing').default('initial'),
  integration: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'must have 1 to 64 letters, digits, dots, hyphens or underscores')
    .optional(),
  store: storeSettingSchema.prefault('memory:'),
  queue: queueSettingSchema.prefault('memory:'),
  workers: wholeNumber({ min: 1, max: 1000 }).prefault('10'),
  pageSize: wholeNumber({ min: 1, max: 1000 }).optional(),
  quoRate: wholeNumber({ min: 1, max: 10_000 }).prefault('10'),
  json: z.boolean(),
});

/** What `frigg-crm sync` is to do. */
export const syncSettingsSchema = settings.superRefine(({ connector, crmUrl, crmToken }, context) => {
  const isSynthetic = connector === 'scaling-test' && crmUrl.startsWith('synthetic:');
  if (isSynthetic) return;
  const example = connector === 'scaling-test' ? 'synthetic:10000' : 'https://your-company.pipedrive.com';
  if (!isApiUrl(crmUrl))
    context.addIssue({
      code: 'custom',
      path: ['crmUrl'],
      message: `must be an http or https URL without user, query or fragment; for this connector such as ${example}`,
    });
  else if (crmToken === undefined) context.addIssue({ code: 'custom', path: ['crmToken'], message: 'is missing' });
});

/** Settings of `frigg-crm sync`, with the defaults filled in. */
export type SyncSettings = z.output<typeof syncSettingsSchema>;
