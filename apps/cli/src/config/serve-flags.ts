import type { Flags } from './flag.ts';
import { OAUTH_FLAGS } from './oauth-apps.ts';
import { SYNC_FLAGS } from './sync-flags.ts';

/** The settings of `frigg-crm serve`. */
export const SERVE_FLAGS = {
  port: { flags: '--port <n>', variable: 'FRIGG_CRM_PORT', description: 'where it listens; 0: any free port (default: 3000)' },
  host: {
    flags: '--host <address>',
    variable: 'FRIGG_CRM_HOST',
    description: 'the address it listens on; 0.0.0.0: every one of this machine (default: 127.0.0.1)',
  },
  publicUrl: {
    flags: '--public-url <url>',
    variable: 'FRIGG_CRM_PUBLIC_URL',
    description: 'where browsers, CRMs and Quo find it, such as https://crm.example.com (default: where it listens)',
  },
  store: {
    ...SYNC_FLAGS.store,
    description: 'sqlite:<file>, postgres://…, mongodb://…, pglite:<directory> or memory: (default: sqlite:.frigg-crm/store.sqlite)',
  },
  queue: SYNC_FLAGS.queue,
  roles: {
    flags: '--roles <list>',
    variable: 'FRIGG_CRM_ROLES',
    description: 'web, worker, scheduler: what this process does (default: all of them)',
  },
  workers: SYNC_FLAGS.workers,
  quoUrl: { ...SYNC_FLAGS.quoUrl, description: 'where Quo is (default: https://api.quo.com)' },
  quoRate: SYNC_FLAGS.quoRate,
  quoPartnerKey: {
    ...SYNC_FLAGS.quoPartnerKey,
    description: 'writes in bulk, and contacts whose source begins with openphone, as partners of Quo do (default: none)',
  },
  vaultKey: {
    flags: '--vault-key <key>',
    variable: 'FRIGG_CRM_VAULT_KEY',
    description: '<id>:<base64 of 32 bytes>, which encrypts credentials (default with sqlite:<file>: kept in <file>.vault-key)',
    isSecret: true,
  },
  adminToken: {
    flags: '--admin-token <token>',
    variable: 'FRIGG_CRM_ADMIN_TOKEN',
    description: 'accepted as Authorization: Bearer … for everything, 32 characters or more (default: none)',
    isSecret: true,
  },
  sharedSecret: {
    flags: '--shared-secret <text>',
    variable: 'FRIGG_CRM_SHARED_SECRET',
    description: 'lets an app name its user: x-frigg-api-key with x-frigg-appuserid, 32 characters or more (default: none)',
    isSecret: true,
  },
  jwtSecret: {
    flags: '--jwt-secret <text>',
    variable: 'FRIGG_CRM_JWT_SECRET',
    description: 'verifies JWTs (HS256) that name users of an app, 32 characters or more (default: none)',
    isSecret: true,
  },
  ...OAUTH_FLAGS,
  metrics: {
    flags: '--metrics <who>',
    variable: 'FRIGG_CRM_METRICS',
    description: 'who reads /metrics: key (with the right see-metrics), open (everything that reaches it) or off (default: key)',
  },
  check: { flags: '--check', variable: 'FRIGG_CRM_CHECK', description: 'says whether the configuration can be used, and ends' },
  drainSeconds: {
    flags: '--drain-seconds <n>',
    variable: 'FRIGG_CRM_DRAIN_SECONDS',
    description: 'how long it says that it stops before it does, for a load balancer to notice, 0 to 120 (default: 0)',
  },
} as const satisfies Flags;
