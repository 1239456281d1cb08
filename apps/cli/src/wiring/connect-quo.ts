import type { Logger, RateLimits } from '@frigg-crm/core';
import { createQuoBudgets, createQuoClient, type QuoClient } from '@frigg-crm/quo';

/** A workspace of Quo, and how many requests it is sent. */
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
  /** Shares the allowance of the key with other programs. @defaultValue this program has the allowance to itself */
  readonly rateLimits?: RateLimits | undefined;
  /** Milliseconds before each attempt to read back contacts written in bulk. */
  readonly readBackDelaysMs?: readonly number[] | undefined;
}

/**
 * Creates the client of one workspace.
 * @throws {ConfigurationError} when the URL or a key is unusable.
 */
export function connectQuo(account: QuoAccount, options: QuoOptions): QuoClient {
  const { url, key, partnerKey, requestsPerSecond } = account;
  const budget = createQuoBudgets({ requestsPerSecond, rateLimits: options.rateLimits, logger: options.logger }).forKey(key);
  return createQuoClient({ baseUrl: url, apiKey: key, partnerKey, budget, ...options });
}
