import * as z from 'zod';
import { UsageError } from '../errors/usage-error.ts';
import { END_SESSIONS_FLAGS } from './access-flags.ts';
import { nameOf } from './flag.ts';
import { SERVICES_SHAPE, withQueue } from './integrations-settings.ts';
import { momentSchema } from './moment.ts';
import { withServerSetting } from './place-setting.ts';
import { wholeNumber } from './values.ts';

/** What operators can be. */
const ROLES = ['viewer', 'operator', 'admin'] as const;

const role = z.enum(ROLES, `must be one of ${ROLES.join(', ')}`);
const seesPeople = z.enum(['yes', 'no'], 'must be yes or no').transform((text) => text === 'yes');
const limit = wholeNumber({ min: 1, max: 1000 }).prefault('100');
const listSchema = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .refine((list) => list.every((one) => one !== ''), 'must be names with commas between them');

/** Reads the settings of verbs of `frigg-crm access` that have no others. */
export const accessSettingsSchema = z.strictObject(SERVICES_SHAPE).transform(withServerSetting).transform(withQueue);

/** Reads the settings of what lists operators or API keys. */
export const listAccessSettingsSchema = z
  .strictObject({ ...SERVICES_SHAPE, limit })
  .transform(withServerSetting)
  .transform(withQueue);

/** Reads the settings of `frigg-crm access operators create`. */
export const createOperatorSettingsSchema = z
  .strictObject({
    ...SERVICES_SHAPE,
    role,
    seesPeople: seesPeople.prefault('no'),
    password: z.string().min(12, 'must have 12 characters or more').optional(),
  })
  .transform(withServerSetting)
  .transform(withQueue);

/** Reads the settings of `frigg-crm access operators set`. */
export const setOperatorSettingsSchema = z
  .strictObject({ ...SERVICES_SHAPE, role: role.optional(), seesPeople: seesPeople.optional() })
  .refine((given) => given.role !== undefined || given.seesPeople !== undefined, {
    path: ['role'],
    message: 'is missing: give it, or --sees-people',
  })
  .transform(withServerSetting)
  .transform(withQueue);

/** Reads the settings of `frigg-crm access sessions list`. */
export const listSessionsSettingsSchema = z
  .strictObject({ ...SERVICES_SHAPE, limit, operator: z.string().optional() })
  .transform(withServerSetting)
  .transform(withQueue);

/** Reads the settings of `frigg-crm access sessions end`. */
export const endSessionsSettingsSchema = z
  .strictObject({ ...SERVICES_SHAPE, operator: z.string().optional() })
  .transform(withServerSetting)
  .transform(withQueue);

/** Reads the settings of `frigg-crm access keys create`. */
export const createKeySettingsSchema = z
  .strictObject({
    ...SERVICES_SHAPE,
    rights: listSchema,
    owner: z.string().optional(),
    expiresInDays: wholeNumber({ min: 1, max: 3650 }).optional(),
  })
  .transform(withServerSetting)
  .transform(withQueue);

/** Reads the settings of `frigg-crm audit`. */
export const auditSettingsSchema = z
  .strictObject({
    ...SERVICES_SHAPE,
    limit,
    caller: z.string().optional(),
    operation: listSchema.optional(),
    target: z.string().optional(),
    since: momentSchema.optional(),
    until: momentSchema.optional(),
    refused: z.boolean(),
  })
  .transform(withServerSetting)
  .transform(withQueue);

export type ListAccessSettings = z.output<typeof listAccessSettingsSchema>;
export type CreateOperatorSettings = z.output<typeof createOperatorSettingsSchema>;
export type SetOperatorSettings = z.output<typeof setOperatorSettingsSchema>;
export type ListSessionsSettings = z.output<typeof listSessionsSettingsSchema>;
export type EndSessionsSettings = z.output<typeof endSessionsSettingsSchema>;
export type CreateKeySettings = z.output<typeof createKeySettingsSchema>;
export type AuditSettings = z.output<typeof auditSettingsSchema>;

/** @throws {UsageError} unless either an id or `--operator` is given. */
export function checkEndedSessions(id: string | undefined, { operator }: Pick<EndSessionsSettings, 'operator'>): void {
  if ((id === undefined) === (operator === undefined))
    throw new UsageError(`name what is ended: the id of a session, or ${nameOf(END_SESSIONS_FLAGS.operator)}, one of them`);
}
