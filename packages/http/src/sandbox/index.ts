export { withFaults, type FaultOptions } from './with-faults.ts';
export { withRateLimit, type RateLimitOptions } from './with-rate-limit.ts';
