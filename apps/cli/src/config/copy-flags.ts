import type { Flags } from './flag.ts';
import { SYNC_FLAGS } from './sync-flags.ts';

const { store, json } = SYNC_FLAGS;

/** The settings of `frigg-crm backup`. */
export const BACKUP_FLAGS = {
  store: { ...store, description: 'sqlite:<file>; other stores have tools of their own, such as pg_dump and mongodump' },
  json,
} as const satisfies Flags;

const KINDS = 'sqlite:<file>, pglite:<directory>, postgres://… or mongodb://…';

/** The settings of `frigg-crm move`. */
export const MOVE_FLAGS = {
  from: { flags: '--from <store>', variable: 'FRIGG_CRM_FROM', description: `the store to copy, which no program uses: ${KINDS}` },
  force: {
    flags: '--force',
    variable: 'FRIGG_CRM_FORCE',
    description: 'copies although a program uses the source: what that one writes meanwhile may be missing, which the end says',
  },
  to: { flags: '--to <store>', variable: 'FRIGG_CRM_TO', description: `an empty store: ${KINDS}` },
  json,
} as const satisfies Flags;
