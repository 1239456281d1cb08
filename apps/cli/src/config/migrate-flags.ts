import type { Flags } from './flag.ts';
import { SERVE_FLAGS } from './serve-flags.ts';
import { SYNC_FLAGS } from './sync-flags.ts';

/** The settings of `frigg-crm migrate from-frigg`. */
export const MIGRATE_FLAGS = {
  from: {
    flags: '--from <url>',
    variable: 'FRIGG_CRM_FRIGG_DATABASE_URL',
    description: 'DATABASE_URL of the Frigg app, which is only read: postgres://… (?schema=… counts) or mongodb://…/database',
    isSecret: true,
  },
  to: {
    flags: '--to <store>',
    variable: 'FRIGG_CRM_STORE',
    description: 'where it is copied to: sqlite:<file>, postgres://…, mongodb://… or pglite:<directory>; not needed with --dry-run',
  },
  dryRun: {
    flags: '--dry-run',
    variable: 'FRIGG_CRM_DRY_RUN',
    description: 'counts what would be taken, and writes nothing. Begin with it',
  },
  aesKeyId: {
    flags: '--aes-key-id <id>',
    variable: 'FRIGG_CRM_FRIGG_AES_KEY_ID',
    description: 'AES_KEY_ID of the Frigg app (default: none)',
  },
  aesKey: {
    flags: '--aes-key <key>',
    variable: 'FRIGG_CRM_FRIGG_AES_KEY',
    description: 'AES_KEY of the Frigg app, 32 characters; FRIGG_CRM_FRIGG_AES_KEY_FILE names a file with it (default: none)',
    isSecret: true,
  },
  oldAesKeyId: {
    flags: '--old-aes-key-id <id>',
    variable: 'FRIGG_CRM_FRIGG_OLD_AES_KEY_ID',
    description: 'DEPRECATED_AES_KEY_ID of the Frigg app (default: none)',
  },
  oldAesKey: {
    flags: '--old-aes-key <key>',
    variable: 'FRIGG_CRM_FRIGG_OLD_AES_KEY',
    description: 'DEPRECATED_AES_KEY of the Frigg app (default: none)',
    isSecret: true,
  },
  kms: {
    flags: '--kms <module>',
    variable: 'FRIGG_CRM_FRIGG_KMS',
    description: 'a JavaScript module whose default export has unwrap(keyId, ciphertextBlob): Decrypt of AWS KMS (default: none)',
  },
  vaultKey: SERVE_FLAGS.vaultKey,
  quoSource: {
    flags: '--quo-source <list>',
    variable: 'FRIGG_CRM_QUO_SOURCE',
    description:
      'the source of the contacts in Quo, such as pipedrive=openphone-pipedrive, with commas; another one than Frigg wrote makes a second contact of each person, so some are looked up first (default: what Frigg wrote)',
  },
  quoUrl: SERVE_FLAGS.quoUrl,
  quoPartnerKey: { ...SYNC_FLAGS.quoPartnerKey, description: 'of later syncs: Quo demands it for a source that begins with openphone' },
  uncheckedSource: {
    flags: '--unchecked-source',
    variable: 'FRIGG_CRM_UNCHECKED_SOURCE',
    description: 'copies without a look at Quo: you have compared the source yourself',
  },
  json: SYNC_FLAGS.json,
} as const satisfies Flags;
