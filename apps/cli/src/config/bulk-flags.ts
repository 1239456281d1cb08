import type { Flags } from './flag.ts';
import { RATE } from './inbox-flags.ts';
import { RUN_ACTION_FLAGS } from './integrations-flags.ts';
import { SERVER_FLAGS } from './place-setting.ts';
import { PLAN_FLAGS } from './plan-settings.ts';
import { LIST_FLAGS } from './processes-flags.ts';
import { SYNC_FLAGS } from './sync-flags.ts';

const { integration, state, active } = LIST_FLAGS;

/** The settings of what only a running server can do. */
export const SERVER_ONLY_FLAGS = { ...SERVER_FLAGS, json: SYNC_FLAGS.json } as const satisfies Flags;

/** The settings of `frigg-crm bulk start`. */
export const START_BULK_FLAGS = {
  ...SERVER_ONLY_FLAGS,
  integration,
  state,
  active,
  all: { flags: '--all', variable: 'FRIGG_CRM_ALL', description: 'every sync of the server' },
  rate: { ...RATE, description: 'how many syncs each second, 0.01 to 1000 (default: all at once)' },
  ...PLAN_FLAGS,
  requestId: {
    ...RUN_ACTION_FLAGS.requestId,
    description: 'begins one operation a day, however often it comes (default: each time another)',
  },
  wait: { flags: '--wait', variable: 'FRIGG_CRM_WAIT', description: 'wait until it has ended, and fail where it failed for a sync' },
} as const satisfies Flags;

/** The settings of `frigg-crm bulk list`. */
export const LIST_BULK_FLAGS = {
  ...SERVER_ONLY_FLAGS,
  limit: {
    flags: '--limit <n>',
    variable: 'FRIGG_CRM_LIMIT',
    description: 'how many, in the order of their ids, 1 to 1000 (default: 100)',
  },
} as const satisfies Flags;
