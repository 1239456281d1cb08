import type { Flags } from './flag.ts';
import { OAUTH_FLAGS } from './oauth-apps.ts';
import { SERVER_FLAGS } from './place-setting.ts';
import { SERVE_FLAGS } from './serve-flags.ts';
import { SYNC_FLAGS } from './sync-flags.ts';

const { store, queue, vaultKey, quoUrl, quoRate, quoPartnerKey, publicUrl } = SERVE_FLAGS;

/** The settings of what loads an integration: those of the `frigg-crm serve` that it belongs to. `integrations actions` has no others. */
export const SERVICES_FLAGS = {
  store: { ...store, description: 'that of frigg-crm serve (default: sqlite:.frigg-crm/store.sqlite)' },
  ...SERVER_FLAGS,
  vaultKey,
  quoUrl,
  quoRate,
  quoPartnerKey,
  ...OAUTH_FLAGS,
  json: SYNC_FLAGS.json,
} as const satisfies Flags;

/** The settings of `frigg-crm integrations list`. */
export const LIST_INTEGRATIONS_FLAGS = {
  store: SERVICES_FLAGS.store,
  ...SERVER_FLAGS,
  connector: { flags: '--connector <id>', variable: SYNC_FLAGS.connector.variable, description: 'only those of one CRM' },
  status: { flags: '--status <status>', variable: 'FRIGG_CRM_STATUS', description: 'only those in a status, such as ERROR' },
  limit: {
    flags: '--limit <n>',
    variable: 'FRIGG_CRM_LIMIT',
    description: 'how many, in the order of their ids, 1 to 1000 (default: 100)',
  },
  json: SYNC_FLAGS.json,
} as const satisfies Flags;

/** The settings of `frigg-crm integrations run-action`. */
export const RUN_ACTION_FLAGS = {
  ...SERVICES_FLAGS,
  queue: { ...queue, description: 'that of frigg-crm serve: store: or sqs:<endpoint> (default: store: with sqlite:<file>)' },
  option: {
    flags: '--option <name=value>',
    variable: 'FRIGG_CRM_OPTION',
    description: 'fills in a field of its form, may be given again; in the variable one per line',
    isList: true,
  },
  jsonOptions: {
    flags: '--json-options <json>',
    variable: 'FRIGG_CRM_JSON_OPTIONS',
    description: 'fills in the form with a JSON object; --option counts before it',
  },
  requestId: {
    flags: '--request-id <id>',
    variable: 'FRIGG_CRM_REQUEST_ID',
    description: 'has one effect for a day, however often it comes (default: the same input within a minute is one request)',
  },
} as const satisfies Flags;

/** The settings of `frigg-crm integrations config`. */
export const CONFIG_FLAGS = {
  ...SERVICES_FLAGS,
  queue: RUN_ACTION_FLAGS.queue,
  publicUrl: { ...publicUrl, description: 'that of frigg-crm serve: needed to change resourceIds, and to show webhookAddress' },
  set: {
    flags: '--set <name=value>',
    variable: 'FRIGG_CRM_SET',
    description: 'changes a value, may be given again; name= goes back to the default; in the variable one per line',
    isList: true,
  },
} as const satisfies Flags;
