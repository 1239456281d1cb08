import type { CallOptions, Clock } from '@frigg-crm/core';
import { ApiError } from '@frigg-crm/http';
import type { CrmIntegration } from '../../connector/crm-integration.ts';
import { isRateLimited, isTooLarge, isTransient } from '../../failures/classify-failure.ts';
import { untilAborted } from '../../failures/until-aborted.ts';
import { afterCall, beginLimit, type AdaptiveLimit, type LimitBounds } from './adaptive-limit.ts';
import { afterRequest, decreasedSize, type RequestSize, type SizeBounds } from './request-size.ts';

interface Calls {
  state: AdaptiveLimit;
  underWay: number;
  readonly waiting: (() => void)[];
}

/** For how many persons a call is. */
export interface CallSize {
  readonly persons: number;
  /** Persons of a whole page of the sync. */
  readonly pageSize: number;
}

/**
 * How many pages of a CRM this program reads at once, for each integration, and for how many persons its requests are: as many
 * as the CRM carries. The numbers follow what its API does, between the bounds of the connector's `queueConfig` and
 * `syncConfig`, so that no operator has to choose them.
 */
export class CrmCalls {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #byIntegration = new Map<string, Calls>();
  /** Only of those whose API does not carry whole pages. */
  readonly #sizes = new Map<string, RequestSize>();

  constructor({ clock }: { readonly clock: Pick<Clock, 'now'> }) {
    this.#clock = clock;
  }

  /**
   * Waits until one more call is allowed, then calls. First come, first served. A call that does not end with the signal keeps
   * no place.
   * @param options.size - For how many persons it is: the size of later requests follows how it ends. @defaultValue it is about no list
   * @throws what `call` throws; the reason of the signal.
   */
  async run<Result>(
    integration: CrmIntegration,
    call: () => Promise<Result>,
    { signal, size }: CallOptions & { readonly size?: CallSize } = {},
  ): Promise<Result> {
    const bounds = boundsOf(integration);
    const calls = this.#callsOf(integration.integrationId, bounds);
    if (calls.underWay >= Math.floor(calls.state.limit)) await waitFor(calls, signal);
    else calls.underWay += 1;
    const startedAtMs = this.#clock.now();
    const note = (isOverload: boolean): void => {
      calls.state = afterCall(calls.state, { startedAtMs, endedAtMs: this.#clock.now(), isOverload }, bounds);
    };
    const noteSize = (isTooMuch: boolean): void => {
      if (size !== undefined) this.#noteSize(integration, size, { durationMs: this.#clock.now() - startedAtMs, isTooMuch });
    };
    try {
      // It may have been aborted while it was given its place.
      signal?.throwIfAborted();
      const result = await untilAborted(call(), signal);
      note(false);
      noteSize(false);
      return result;
    } catch (error) {
      if (signal?.aborted !== true && isOverload(error)) note(true);
      if (signal?.aborted !== true && isTooMuch(error)) noteSize(true);
      throw error;
    } finally {
      this.#leave(integration.integrationId, calls, bounds);
    }
  }

  /** @returns how many calls may be under way at once now. */
  limitOf(integration: CrmIntegration): number {
    return Math.floor((this.#byIntegration.get(integration.integrationId)?.state ?? beginLimit(boundsOf(integration))).limit);
  }

  /**
   * @param attempt - Of the work, from 0: earlier ones have failed, maybe in another program, so each requests half as many.
   * @returns for how many persons a request may be now, at most as many as a page has.
   */
  sizeOf(integration: CrmIntegration, { pageSize, attempt }: { readonly pageSize: number; readonly attempt: number }): number {
    const { integrationId } = integration;
    const { min, max } = sizeBoundsOf(integration, pageSize);
    const ofAttempt = Math.max(min, pageSize / 2 ** attempt);
    if (attempt > 0 && !this.#sizes.has(integrationId)) this.#sizes.set(integrationId, decreasedSize(ofAttempt));
    return Math.floor(Math.min(max, ofAttempt, this.#sizes.get(integrationId)?.persons ?? max));
  }

  #noteSize(
    integration: CrmIntegration,
    { persons, pageSize }: CallSize,
    ended: { readonly durationMs: number; readonly isTooMuch: boolean },
  ): void {
    const { integrationId } = integration;
    const size = afterRequest(this.#sizes.get(integrationId), { ...ended, persons }, sizeBoundsOf(integration, pageSize));
    if (size === undefined) this.#sizes.delete(integrationId);
    else this.#sizes.set(integrationId, size);
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

function sizeBoundsOf({ config: { syncConfig } }: CrmIntegration, pageSize: number): SizeBounds {
  return { min: Math.min(syncConfig.minBatchSize, pageSize), max: pageSize };
}

/** More requests would not help against a rate limit. */
function isTooMuch(error: unknown): boolean {
  return isTooLarge(error) || (isTransient(error) && !isRateLimited(error));
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
