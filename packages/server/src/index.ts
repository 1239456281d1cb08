/** The HTTP API of an engine: an app factory, who may do what, and the routes as data. */

// The server
export { createServer, type Server, type ServerLive, type ServerOptions } from './create-server.ts';
export type { Backend } from './backend.ts';
export { createServerMetrics, type MeasuredRequest, type ServerMetrics } from './metrics/server-metrics.ts';
export type { QueueSize, ReadQueueSizes } from './metrics/queue-metrics.ts';
export type { MeasuredStore } from './metrics/store-metrics.ts';
export { traceQueue } from './tracing/trace-queue.ts';
export type { PartCheck } from './health/readiness.ts';
export type { RequestLimits } from './http/request-limits.ts';
export type { OpenApiDocument, OpenApiNode } from './openapi/create-openapi-document.ts';

// Who may do what
export type { AccessOptions } from './access/access.ts';
export { ACTIONS, type Action } from './access/action.ts';
export type { Authorize, Principal } from './access/principal.ts';
export type { TenantOptions } from './access/tenants.ts';

// The accounts of an integration
export { readAccounts, type CrmAccount, type QuoWorkspaceAccount } from './integrations/account-credentials.ts';

// Accounts that are connected by consent
export type { ConnectedAccount, OAuthConnection, OAuthConnections } from './oauth/oauth-connection.ts';

// What can go wrong
export { PROBLEMS, type ProblemCode } from './http/problem-catalogue.ts';
