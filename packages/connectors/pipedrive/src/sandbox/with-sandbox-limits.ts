import type { Clock } from '@frigg-crm/core';
import { createSeededRandom } from '@frigg-crm/core/adapter';
import type { Fetch } from '@frigg-crm/http';
import { withFaults, withRateLimit, type FaultOptions } from '@frigg-crm/http/sandbox';
import { tooManyRequests } from './sandbox-answers.ts';

/** Limits and faults of a sandbox. */
export interface SandboxLimitOptions {
  /** The same seed makes the same people and the same faults. @defaultValue 1 */
  readonly seed?: number | undefined;
  /** Requests per token in any 2 s; more are refused with 429. @defaultValue 80 */
  readonly requestsPer2s?: number | undefined;
  /** How it fails besides. @defaultValue not at all */
  readonly faults?: Omit<FaultOptions, 'random' | 'clock'> | undefined;
}

const WINDOW_MS = 2000;
/** On every plan (Pipedrive API, Rate limiting, Burst limits). */
const SEARCHES_PER_WINDOW = 10;
/** Faults, the limit of all requests, and the small one of searches, which count against both. */
export function withSandboxLimits(
  handler: Fetch,
  { faults, seed = 1, requestsPer2s = 80 }: SandboxLimitOptions,
  { clock, onRefusal }: { readonly clock: Clock; readonly onRefusal: () => void },
): Fetch {
  const faulty = faults === undefined ? handler : withFaults(handler, { ...faults, random: createSeededRandom(seed), clock });
  const limited = (inner: Fetch, requests: number): Fetch => {
    const refuse = (waitMs: number): Response => {
      onRefusal();
      return tooManyRequests(requests, waitMs);
    };
    return withRateLimit(inner, { requests, windowMs: WINDOW_MS, clock, refuse });
  };
  const search = limited(faulty, SEARCHES_PER_WINDOW);
  const route: Fetch = async (request) => (new URL(request.url).pathname.endsWith('/search') ? search(request) : faulty(request));
  return limited(route, requestsPer2s);
}
