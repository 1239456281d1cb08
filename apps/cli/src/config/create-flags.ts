import type { Flags } from './flag.ts';
import { SYNC_FLAGS } from './sync-flags.ts';

/** The settings of `frigg-crm create connector`. */
export const CREATE_FLAGS = {
  into: {
    flags: '--into <folder>',
    variable: 'FRIGG_CRM_INTO',
    description: 'where its folder is created (default: packages/connectors in the workspace of Frigg CRM, else the current folder)',
  },
  from: {
    flags: '--from <file>',
    variable: 'FRIGG_CRM_OPENAPI',
    description: 'an OpenAPI 3.0 or 3.1 file in JSON: its calls and schemas are written, too',
  },
  paths: {
    flags: '--paths <list>',
    variable: 'FRIGG_CRM_PATHS',
    description: 'with --from: beginnings of paths, with commas (default: what looks like people, notes, webhooks and the account)',
  },
  json: SYNC_FLAGS.json,
} as const satisfies Flags;
