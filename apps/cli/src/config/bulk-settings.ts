import * as z from 'zod';
import { UsageError } from '../errors/usage-error.ts';
import { START_BULK_FLAGS } from './bulk-flags.ts';
import { nameOf } from './flag.ts';
import { NEEDED_SERVER_SHAPE, withNeededServer } from './place-setting.ts';
import { checkPlan, PLAN_SHAPE } from './plan-settings.ts';
import { SYNC_STATES } from './processes-settings.ts';
import { rateSchema, wholeNumber } from './values.ts';

/** What can be done to many syncs. */
export const BULK_ACTIONS = ['pause', 'resume', 'cancel', 'redrive'] as const;

/** One of {@link BULK_ACTIONS}. */
export type BulkAction = (typeof BULK_ACTIONS)[number];

const shape = { ...NEEDED_SERVER_SHAPE, json: z.boolean() };

/** Reads the settings of what only a running server can do. */
export const serverOnlySettingsSchema = z.strictObject(shape).transform(withNeededServer);

/** Reads the settings of `frigg-crm bulk list`. */
export const listBulkSettingsSchema = z
  .strictObject({ ...shape, limit: wholeNumber({ min: 1, max: 1000 }).prefault('100') })
  .transform(withNeededServer);

/** Reads the settings of `frigg-crm bulk start`. */
export const startBulkSettingsSchema = z
  .strictObject({
    ...shape,
    integration: z.string().min(1).optional(),
    state: z.enum(SYNC_STATES, `must be one of ${SYNC_STATES.join(', ')}`).optional(),
    active: z.boolean(),
    all: z.boolean(),
    rate: rateSchema.optional(),
    ...PLAN_SHAPE,
    requestId: z.string().optional(),
    wait: z.boolean(),
  })
  .superRefine(checkPlan)
  .transform(withNeededServer);

export type StartBulkSettings = z.output<typeof startBulkSettingsSchema>;

/**
 * @returns what is done.
 * @throws {UsageError} for what cannot be done, and unless either a filter or `--all` is given: a mistyped command must not reach every sync.
 */
export function readBulkAction(text: string, { integration, state, active, all }: StartBulkSettings): BulkAction {
  const action = BULK_ACTIONS.find((one) => one === text);
  if (action === undefined) throw new UsageError(`the action must be one of ${BULK_ACTIONS.join(', ')}`);
  const { integration: byIntegration, state: byState, active: byActive, all: allFlag } = START_BULK_FLAGS;
  const isFiltered = integration !== undefined || state !== undefined || active;
  if (isFiltered === all)
    throw new UsageError(
      `name the syncs: ${nameOf(byIntegration)}, ${nameOf(byState)} or ${nameOf(byActive)}, or all of them with ${nameOf(allFlag)}`,
    );
  return action;
}
