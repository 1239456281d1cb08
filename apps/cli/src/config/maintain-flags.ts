import type { Flags } from './flag.ts';
import { PROCESS_FLAGS } from './processes-flags.ts';

/** The settings of `frigg-crm maintain`. */
export const MAINTAIN_FLAGS = {
  store: PROCESS_FLAGS.store,
  json: PROCESS_FLAGS.json,
  purgeDays: {
    flags: '--purge-days <n>',
    variable: 'FRIGG_CRM_PURGE_DAYS',
    description: 'deletes syncs that ended so many days ago, 1 to 36500, but those that the next one needs (default: none)',
  },
  check: { flags: '--check', variable: 'FRIGG_CRM_CHECK', description: 'reads the whole file of a SQLite store and says what is damaged' },
} as const satisfies Flags;
