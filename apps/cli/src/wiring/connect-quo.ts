import type { Logger, RateLimits } from '@frigg-crm/core';
import { createQuoBudgets, createQuoClient, type QuoClient } from '@frigg-crm/quo';

/** A workspace of Quo, and how fast it may be asked. */
export interface QuoAccount {
  readonly url: string;
  readonly key: string;
  /** With it, contacts are written in bulk. */
  readonly partnerKey?: string | undefined;
  readonly requestsPerSecond: number;
}

export interface QuoOptions {
  readonly logger: Logger;
  /** Milliseconds before the second, third … attempt of a request. */
  readonly retryDelaysMs?: readonly number[] | undefined;
  /** Shares the allowance of the key with other programs. @defaultValue it is this program's */
  readonly rateLimits?: RateLimits | undefined;
  /** Milliseconds before each look for contacts written in bulk. */
  readonly readBackDelaysMs?: readonly number[] | undefined;
}

/**
 * Makes the client of one workspace.
 * @throws {ConfigurationError} when the URL or a key is unusable.
 */
export function connectQuo(account: QuoAccount, options: QuoOptions): QuoClient {
  const { url, key, partnerKey, requestsPerSecond } = account;
  const budget = createQuoBudgets({ requestsPerSecond, rateLimits: options.rateLimits, logger: options.logger }).forKey(key);
  return createQuoClient({ baseUrl: url, apiKey: key, partnerKey, budget, ...options });
}
