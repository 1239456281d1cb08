import type { CallOptions } from '@frigg-crm/core';
import { ApiError } from '@frigg-crm/http';
import type { QuoCall, QuoCallFacts, QuoCallLookup } from '@frigg-crm/quo';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { isAccountFailure, isTransient } from '../failures/classify-failure.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import type { ResolvedActivityLogDependencies } from './activity-log-types.ts';
import { fetchMissingExtras } from './fetch-missing-extras.ts';

/** All that is known of a call that can be written. */
export interface CollectedCall {
  readonly facts: QuoCallFacts;
  readonly call: QuoCall;
  /** The call as Quo sent it last, not joined with anything; `null`: this time it sent something else. */
  readonly latest: QuoCall | null;
}

export interface CallToCollect {
  readonly callId: string;
  /** What an event has reported. */
  readonly facts: QuoCallFacts;
  /** Whether summary, recordings and the like are fetched from Quo, since no event has reported them. */
  readonly isThorough: boolean;
}

/** Joins what an event reports with what is stored and with what Quo returns; stores the whole. */
export async function collectCallFacts(
  dependencies: ResolvedActivityLogDependencies,
  integration: CrmIntegration,
  { callId, facts, isThorough }: CallToCollect,
  options: CallOptions,
): Promise<CollectedCall | { readonly skipped: 'call-not-found' | 'group-call' }> {
  const { integrationId, quo } = integration;
  const key = { integrationId, callId };
  const { facts: known, isFirst } = await dependencies.callFacts.add(key, facts, options);
  const lookup = await checkCall(dependencies, integration, { callId, known }, options);
  if (lookup.kind === 'group-call') return { skipped: 'group-call' };
  const latest = lookup.kind === 'found' ? lookup.call : facts.call;
  const call = latest ?? known.call;
  if (call === null) return { skipped: 'call-not-found' };
  if (quo === undefined) return { facts: known, call: known.call ?? call, latest };
  // An activity whose facts are not stored any more was made from more than this event contains.
  const isForgotten = isFirst && (await dependencies.activities.hasAny({ integrationId, kind: 'call', sourceId: callId }, options));
  const about = { callId, call, known, isThorough: isThorough || isForgotten, isNew: isFirst && !isForgotten };
  const extras = await fetchMissingExtras(dependencies, { integrationId, quo }, about, options);
  const { facts: whole } = await dependencies.callFacts.add(key, { ...extras, call }, options);
  return { facts: whole, call: whole.call ?? call, latest };
}

/** Where Quo refuses to return a call for good, what its events have reported counts. */
async function checkCall(
  { logger }: ResolvedActivityLogDependencies,
  { integrationId, quo }: CrmIntegration,
  { callId, known }: { readonly callId: string; readonly known: QuoCallFacts },
  options: CallOptions,
): Promise<QuoCallLookup> {
  if (quo === undefined) return { kind: 'not-found' };
  try {
    return await quo.calls.get(callId, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    const isNoCall = ApiError.is(error) && error.status === 400;
    if (isTransient(error) || isAccountFailure(error) || (known.call === null && !isNoCall)) throw error;
    logger.warn({ integrationId, callId, code: toErrorEntry(error).code }, 'a call could not be fetched from Quo; its events are used');
    return { kind: 'not-found' };
  }
}
