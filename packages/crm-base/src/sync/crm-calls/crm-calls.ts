import type { CallOptions, Clock } from '@frigg-crm/core';
import { ApiError } from '@frigg-crm/http';
import type { CrmIntegration } from '../../connector/crm-integration.ts';
import { isRateLimited, isTransient } from '../../failures/classify-failure.ts';
import { untilAborted } from '../../failures/until-aborted.ts';
import { afterCall, beginLimit, type AdaptiveLimit, type LimitBounds } from './adaptive-limit.ts';

interface Calls {
  state: AdaptiveLimit;
  underWay: number;
  readonly waiting: (() => void)[];
}

/**
 * How many pages of a CRM this program reads at once, for each integration: as many as the CRM carries. The number follows what
 * its API does, between `minConcurrency` and `maxConcurrency` of the connector's `queueConfig`, so that no operator has to choose it.
 */
export class CrmCalls {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #byIntegration = new Map<string, Calls>();

  constructor({ clock }: { readonly clock: Pick<Clock, 'now'> }) {
    this.#clock = clock;
  }

  /**
   * Waits until one more call is allowed, then calls. First come, first served. A call that does not end with the signal keeps
   * no place.
   * @throws what `call` throws; the reason of the signal.
   */
  async run<Result>(integration: CrmIntegration, call: () => Promise<Result>, { signal }: CallOptions = {}): Promise<Result> {
    const bounds = boundsOf(integration);
    const calls = this.#callsOf(integration.integrationId, bounds);
    if (calls.underWay >= Math.floor(calls.state.limit)) await waitFor(calls, signal);
    else calls.underWay += 1;
    const startedAtMs = this.#clock.now();
    const note = (isOverload: boolean): void => {
      calls.state = afterCall(calls.state, { startedAtMs, endedAtMs: this.#clock.now(), isOverload }, bounds);
    };
    try {
      // It may have been aborted while it was given its place.
      signal?.throwIfAborted();
      const result = await untilAborted(call(), signal);
      note(false);
      return result;
    } catch (error) {
      if (signal?.aborted !== true && isOverload(error)) note(true);
      throw error;
    } finally {
      this.#leave(integration.integrationId, calls, bounds);
    }
  }

  /** @returns how many calls may be under way at once now. */
  limitOf(integration: CrmIntegration): number {
    return Math.floor((this.#byIntegration.get(integration.integrationId)?.state ?? beginLimit(boundsOf(integration))).limit);
  }

  #callsOf(integrationId: string, bounds: LimitBounds): Calls {
    const calls = this.#byIntegration.get(integrationId) ?? { state: beginLimit(bounds), underWay: 0, waiting: [] };
    this.#byIntegration.set(integrationId, calls);
    return calls;
  }

  /** A place that is free goes to those who wait, if there still are as many. */
  #leave(integrationId: string, calls: Calls, { max }: LimitBounds): void {
    calls.underWay -= 1;
    while (calls.waiting.length > 0 && calls.underWay < Math.floor(calls.state.limit)) {
      calls.underWay += 1;
      calls.waiting.shift()?.();
    }
    // What is at its upper bound is where it begins.
    if (calls.underWay === 0 && calls.state.limit >= max) this.#byIntegration.delete(integrationId);
  }
}

function boundsOf({ config: { queueConfig } }: CrmIntegration): LimitBounds {
  const { minConcurrency, maxConcurrency } = queueConfig;
  return { min: Math.min(minConcurrency, maxConcurrency), max: maxConcurrency };
}

/** What our own budget or its pause has refused says nothing new of the API. */
function isOverload(error: unknown): boolean {
  if (isRateLimited(error)) return ApiError.is(error) && error.status !== undefined;
  return isTransient(error);
}

/** The place is counted where it is given. */
async function waitFor(calls: Calls, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const leave = (): void => {
    const index = calls.waiting.indexOf(resolve);
    if (index < 0) return;
    calls.waiting.splice(index, 1);
    reject(signal?.reason as Error);
  };
  calls.waiting.push(resolve);
  signal?.addEventListener('abort', leave, { once: true });
  try {
    await promise;
  } finally {
    signal?.removeEventListener('abort', leave);
  }
}
