import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import { ALL_CONNECTORS, listIds } from './connector-settings.ts';
import type { Flags } from './flag.ts';
import { ownerSettingFlag } from './owner-setting.ts';

/** @returns the settings of `frigg-crm demo`. */
export function demoFlags(connectors: readonly ConnectorDescriptor[]): Flags {
  return {
    contacts: { flags: '--contacts <n>', variable: 'FRIGG_CRM_CONTACTS', description: 'persons in each CRM (default: 10000)' },
    connector: {
      flags: '--connector <id>',
      variable: 'FRIGG_CRM_CONNECTOR',
      description: `${listIds([...connectors, { id: ALL_CONNECTORS }])}: each with a CRM and a Quo of its own, at once (default: ${connectors[0]?.id})`,
    },
    faults: {
      flags: '--faults',
      variable: 'FRIGG_CRM_FAULTS',
      description: 'messages are duplicated, delayed and reordered, workers crash, both APIs refuse and fail',
    },
    page: {
      flags: '--page <when>',
      variable: 'FRIGG_CRM_PAGE',
      description:
        'a server with a page, of all connectors unless one is named, until it is stopped: always, never, or auto: on a terminal without --json (default: auto)',
    },
    setting: ownerSettingFlag(connectors),
    json: { flags: '--json', variable: 'FRIGG_CRM_JSON', description: 'one JSON object per line on stdout' },
  };
}
