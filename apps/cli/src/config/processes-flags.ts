import type { Flags } from './flag.ts';
import { SERVER_FLAGS } from './place-setting.ts';
import { PLAN_FLAGS } from './plan-settings.ts';
import { SYNC_FLAGS } from './sync-flags.ts';

const { store, json } = SYNC_FLAGS;

/** The settings of every verb of `frigg-crm processes`. */
export const PROCESS_FLAGS = {
  store: { ...store, description: 'sqlite:<file>, pglite:<directory>, postgres://… or mongodb://…' },
  ...SERVER_FLAGS,
  json,
} as const satisfies Flags;

/** The settings of `frigg-crm processes list`. */
export const LIST_FLAGS = {
  ...PROCESS_FLAGS,
  integration: { flags: '--integration <id>', variable: 'FRIGG_CRM_INTEGRATION', description: 'only those of one pair of accounts' },
  state: { flags: '--state <state>', variable: 'FRIGG_CRM_STATE', description: 'only those in a state, such as ERROR' },
  active: { flags: '--active', variable: 'FRIGG_CRM_ACTIVE', description: 'only those that have not ended' },
  limit: { flags: '--limit <n>', variable: 'FRIGG_CRM_LIMIT', description: 'how many, the newest first, 1 to 1000 (default: 20)' },
} as const satisfies Flags;

/** The settings of `frigg-crm processes pause`, `resume` and `cancel`. */
export const CONTROL_FLAGS = { ...PROCESS_FLAGS, ...PLAN_FLAGS } as const satisfies Flags;

/** The settings of `frigg-crm processes failed`. */
export const FAILED_FLAGS = {
  ...PROCESS_FLAGS,
  limit: { ...LIST_FLAGS.limit, description: 'how many, in the order of their ids, 1 to 1000 (default: 100)' },
  fingerprint: {
    flags: '--fingerprint <reason>',
    variable: 'FRIGG_CRM_FINGERPRINT',
    description: 'only those behind one group of the newest 100 errors, by its fingerprint in the API',
  },
} as const satisfies Flags;

/** The settings of `frigg-crm processes redrive`. */
export const REDRIVE_FLAGS = {
  ...CONTROL_FLAGS,
  only: { flags: '--only <what>', variable: 'FRIGG_CRM_ONLY', description: 'pages or records (default: both)' },
  pages: { flags: '--pages <ranges>', variable: 'FRIGG_CRM_PAGES', description: 'only those of these pages that failed, such as 3,7-9' },
} as const satisfies Flags;
