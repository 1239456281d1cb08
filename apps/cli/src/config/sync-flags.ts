import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import { connectorFlags, listIds } from './connector-settings.ts';
import type { Flags } from './flag.ts';
import { ownerSettingFlag } from './owner-setting.ts';

/** The settings of `frigg-crm sync` that no connector has a say in. */
export const SYNC_FLAGS = {
  connector: { flags: '--connector <id>', variable: 'FRIGG_CRM_CONNECTOR', description: 'which CRM' },
  crmUrl: { flags: '--crm-url <url>', variable: 'FRIGG_CRM_CRM_URL', description: 'where the CRM is' },
  crmToken: { flags: '--crm-token <token>', variable: 'FRIGG_CRM_CRM_TOKEN', description: 'token of the CRM', isSecret: true },
  quoUrl: { flags: '--quo-url <url>', variable: 'FRIGG_CRM_QUO_URL', description: 'such as https://api.quo.com' },
  quoKey: { flags: '--quo-key <key>', variable: 'FRIGG_CRM_QUO_KEY', description: 'API key of the Quo workspace', isSecret: true },
  quoPartnerKey: {
    flags: '--quo-partner-key <key>',
    variable: 'FRIGG_CRM_QUO_PARTNER_KEY',
    description: 'writes in bulk, as partners of Quo do',
    isSecret: true,
  },
  mode: {
    flags: '--mode <mode>',
    variable: 'FRIGG_CRM_MODE',
    description: 'initial: all persons; ongoing: those that changed since the last sync (default: initial)',
  },
  integration: {
    flags: '--integration <id>',
    variable: 'FRIGG_CRM_INTEGRATION',
    description: "names this pair of accounts in the store (default: the connector's id)",
  },
  store: {
    flags: '--store <store>',
    variable: 'FRIGG_CRM_STORE',
    description: 'memory:, sqlite:<file>, pglite:<directory>, postgres://… or mongodb://… (default: memory:)',
  },
  queue: {
    flags: '--queue <queue>',
    variable: 'FRIGG_CRM_QUEUE',
    description: 'memory:, store: or sqs:<endpoint> (default: store: with sqlite:<file>, whose file keeps them; else memory:)',
  },
  workers: {
    flags: '--workers <n>',
    variable: 'FRIGG_CRM_WORKERS',
    description: 'pages worked on at once, 1 to 1000; how many of them are read from the CRM at once follows what it carries (default: 32)',
  },
  pageSize: {
    flags: '--page-size <n>',
    variable: 'FRIGG_CRM_PAGE_SIZE',
    description: "persons per page, 1 to 1000 (default: the connector's)",
  },
  quoRate: { flags: '--quo-rate <n>', variable: 'FRIGG_CRM_QUO_RATE', description: 'requests per second to Quo, 1 to 10000 (default: 10)' },
  json: { flags: '--json', variable: 'FRIGG_CRM_JSON', description: 'one JSON object per line on stdout' },
} as const satisfies Flags;

/** @returns the settings of `frigg-crm sync`, with those of the connectors, and described as the connectors describe them. */
export function syncFlags(connectors: readonly ConnectorDescriptor[]): Flags {
  const describe = (helpOf: (connector: ConnectorDescriptor) => string): string =>
    connectors.map((connector) => `${connector.id}: ${helpOf(connector)}`).join('; ');
  return {
    ...SYNC_FLAGS,
    connector: { ...SYNC_FLAGS.connector, description: listIds(connectors) },
    crmUrl: { ...SYNC_FLAGS.crmUrl, description: describe(({ account }) => account.urlHelp) },
    crmToken: { ...SYNC_FLAGS.crmToken, description: describe(({ account }) => account.tokenHelp) },
    setting: ownerSettingFlag(connectors),
    ...connectorFlags(connectors),
  };
}
