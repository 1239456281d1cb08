import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import * as z from 'zod';
import { connectorSchema, readConnectorValues } from './connector-settings.ts';
import { queueSettingSchema, type QueueSetting } from './queue-setting.ts';
import { storeSettingSchema } from './store-setting.ts';
import { apiUrlSchema, isApiUrl, secretSchema, wholeNumber } from './values.ts';

const fixedSchema = z.object({
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
  queue: queueSettingSchema.optional(),
  workers: wholeNumber({ min: 1, max: 1000 }).prefault('10'),
  pageSize: wholeNumber({ min: 1, max: 1000 }).optional(),
  quoRate: wholeNumber({ min: 1, max: 10_000 }).prefault('10'),
  json: z.boolean(),
});

/** Settings of `frigg-crm sync`, with the defaults filled in. */
export interface SyncSettings extends Omit<z.output<typeof fixedSchema>, 'integration' | 'queue'> {
  readonly connector: ConnectorDescriptor;
  readonly integrationId: string;
  readonly queue: QueueSetting;
  /** The connector's own. */
  readonly options: Readonly<Record<string, string>>;
}

/** @returns how they are read. */
export function syncSettingsSchema(connectors: readonly ConnectorDescriptor[]): z.ZodType<SyncSettings> {
  // Loose: the connectors add settings of their own.
  const schema = fixedSchema.extend({ connector: connectorSchema(connectors) }).loose();
  return schema.transform(({ integration, ...settings }, context) => {
    const { connector, crmUrl, crmToken, store } = settings;
    const isSqlite = store.kind === 'sqlite';
    const queue = settings.queue ?? { kind: isSqlite ? 'store' : 'memory' };
    const refuse = (key: string, message: string): void => context.addIssue({ code: 'custom', path: [key], message });
    if (queue.kind === 'store' && !isSqlite) refuse('queue', 'store: needs --store sqlite:<file>; other stores have no queues');
    const { options, problems } = readConnectorValues(connector, connectors, settings);
    for (const { key, message } of problems) refuse(key, message);
    const { exampleUrl, isBuiltIn = () => false } = connector.account;
    if (!isBuiltIn(crmUrl)) {
      if (!isApiUrl(crmUrl))
        refuse('crmUrl', `must be an http or https URL without user, query or fragment; for this connector such as ${exampleUrl}`);
      else if (crmToken === undefined) refuse('crmToken', 'is missing');
    }
    return { ...settings, queue, integrationId: integration ?? connector.id, options };
  });
}
