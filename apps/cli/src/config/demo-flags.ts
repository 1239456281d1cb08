import type { Flags } from './flag.ts';

/** What `frigg-crm demo` may be told. */
export const DEMO_FLAGS = {
  contacts: { flags: '--contacts <n>', variable: 'FRIGG_CRM_CONTACTS', description: 'people in the CRM (default: 10000)' },
  connector: {
    flags: '--connector <id>',
    variable: 'FRIGG_CRM_CONNECTOR',
    description: 'scaling-test or pipedrive (default: scaling-test)',
  },
  faults: {
    flags: '--faults',
    variable: 'FRIGG_CRM_FAULTS',
    description: 'messages come twice, late and out of order, workers die, both sides refuse and fail',
  },
  json: { flags: '--json', variable: 'FRIGG_CRM_JSON', description: 'one JSON object per line on stdout' },
} as const satisfies Flags;
