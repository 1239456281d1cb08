/**
 * Parts of which sandboxes of APIs are made: routes that check access and form, tokens and OAuth, records with change times
 * and tombstones, cursors, limits, faults, and signed deliveries of webhooks. A sandbox is one function from `Request` to `Response`.
 */

// Requests
export {
  createSandboxApp,
  type SandboxApp,
  type SandboxAppOptions,
  type SandboxCall,
  type SandboxLimits,
  type SandboxRoute,
  type SandboxStats,
} from './create-sandbox-app.ts';
export { createRoutes, type RouteCall, type RouteHandler, type RoutesOptions } from './create-routes.ts';
export { findBodyProblem, findQueryProblem, rules, type FieldRule, type FieldRules, type InputProblem } from './check-input.ts';
export { withFaults, type FaultOptions } from './with-faults.ts';
export { withRateLimit, type RateLimitOptions } from './with-rate-limit.ts';

// Access
export { SandboxTokens, type SandboxTokenOptions } from './sandbox-tokens.ts';
export { createOAuthRoutes, type OAuthRoutesOptions } from './oauth-routes.ts';

// Records
export { SandboxRecords, type SandboxChange, type SandboxEntry, type SandboxRecordsOptions } from './sandbox-records.ts';
export { SandboxCursors, type SandboxCursorsOptions } from './sandbox-cursors.ts';

// Webhooks
export { SandboxDeliveries, signHmac, type SandboxDeliveriesOptions, type SandboxDelivery } from './sandbox-deliveries.ts';
