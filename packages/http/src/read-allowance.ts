import { ConfigurationError } from '@frigg-crm/core';
import type { Allowance } from './request-budget.ts';

const JITTER_SHARE = 0.04;

/** An allowance with everything filled in. */
export interface KeptAllowance {
  readonly requests: number;
  readonly jitterMs: number;
  /** The API's window and the jitter: in no stretch of it are there more than `requests` starts. */
  readonly keptWindowMs: number;
}

/**
 * Fills in what an allowance leaves open.
 * @throws {ConfigurationError} when it allows nothing.
 */
export function readAllowance({ requests, windowMs = 1000, jitterMs = windowMs * JITTER_SHARE }: Allowance): KeptAllowance {
  if (!(requests >= 1)) throw new ConfigurationError('A request budget needs at least 1 request per window: give a longer window instead');
  if (!(windowMs > 0 && jitterMs >= 0))
    throw new ConfigurationError('A request budget needs a window above 0 ms, and a jitter that is not below');
  return { requests: Math.floor(requests), jitterMs, keptWindowMs: windowMs + jitterMs };
}
