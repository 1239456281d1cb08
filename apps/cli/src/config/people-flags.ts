import type { Flags } from './flag.ts';
import { RUN_ACTION_FLAGS, SERVICES_FLAGS } from './integrations-flags.ts';
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
    description: 'phone, crm-id or quo-id (default: phone if it begins with +, else the id of the CRM, else that of Quo)',
  },
} as const satisfies Flags;

/** The settings of `frigg-crm people sync-now`. */
export const SYNC_PERSON_FLAGS = { ...PEOPLE_FLAGS, queue: RUN_ACTION_FLAGS.queue } as const satisfies Flags;
