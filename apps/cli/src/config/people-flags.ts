import type { Flags } from './flag.ts';
import { RUN_ACTION_FLAGS, SERVICES_FLAGS } from './integrations-flags.ts';
import { PLAN_FLAGS } from './plan-settings.ts';
import { LIST_FLAGS } from './processes-flags.ts';

const { integration } = LIST_FLAGS;

const PEOPLE_FLAGS = {
  ...SERVICES_FLAGS,
  integration: { ...integration, description: 'the pair of accounts (default: the only one there is)' },
  objectType: {
    flags: '--object-type <type>',
    variable: 'FRIGG_CRM_OBJECT_TYPE',
    description: 'what the id of the CRM is an id of, such as Contact or Lead (default: each type that is synced)',
  },
} as const satisfies Flags;

/** The settings of `frigg-crm people find`. */
export const FIND_PEOPLE_FLAGS = {
  ...PEOPLE_FLAGS,
  by: {
    flags: '--by <what>',
    variable: 'FRIGG_CRM_BY',
    description:
      'phone, email, name, crm-id or quo-id (default: phone if it begins with +, email if it has an @, name if it has a space, else the id of the CRM, that of Quo, the name)',
  },
} as const satisfies Flags;

/** The settings of `frigg-crm people show`. */
export const SHOW_PERSON_FLAGS = PEOPLE_FLAGS;

/** The settings of `frigg-crm people sync-now`. */
export const SYNC_PERSON_FLAGS = {
  ...PEOPLE_FLAGS,
  queue: RUN_ACTION_FLAGS.queue,
  ...PLAN_FLAGS,
  dryRun: {
    ...PLAN_FLAGS.dryRun,
    description: 'only say what it would change in Quo: the person is read on both sides, and nothing is written',
  },
  wait: {
    flags: '--wait',
    variable: 'FRIGG_CRM_WAIT',
    description: 'wait until a running program has done it, a minute at most, and fail if it fails',
  },
} as const satisfies Flags;
