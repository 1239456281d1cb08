import * as z from 'zod';
import { UsageError } from '../errors/usage-error.ts';
import { wholeNumber } from './values.ts';

const tuningSchema = z.object({
  FRIGG_CRM_QUO_KEY_GRACE: wholeNumber({ min: 0, max: 600 }).optional(),
  FRIGG_CRM_RETRY_DELAYS: z
    .string()
    .regex(/^\d{1,6}(,\d{1,6}){0,9}$/, 'must be milliseconds between commas, such as 1000,3000,10000')
    .transform((list) => list.split(',').map(Number))
    .optional(),
  FRIGG_CRM_MAX_ATTEMPTS: wholeNumber({ min: 1, max: 100 }).optional(),
  FRIGG_CRM_LOG: z.enum(['debug', 'info', 'warn'], 'must be debug, info or warn').optional(),
});

/** The variables that it reads. */
export const TUNING_VARIABLES: readonly string[] = Object.keys(tuningSchema.shape);

/** Settings that only the environment has: they do not change from run to run. */
export interface Tuning {
  /** Milliseconds before each further check of a key that Quo refuses; `undefined`: those of the Quo client, 35 s in all. */
  readonly keyDelaysMs: readonly number[] | undefined;
  /** Milliseconds before the second, third … attempt of a request; `undefined`: those of the clients. */
  readonly retryDelaysMs: readonly number[] | undefined;
  /** Attempts per page and person; `undefined`: the connector's. */
  readonly maxAttempts: number | undefined;
  /** `undefined`: no log. */
  readonly logLevel: 'debug' | 'info' | 'warn' | undefined;
}

/**
 * Reads them.
 * @throws {UsageError} naming the variable.
 */
export function readTuning(env: Readonly<Record<string, string | undefined>>): Tuning {
  const given = Object.fromEntries(Object.keys(tuningSchema.shape).flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  const parsed = tuningSchema.safeParse(given);
  if (!parsed.success)
    throw new UsageError(`${String(parsed.error.issues[0]?.path[0])}: ${parsed.error.issues[0]?.message ?? 'cannot be used'}`);
  const { FRIGG_CRM_QUO_KEY_GRACE: graceSeconds, FRIGG_CRM_RETRY_DELAYS, FRIGG_CRM_MAX_ATTEMPTS, FRIGG_CRM_LOG } = parsed.data;
  return {
    keyDelaysMs: graceSeconds === undefined ? undefined : spreadGrace(graceSeconds * 1000),
    retryDelaysMs: FRIGG_CRM_RETRY_DELAYS,
    maxAttempts: FRIGG_CRM_MAX_ATTEMPTS,
    logLevel: FRIGG_CRM_LOG,
  };
}

/** Three checks, each after twice the wait before. */
function spreadGrace(graceMs: number): readonly number[] {
  return graceMs === 0 ? [] : [1, 2, 4].map((part) => Math.round((graceMs * part) / 7));
}
