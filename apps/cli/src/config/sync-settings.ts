import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import type { JsonObject } from '@frigg-crm/core';
import * as z from 'zod';
import { connectorSchema, readConnectorValues } from './connector-settings.ts';
import { namedTextsSchema } from './named-values.ts';
import { readOwnerSettingsOf } from './owner-setting.ts';
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
  workers: wholeNumber({ min: 1, max: 1000 }).prefault('32'),
  pageSize: wholeNumber({ min: 1, max: 1000 }).optional(),
  quoRate: wholeNumber({ min: 1, max: 10_000 }).prefault('10'),
  setting: namedTextsSchema.prefault([]),
  json: z.boolean(),
});

/** Settings of `frigg-crm sync`, with the defaults filled in. */
export interface SyncSettings extends Omit<z.output<typeof fixedSchema>, 'integration' | 'queue' | 'setting'> {
  readonly connector: ConnectorDescriptor;
  readonly integrationId: string;
  readonly queue: QueueSetting;
  /** The connector's own. */
  readonly options: Readonly<Record<string, string>>;
  /** What an owner would set on a screen. */
  readonly settings: JsonObject;
}

/** @returns how they are read. */
export function syncSettingsSchema(connectors: readonly ConnectorDescriptor[]): z.ZodType<SyncSettings> {
  // Loose: the connectors add settings of their own.
  const schema = fixedSchema.extend({ connector: connectorSchema(connectors) }).loose();
  return schema.transform(({ integration, setting, ...settings }, context) => {
    const { connector, store } = settings;
    const isSqlite = store.kind === 'sqlite';
    const queue = settings.queue ?? { kind: isSqlite ? 'store' : 'memory' };
    const refuse = (key: string, message: string): void => context.addIssue({ code: 'custom', path: [key], message });
    if (queue.kind === 'store' && !isSqlite) refuse('queue', 'store: needs --store sqlite:<file>; other stores have no queues');
    const { options, problems } = readConnectorValues(connector, connectors, settings);
    for (const { key, message } of problems) refuse(key, message);
    const owner = readOwnerSettingsOf([connector], setting);
    for (const problem of owner.problems) refuse('setting', problem);
    for (const { key, message } of accountProblems(settings)) refuse(key, message);
    return { ...settings, queue, integrationId: integration ?? connector.id, options, settings: owner.settings[connector.id] ?? {} };
  });
}

function accountProblems({
  connector: { account },
  crmUrl,
  crmToken,
}: Pick<SyncSettings, 'connector' | 'crmUrl' | 'crmToken'>): readonly { readonly key: string; readonly message: string }[] {
  const { exampleUrl, isBuiltIn = () => false } = account;
  if (isBuiltIn(crmUrl)) return [];
  const example = `must be an http or https URL without user, query or fragment; for this connector such as ${exampleUrl}`;
  if (!isApiUrl(crmUrl)) return [{ key: 'crmUrl', message: example }];
  return crmToken === undefined ? [{ key: 'crmToken', message: 'is missing' }] : [];
}
