import type { Clock } from '@frigg-crm/core';
import { InboxControl } from '@frigg-crm/crm-base';
import type { Access } from './access/access.ts';
import { createUserActionRoutes } from './actions/user-action-routes.ts';
import { createKeyRoutes } from './access/key-routes.ts';
import { createOperatorRoutes } from './access/operator-routes.ts';
import { createSessionRoutes } from './access/session-routes.ts';
import type { AuditLog } from './audit/audit-log.ts';
import { createAuditRoutes } from './audit/audit-routes.ts';
import type { Backend } from './backend.ts';
import type { BulkOperations } from './bulk/bulk-operations.ts';
import { createBulkRoutes } from './bulk/bulk-routes.ts';
import { createDiagnosticsRoutes } from './diagnostics/diagnostics-routes.ts';
import type { Route } from './http/route.ts';
import { createDeadLetterRoutes } from './inbox/dead-letter-routes.ts';
import { createEntryRoute } from './inbox/entry-route.ts';
import { createWebhookRoutes } from './inbox/webhook-routes.ts';
import { createChangeIntegrationRoutes } from './integrations/change-integration-routes.ts';
import { createRateBudgetRoute } from './integrations/rate-budget-route.ts';
import { createIntegrationRoutes } from './integrations/integration-routes.ts';
import { createEventRoutes } from './live/event-routes.ts';
import { createAuthorizationRoutes } from './oauth/authorization-routes.ts';
import type { Authorizations } from './oauth/authorizations.ts';
import { createPlanRoutes } from './plans/plan-routes.ts';
import { createPeopleRoutes } from './people/people-routes.ts';
import { createControlSyncRoutes } from './syncs/control-sync-routes.ts';
import { createStartSyncRoute } from './syncs/start-sync-route.ts';
import { createSyncRoutes } from './syncs/sync-routes.ts';
import type { LiveEventLog } from '@frigg-crm/live/server';

/** What routes share. */
export interface RouteParts {
  readonly access: Access | undefined;
  readonly audit: AuditLog;
  readonly authorizations: Authorizations;
  readonly bulk: BulkOperations;
  readonly clock: Clock;
  readonly basePath: string;
  readonly publicUrl: string | undefined;
  readonly eventLog: LiveEventLog | undefined;
}

/** @returns all routes of the API, as data. */
export function createRoutes(
  backend: Backend,
  { access, audit, authorizations, bulk, clock, basePath, publicUrl, eventLog }: RouteParts,
): readonly Route[] {
  return [
    ...createAuditRoutes(audit),
    ...(access === undefined
      ? []
      : [...createSessionRoutes(access, clock), ...createOperatorRoutes(access), ...createKeyRoutes(access, clock)]),
    ...createChangeIntegrationRoutes(backend, { hasConsent: (connector) => authorizations.has(connector) }),
    ...createAuthorizationRoutes(backend, { authorizations, basePath }),
    ...createBulkRoutes(bulk),
    ...createInboxRoutes(backend, clock),
    ...createDiagnosticsRoutes({ publicUrl }),
    ...(eventLog === undefined ? [] : createEventRoutes(backend, eventLog)),
    ...createBackendRoutes(backend),
  ];
}

/** The routes that need nothing else. */
function createBackendRoutes(backend: Backend): readonly Route[] {
  return [
    ...createIntegrationRoutes(backend),
    createRateBudgetRoute(backend),
    ...createUserActionRoutes(backend),
    ...createPeopleRoutes(backend),
    ...createSyncRoutes(backend),
    createStartSyncRoute(backend),
    ...createControlSyncRoutes(backend),
    ...createPlanRoutes(backend),
  ];
}

function createInboxRoutes(backend: Backend, clock: Clock): readonly Route[] {
  const control = new InboxControl({ inbox: backend.services.inbox, queueManager: backend.engine.queueManager, clock });
  return [...createDeadLetterRoutes({ backend, control }), ...createWebhookRoutes({ backend, control }), createEntryRoute(backend)];
}
