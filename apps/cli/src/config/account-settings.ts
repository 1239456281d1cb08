import * as z from 'zod';
import { UsageError } from '../errors/usage-error.ts';
import { START_SYNC_FLAGS } from './account-flags.ts';
import { nameOf } from './flag.ts';
import { SERVICES_SHAPE, withQueue } from './integrations-settings.ts';
import { namedTextsSchema } from './named-values.ts';
import { withServerSetting } from './place-setting.ts';
import { checkPlan, PLAN_SHAPE } from './plan-settings.ts';
import { secretSchema, wholeNumber } from './values.ts';

const account = {
  crmUrl: z.string().optional(),
  crmToken: secretSchema.optional(),
  option: namedTextsSchema.prefault([]),
};

/** What was said of an account. */
interface GivenAccount {
  readonly crmUrl?: string | undefined;
  readonly crmToken?: string | undefined;
  readonly option: Readonly<Record<string, string>>;
}

/** An account of a CRM has an address. */
function checkAccount({ crmUrl, crmToken, option }: GivenAccount, context: z.RefinementCtx): void {
  if (crmUrl === undefined && (crmToken !== undefined || Object.keys(option).length > 0))
    context.addIssue({ code: 'custom', path: ['crmUrl'], message: 'is missing: a token and options belong to an address' });
}

/** Reads the settings of what changes one integration and has no others. */
export const oneIntegrationSettingsSchema = z.strictObject(SERVICES_SHAPE).transform(withServerSetting).transform(withQueue);

/** Reads the settings of `frigg-crm integrations history`. */
export const historySettingsSchema = z
  .strictObject({ ...SERVICES_SHAPE, limit: wholeNumber({ min: 1, max: 1000 }).prefault('100') })
  .transform(withServerSetting)
  .transform(withQueue);

/** Reads the settings of `frigg-crm integrations delete`. */
export const deleteIntegrationSettingsSchema = z
  .strictObject({ ...SERVICES_SHAPE, ...PLAN_SHAPE })
  .superRefine(checkPlan)
  .transform(withServerSetting)
  .transform(withQueue);

/** Reads the settings of `frigg-crm integrations connect`. */
export const connectSettingsSchema = z
  .strictObject({ ...SERVICES_SHAPE, ...account, quoKey: secretSchema, owner: z.string().optional(), requestId: z.string().optional() })
  .superRefine(checkAccount)
  .transform(withServerSetting)
  .transform(withQueue);

/** Reads the settings of `frigg-crm integrations reconnect`. */
export const reconnectSettingsSchema = z
  .strictObject({ ...SERVICES_SHAPE, ...account, quoKey: secretSchema.optional() })
  .superRefine(checkAccount)
  .refine(({ crmUrl, quoKey }) => crmUrl !== undefined || quoKey !== undefined, {
    path: ['crmUrl'],
    message: 'is missing: give it, or --quo-key, or both',
  })
  .transform(withServerSetting)
  .transform(withQueue);

/** Reads the settings of `frigg-crm integrations authorize`. */
export const authorizeSettingsSchema = z
  .strictObject({ ...SERVICES_SHAPE, redirectUri: z.string().optional(), callbackUrl: secretSchema.optional() })
  .refine(({ redirectUri, callbackUrl }) => (redirectUri === undefined) !== (callbackUrl === undefined), {
    path: ['redirectUri'],
    message: 'is missing: give it to begin, or --callback-url to complete, one of them',
  })
  .transform(withServerSetting)
  .transform(withQueue);

/** Reads the settings of `frigg-crm integrations start-sync`. */
export const startSyncSettingsSchema = z
  .strictObject({
    ...SERVICES_SHAPE,
    mode: z.enum(['initial', 'ongoing'], 'must be initial or ongoing').prefault('initial'),
    rewrite: z.boolean(),
    ...PLAN_SHAPE,
  })
  .superRefine(checkPlan)
  .refine(({ mode, rewrite }) => mode === 'initial' || !rewrite, { path: ['rewrite'], message: 'needs --mode initial' })
  .transform(withServerSetting)
  .transform(withQueue);

export type OneIntegrationSettings = z.output<typeof oneIntegrationSettingsSchema>;
export type HistorySettings = z.output<typeof historySettingsSchema>;
export type DeleteIntegrationSettings = z.output<typeof deleteIntegrationSettingsSchema>;
export type ConnectSettings = z.output<typeof connectSettingsSchema>;
export type ReconnectSettings = z.output<typeof reconnectSettingsSchema>;
export type AuthorizeSettings = z.output<typeof authorizeSettingsSchema>;
export type StartSyncSettings = z.output<typeof startSyncSettingsSchema>;

/** @throws {UsageError} when what it starts would end with this program. */
export function checkStart({ server, queue, dryRun }: Pick<StartSyncSettings, 'server' | 'queue' | 'dryRun'>): void {
  if (server === undefined && queue.kind === 'memory' && !dryRun)
    throw new UsageError(`${nameOf(START_SYNC_FLAGS.queue)}: is missing: give that of the program that runs the syncs`);
}
