import * as z from 'zod';
import { OAUTH_SHAPE, readOAuthApps } from './oauth-apps.ts';
import { queueSettingSchema } from './queue-setting.ts';
import { storeSettingSchema } from './store-setting.ts';
import { apiUrlSchema, secretSchema, wholeNumber } from './values.ts';

/** What a process does. */
export const ROLES = ['web', 'worker', 'scheduler'] as const;

/** One of {@link ROLES}. */
export type Role = (typeof ROLES)[number];

const rolesSchema = z
  .string()
  .transform((list) => list.split(',').map((one) => one.trim()))
  .pipe(z.array(z.enum(ROLES, `must be ${ROLES.join(', ')}, with commas between them`)).min(1))
  .transform((list): ReadonlySet<Role> => new Set(list));

/** A secret that is not guessed. */
const longSecretSchema = secretSchema.refine((token) => token.length >= 32, 'must have 32 characters or more');

/** Reads the settings of `frigg-crm serve`. */
export const serveSettingsSchema = z
  .strictObject({
    port: wholeNumber({ min: 0, max: 65_535 }).prefault('3000'),
    host: z
      .string()
      .regex(/^[\w.:-]+$/, 'must be an address or a name of this machine')
      .prefault('127.0.0.1'),
    publicUrl: apiUrlSchema.optional(),
    store: storeSettingSchema.prefault('sqlite:.frigg-crm/store.sqlite'),
    queue: queueSettingSchema.optional(),
    roles: rolesSchema.prefault(ROLES.join(',')),
    workers: wholeNumber({ min: 1, max: 1000 }).prefault('32'),
    quoUrl: apiUrlSchema.prefault('https://api.quo.com'),
    quoRate: wholeNumber({ min: 1, max: 10_000 }).prefault('10'),
    quoPartnerKey: secretSchema.optional(),
    vaultKey: secretSchema.optional(),
    adminToken: longSecretSchema.optional(),
    sharedSecret: longSecretSchema.optional(),
    jwtSecret: longSecretSchema.optional(),
    ...OAUTH_SHAPE,
    metrics: z.enum(['key', 'open', 'off'], 'must be key, open or off').prefault('key'),
    check: z.boolean(),
    drainSeconds: wholeNumber({ min: 0, max: 120 }).prefault('0'),
  })
  .transform((settings, context) => {
    const { store, queue = store.kind === 'sqlite' ? ({ kind: 'store' } as const) : ({ kind: 'memory' } as const) } = settings;
    const refuse = (path: 'queue' | 'roles' | 'vaultKey' | 'adminToken', message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    if (queue.kind === 'store' && store.kind !== 'sqlite') refuse('queue', 'store: needs --store sqlite:<file>');
    const runsAlone = ROLES.every((role) => settings.roles.has(role));
    if (queue.kind === 'memory' && !runsAlone)
      refuse('roles', 'queues in memory end with this process: give --queue sqs:<endpoint>, or all roles');
    if (store.kind !== 'sqlite' && settings.vaultKey === undefined)
      refuse('vaultKey', 'is missing: only a SQLite store has a file beside it to keep one in');
    if (store.kind !== 'sqlite' && settings.roles.has('web') && settings.adminToken === undefined)
      refuse('adminToken', 'is missing: only a SQLite store has a file beside it to keep one in');
    return { ...settings, queue, apps: readOAuthApps(settings, context) };
  });

export type ServeSettings = z.output<typeof serveSettingsSchema>;
