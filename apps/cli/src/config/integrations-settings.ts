import { INTEGRATION_STATUSES, type JsonObject } from '@frigg-crm/core';
import * as z from 'zod';
import { namedTextsSchema } from './named-values.ts';
import { OAUTH_SHAPE, readOAuthApps, type GivenApps, type OAuthAppSettings } from './oauth-apps.ts';
import { SERVER_SHAPE, withServerSetting } from './place-setting.ts';
import { queueSettingSchema, type QueueSetting } from './queue-setting.ts';
import { lastingStoreSchema, type StoreSetting } from './store-setting.ts';
import { apiUrlSchema, secretSchema, wholeNumber } from './values.ts';

/** What reads the settings of what loads an integration. */
export const SERVICES_SHAPE = {
  store: lastingStoreSchema.prefault('sqlite:.frigg-crm/store.sqlite'),
  queue: queueSettingSchema.optional(),
  vaultKey: secretSchema.optional(),
  quoUrl: apiUrlSchema.prefault('https://api.quo.com'),
  quoRate: wholeNumber({ min: 1, max: 10_000 }).prefault('10'),
  quoPartnerKey: secretSchema.optional(),
  publicUrl: apiUrlSchema.optional(),
  ...OAUTH_SHAPE,
  ...SERVER_SHAPE,
  json: z.boolean(),
};

/** Where integrations are, and how they are loaded. */
export interface ServicesSettings {
  readonly store: StoreSetting;
  readonly queue: QueueSetting;
  readonly vaultKey?: string | undefined;
  readonly quoUrl: string;
  readonly quoRate: number;
  readonly quoPartnerKey?: string | undefined;
  readonly publicUrl?: string | undefined;
  readonly apps: OAuthAppSettings;
}

/** @returns what all verbs have, with the queue that belongs to the store. */
export function withQueue<
  Settings extends {
    readonly store: StoreSetting;
    readonly queue?: QueueSetting | undefined;
    readonly vaultKey?: string | undefined;
  } & GivenApps,
>(settings: Settings, context: z.RefinementCtx): Settings & { readonly queue: QueueSetting; readonly apps: OAuthAppSettings } {
  const isSqlite = settings.store.kind === 'sqlite';
  const queue: QueueSetting = settings.queue ?? { kind: isSqlite ? 'store' : 'memory' };
  const refuse = (key: string, message: string): void => context.addIssue({ code: 'custom', path: [key], message });
  if (queue.kind === 'store' && !isSqlite) refuse('queue', 'store: needs --store sqlite:<file>');
  if (!isSqlite && settings.vaultKey === undefined)
    refuse('vaultKey', 'is missing: only a SQLite store has a file beside it that keeps one');
  return { ...settings, queue, apps: readOAuthApps(settings, context) };
}

const jsonObjectSchema = z.string().transform((text, context): JsonObject => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // Said below.
  }
  context.addIssue({ code: 'custom', message: 'must be a JSON object, such as {"name": "value"}' });
  return z.NEVER;
});

/** Reads the settings of `frigg-crm integrations list`. */
export const listIntegrationsSettingsSchema = z
  .strictObject({
    store: SERVICES_SHAPE.store,
    ...SERVER_SHAPE,
    connector: z.string().optional(),
    status: z.enum(INTEGRATION_STATUSES, `must be one of ${INTEGRATION_STATUSES.join(', ')}`).optional(),
    limit: wholeNumber({ min: 1, max: 1000 }).prefault('100'),
    json: z.boolean(),
  })
  .transform(withServerSetting);

/** Reads the settings of `frigg-crm integrations actions`. */
export const actionsSettingsSchema = z.strictObject(SERVICES_SHAPE).transform(withServerSetting).transform(withQueue);

/** Reads the settings of `frigg-crm integrations run-action`. */
export const runActionSettingsSchema = z
  .strictObject({
    ...SERVICES_SHAPE,
    option: namedTextsSchema.prefault([]),
    jsonOptions: jsonObjectSchema.optional(),
    requestId: z.string().optional(),
  })
  .transform(withServerSetting)
  .transform(withQueue);

/** Reads the settings of `frigg-crm integrations config`. */
export const configSettingsSchema = z
  .strictObject({ ...SERVICES_SHAPE, set: namedTextsSchema.prefault([]) })
  .transform(withServerSetting)
  .transform(withQueue);

export type ListIntegrationsSettings = z.output<typeof listIntegrationsSettingsSchema>;
export type RunActionSettings = z.output<typeof runActionSettingsSchema>;
export type ConfigSettings = z.output<typeof configSettingsSchema>;
