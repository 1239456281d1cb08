export { createRoutes, type RouteCall, type RouteHandler, type RoutesOptions } from './create-routes.ts';
export { withFaults, type FaultOptions } from './with-faults.ts';
export { withRateLimit, type RateLimitOptions } from './with-rate-limit.ts';
