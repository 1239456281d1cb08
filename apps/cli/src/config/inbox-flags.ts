import type { Flags } from './flag.ts';
import { LIST_INTEGRATIONS_FLAGS } from './integrations-flags.ts';
import { SERVER_FLAGS } from './place-setting.ts';
import { LIST_FLAGS } from './processes-flags.ts';
import { SYNC_FLAGS } from './sync-flags.ts';

const { integration } = LIST_FLAGS;
const { json } = SYNC_FLAGS;

const PLACE = { store: LIST_INTEGRATIONS_FLAGS.store, ...SERVER_FLAGS } as const satisfies Flags;
const LIMIT = {
  flags: '--limit <n>',
  variable: 'FRIGG_CRM_LIMIT',
  description: 'how many, in the order of integrations and ids, 1 to 1000 (default: 100)',
} as const;
const WINDOW = {
  since: {
    flags: '--since <moment>',
    variable: 'FRIGG_CRM_SINCE',
    description: 'only those that came in then or later: 2026-01-31T08:00:00Z, 30m, 2h or 7d ago',
  },
  until: { flags: '--until <moment>', variable: 'FRIGG_CRM_UNTIL', description: 'only those that came in before' },
} as const satisfies Flags;
const SOURCE = { flags: '--source <who>', variable: 'FRIGG_CRM_SOURCE', description: 'only those that quo or the crm has sent' } as const;
const OF_ENTRY = { ...integration, description: 'the pair of accounts that the id belongs to, as lists show it' } as const;
/** How fast many things are done. */
export const RATE = {
  flags: '--rate <n>',
  variable: 'FRIGG_CRM_RATE',
  description: 'how many each second, 0.01 to 1000 (default: all at once; what waits is done as the APIs allow)',
} as const;

/** The settings of `frigg-crm dead-letters list`. */
export const LIST_DEAD_LETTERS_FLAGS = {
  ...PLACE,
  integration,
  group: {
    flags: '--group <kind/code>',
    variable: 'FRIGG_CRM_GROUP',
    description: 'only a group, as dead-letters groups shows it, such as crm-event/API_REFUSED; a kind alone is all of its groups',
  },
  ...WINDOW,
  limit: LIMIT,
  json,
} as const satisfies Flags;

/** The settings of `frigg-crm dead-letters groups`. */
export const GROUP_DEAD_LETTERS_FLAGS = { ...PLACE, integration, json } as const satisfies Flags;

/** The settings of `frigg-crm dead-letters redrive`. */
export const REDRIVE_DEAD_LETTERS_FLAGS = {
  ...PLACE,
  integration: { ...integration, description: 'only those of one pair of accounts; needed with an id, which belongs to one' },
  group: { ...LIST_DEAD_LETTERS_FLAGS.group, description: 'a whole group, as dead-letters groups shows it, such as crm-event/API_REFUSED' },
  all: { flags: '--all', variable: 'FRIGG_CRM_ALL', description: 'everything, or with --integration, --since and --until all of that' },
  ...WINDOW,
  rate: RATE,
  json,
} as const satisfies Flags;

/** The settings of `frigg-crm inbox list`. */
export const LIST_INBOX_FLAGS = {
  ...PLACE,
  integration,
  source: SOURCE,
  state: {
    flags: '--state <state>',
    variable: 'FRIGG_CRM_STATE',
    description: 'only those that are open (waiting or worked on), done, or failed for good',
  },
  ...WINDOW,
  limit: LIMIT,
  json,
} as const satisfies Flags;

/** The settings of `frigg-crm inbox show`. */
export const SHOW_INBOX_FLAGS = { ...PLACE, integration: OF_ENTRY, json } as const satisfies Flags;

/** The settings of `frigg-crm inbox replay`. */
export const REPLAY_INBOX_FLAGS = {
  ...PLACE,
  integration: REDRIVE_DEAD_LETTERS_FLAGS.integration,
  failedSince: {
    flags: '--failed-since <moment>',
    variable: 'FRIGG_CRM_FAILED_SINCE',
    description: 'all events that came in then or later and failed for good: 2026-01-31T08:00:00Z, 30m, 2h or 7d ago',
  },
  until: WINDOW.until,
  source: SOURCE,
  rate: RATE,
  json,
} as const satisfies Flags;
