import { CREATE_KEY_FLAGS, LIST_ACCESS_FLAGS } from './access-flags.ts';
import type { Flags } from './flag.ts';
import { CONFIG_FLAGS, RUN_ACTION_FLAGS, SERVICES_FLAGS } from './integrations-flags.ts';
import { PLAN_FLAGS } from './plan-settings.ts';
import { SYNC_FLAGS } from './sync-flags.ts';

const { crmUrl, crmToken, quoKey, mode } = SYNC_FLAGS;
const { queue, requestId } = RUN_ACTION_FLAGS;

/** The settings of what changes one integration and has no others. */
export const ONE_INTEGRATION_FLAGS = { ...SERVICES_FLAGS, queue } as const satisfies Flags;

/** The settings of `frigg-crm integrations show`. */
export const SHOW_INTEGRATION_FLAGS = {
  ...ONE_INTEGRATION_FLAGS,
  publicUrl: { ...CONFIG_FLAGS.publicUrl, description: 'that of frigg-crm serve: needed on a store to show the redirect URL of the app' },
} as const satisfies Flags;

/** The settings of `frigg-crm integrations history`. */
export const HISTORY_FLAGS = { ...SERVICES_FLAGS, limit: LIST_ACCESS_FLAGS.limit } as const satisfies Flags;

/** The settings of `frigg-crm integrations delete`. */
export const DELETE_INTEGRATION_FLAGS = { ...ONE_INTEGRATION_FLAGS, ...PLAN_FLAGS } as const satisfies Flags;

const ACCOUNT_OPTION = {
  flags: '--option <name=value>',
  variable: 'FRIGG_CRM_OPTION',
  description: 'a setting of the connector, as integrations connectors lists them; may be given again; in the variable one per line',
  isList: true,
} as const;

/** The settings of `frigg-crm integrations reconnect`. */
export const RECONNECT_FLAGS = {
  ...ONE_INTEGRATION_FLAGS,
  crmUrl: { ...crmUrl, description: 'where the CRM is; with it, the account of the CRM is replaced' },
  crmToken,
  option: ACCOUNT_OPTION,
  quoKey,
} as const satisfies Flags;

/** The settings of `frigg-crm integrations connect`. */
export const CONNECT_FLAGS = {
  ...RECONNECT_FLAGS,
  crmUrl: { ...crmUrl, description: 'where the CRM is (default: its account is connected by consent, with integrations authorize)' },
  owner: { ...CREATE_KEY_FLAGS.owner, description: 'whom it belongs to (default: team)' },
  requestId: { ...requestId, description: 'connects once a day, however often it comes (default: each time another)' },
} as const satisfies Flags;

/** The settings of `frigg-crm integrations authorize`. */
export const AUTHORIZE_FLAGS = {
  ...ONE_INTEGRATION_FLAGS,
  redirectUri: {
    flags: '--redirect-uri <url>',
    variable: 'FRIGG_CRM_REDIRECT_URI',
    description: 'begins: a page that is registered with the app at the CRM, to which the CRM sends the browser back',
  },
  callbackUrl: {
    flags: '--callback-url <url>',
    variable: 'FRIGG_CRM_CALLBACK_URL',
    description: 'completes: the whole address that the browser was sent to, good once and for the caller that began',
    isSecret: true,
  },
} as const satisfies Flags;

/** The settings of `frigg-crm integrations start-sync`. */
export const START_SYNC_FLAGS = {
  ...ONE_INTEGRATION_FLAGS,
  mode,
  rewrite: {
    flags: '--rewrite',
    variable: 'FRIGG_CRM_REWRITE',
    description: 'initial: write also the people that Quo is known to hold as they are',
  },
  ...PLAN_FLAGS,
} as const satisfies Flags;
