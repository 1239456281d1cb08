import { ConfigurationError } from '@frigg-crm/core';
import * as z from 'zod';

/** What a function reads its settings from. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Each is read by its variable; what is missing has its default. */
const VARIABLES = {
  store: 'FRIGG_CRM_STORE',
  fetchQueueUrl: 'FRIGG_CRM_FETCH_QUEUE_URL',
  workQueueUrl: 'FRIGG_CRM_WORK_QUEUE_URL',
  sqsEndpoint: 'FRIGG_CRM_SQS_ENDPOINT',
  maxReceives: 'FRIGG_CRM_MAX_RECEIVES',
  publicUrl: 'FRIGG_CRM_PUBLIC_URL',
  liveEndpoint: 'FRIGG_CRM_LIVE_ENDPOINT',
  quoUrl: 'FRIGG_CRM_QUO_URL',
  quoRate: 'FRIGG_CRM_QUO_RATE',
  adminToken: 'FRIGG_CRM_ADMIN_TOKEN',
  sharedSecret: 'FRIGG_CRM_SHARED_SECRET',
  jwtSecret: 'FRIGG_CRM_JWT_SECRET',
  log: 'FRIGG_CRM_LOG',
} as const;

const url = z.string().regex(/^https?:\/\/[^\s?#@]+$/, 'must be an http or https URL without user, query or fragment');
const count = (max: number): z.ZodType<number, string> =>
  z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'must be a whole number from 1')
    .transform(Number)
    .refine((value) => value <= max, `must be ${max} or less`);
const secret = z
  .string()
  .trim()
  .regex(/^[!-~]{32,}$/, 'must have 32 characters or more, without white space');

const settingsSchema = z.object({
  store: z
    .string()
    .trim()
    .regex(/^postgres(ql)?:\/\/\S+$/, 'must be postgres://user:password@host:5432/database'),
  fetchQueueUrl: url,
  workQueueUrl: url,
  sqsEndpoint: url.optional(),
  maxReceives: count(1000).prefault('5'),
  publicUrl: url.transform((text) => text.replace(/\/+$/, '')),
  liveEndpoint: url.optional(),
  quoUrl: url.prefault('https://api.quo.com'),
  quoRate: count(10_000).prefault('10'),
  adminToken: secret.optional(),
  sharedSecret: secret.optional(),
  jwtSecret: secret.optional(),
  log: z.enum(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error').prefault('info'),
});

/** The settings of all functions. */
export type LambdaSettings = Readonly<z.output<typeof settingsSchema>>;

/**
 * Reads the settings of all functions.
 * @throws {ConfigurationError} naming each variable that is missing or cannot be used; no value is quoted.
 */
export function readSettings(env: Environment): LambdaSettings {
  const given = Object.fromEntries(
    Object.entries(VARIABLES).flatMap(([name, variable]) => {
      const value = env[variable] ?? '';
      return value === '' ? [] : [[name, value]];
    }),
  );
  const parsed = settingsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => {
    const name = path[0] as keyof typeof VARIABLES;
    return `${VARIABLES[name]} ${given[name] === undefined ? 'is missing' : message}`;
  });
  throw new ConfigurationError(problems.join('; '));
}
