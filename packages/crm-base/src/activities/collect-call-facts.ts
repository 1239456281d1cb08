import type { CallOptions } from '@frigg-crm/core';
import { NO_CALL_FACTS, type QuoCall, type QuoCallFacts } from '@frigg-crm/quo';
import type { CrmIntegration } from '../integration/crm-integration.ts';
import { isAccountFailure, isTransient, toErrorEntry } from '../sync/retry-delay.ts';
import type { ActivityLogTools } from './activity-log-types.ts';
import { mayHaveVoicemail } from './voicemail-look-ups.ts';

/** All that is known of a call that can be written. */
export interface CollectedCall {
  readonly facts: QuoCallFacts;
  readonly call: QuoCall;
}

export interface CallToCollect {
  readonly callId: string;
  /** What an event has told. */
  readonly facts: QuoCallFacts;
  /** Whether it is the voicemail that is looked for. */
  readonly isLookUp: boolean;
}

/** Joins what an event tells with what is stored and with what Quo shows; stores the whole. */
export async function collectCallFacts(
  tools: ActivityLogTools,
  integration: CrmIntegration,
  { callId, facts, isLookUp }: CallToCollect,
  options: CallOptions,
): Promise<CollectedCall | { readonly skipped: 'call-not-found' | 'group-call' }> {
  const key = { integrationId: integration.integrationId, callId };
  const known = await tools.callFacts.add(key, facts, options);
  const { quo } = integration;
  if (quo === undefined) return known.call === null ? { skipped: 'call-not-found' } : { facts: known, call: known.call };
  const lookUp = await quo.calls.get(callId, options);
  if (lookUp.kind === 'group-call') return { skipped: 'group-call' };
  const call = lookUp.kind === 'found' ? lookUp.call : known.call;
  if (call === null) return { skipped: 'call-not-found' };
  const extras = await lookAtExtras(tools, integration, { callId, call, known, isLookUp }, options);
  const whole = await tools.callFacts.add(key, { ...extras, call }, options);
  return { facts: whole, call: whole.call ?? call };
}

/** What hangs on a call comes with events of its own; it is looked for where such an event may have been missed. */
async function lookAtExtras(
  { logger }: ActivityLogTools,
  { integrationId, quo }: CrmIntegration,
  {
    callId,
    call,
    known,
    isLookUp,
  }: { readonly callId: string; readonly call: QuoCall; readonly known: QuoCallFacts; readonly isLookUp: boolean },
  options: CallOptions,
): Promise<QuoCallFacts> {
  const attempt = async <Found>(look: () => Promise<Found>): Promise<Found | undefined> => {
    try {
      return await look();
    } catch (error) {
      options.signal?.throwIfAborted();
      if (isTransient(error) || isAccountFailure(error)) throw error;
      logger.warn({ integrationId, callId, code: toErrorEntry(error).code }, 'what hangs on a call is not shown');
      return undefined;
    }
  };
  // A summary comes after the recording: where there is one and the recording is not known, its event is late or lost.
  const missesRecording = known.recordings.length === 0 && known.summary !== null && call.answeredAt !== null;
  const recordings = missesRecording ? await attempt(async () => quo?.calls.recordings(callId, options)) : undefined;
  const seeksVoicemail = isLookUp && mayHaveVoicemail(call);
  const voicemail = seeksVoicemail ? await attempt(async () => quo?.calls.voicemail(callId, options)) : undefined;
  return { ...NO_CALL_FACTS, recordings: recordings ?? [], voicemail: voicemail ?? null };
}
