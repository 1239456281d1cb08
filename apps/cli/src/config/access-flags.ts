import type { Flag, Flags } from './flag.ts';
import { SERVICES_FLAGS } from './integrations-flags.ts';

const LIMIT = {
  flags: '--limit <n>',
  variable: 'FRIGG_CRM_LIMIT',
  description: 'how many, 1 to 1000 (default: 100)',
} as const satisfies Flag;

const ROLE = {
  flags: '--role <role>',
  variable: 'FRIGG_CRM_ROLE',
  description: 'viewer (sees), operator (runs syncs and connects accounts, too) or admin (manages operators and keys, too)',
} as const satisfies Flag;
const SEES_PEOPLE = {
  flags: '--sees-people <yes|no>',
  variable: 'FRIGG_CRM_SEES_PEOPLE',
  description: 'whether ids and numbers of people are shown',
} as const satisfies Flag;

/** The settings of verbs of `frigg-crm access` that have no others. */
export const ACCESS_FLAGS = SERVICES_FLAGS;

/** The settings of what lists operators or API keys. */
export const LIST_ACCESS_FLAGS = { ...ACCESS_FLAGS, limit: LIMIT } as const satisfies Flags;

/** The settings of `frigg-crm access operators create`. */
export const CREATE_OPERATOR_FLAGS = {
  ...ACCESS_FLAGS,
  role: ROLE,
  seesPeople: { ...SEES_PEOPLE, description: `${SEES_PEOPLE.description} (default: no)` },
  password: {
    flags: '<password>',
    variable: 'FRIGG_CRM_OPERATOR_PASSWORD',
    description:
      'the first password, 12 characters or more, or FRIGG_CRM_OPERATOR_PASSWORD_FILE with it (default: one is made, and shown once)',
    isSecret: true,
    isVariableOnly: true,
  },
} as const satisfies Flags;

/** The settings of `frigg-crm access operators set`. */
export const SET_OPERATOR_FLAGS = { ...ACCESS_FLAGS, role: ROLE, seesPeople: SEES_PEOPLE } as const satisfies Flags;

/** The settings of `frigg-crm access sessions list`. */
export const LIST_SESSIONS_FLAGS = {
  ...LIST_ACCESS_FLAGS,
  operator: {
    flags: '--operator <name>',
    variable: 'FRIGG_CRM_OPERATOR',
    description: 'only those of one operator (default: of all)',
  },
} as const satisfies Flags;

/** The settings of `frigg-crm access sessions end`. */
export const END_SESSIONS_FLAGS = {
  ...ACCESS_FLAGS,
  operator: { ...LIST_SESSIONS_FLAGS.operator, description: 'all of one operator, in place of an id' },
} as const satisfies Flags;

/** The settings of `frigg-crm access keys create`. */
export const CREATE_KEY_FLAGS = {
  ...ACCESS_FLAGS,
  rights: {
    flags: '--rights <list>',
    variable: 'FRIGG_CRM_RIGHTS',
    description: 'what it may do, of what its creator may do, with commas: see,start,pause',
  },
  owner: {
    flags: '--owner <user>',
    variable: 'FRIGG_CRM_OWNER',
    description: 'only for what belongs to this user (default: for everything)',
  },
  expiresInDays: {
    flags: '--expires-in-days <n>',
    variable: 'FRIGG_CRM_EXPIRES_IN_DAYS',
    description: 'when it ends by itself, 1 to 3650 (default: never)',
  },
} as const satisfies Flags;

/** The settings of `frigg-crm audit`. */
export const AUDIT_FLAGS = {
  ...LIST_ACCESS_FLAGS,
  caller: {
    flags: '--caller <id>',
    variable: 'FRIGG_CRM_CALLER',
    description: 'only what one caller did, such as operator:ana or admin-token',
  },
  operation: {
    flags: '--operation <name>',
    variable: 'FRIGG_CRM_OPERATION',
    description: 'only one operation of the API, such as pauseSync; pauseSync,cancelSync: either',
  },
  target: {
    flags: '--target <text>',
    variable: 'FRIGG_CRM_TARGET',
    description: 'only where the path has this in it, such as the id of a sync',
  },
  since: {
    flags: '--since <moment>',
    variable: 'FRIGG_CRM_SINCE',
    description: 'only then or later: 2026-01-31T08:00:00Z, 30m, 2h or 7d ago',
  },
  until: { flags: '--until <moment>', variable: 'FRIGG_CRM_UNTIL', description: 'only before' },
  refused: { flags: '--refused', variable: 'FRIGG_CRM_REFUSED', description: 'only what was refused or failed' },
} as const satisfies Flags;
