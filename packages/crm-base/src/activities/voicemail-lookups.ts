import type { CallOptions } from '@frigg-crm/core';
import type { QuoCall, QuoCallFacts } from '@frigg-crm/quo';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { scheduleEntries } from '../inbox/schedule-entries.ts';
import type { ResolvedActivityLogDependencies } from './activity-log-types.ts';

/** Quo needs a while to store what a caller has left and to write it down: seconds after the look before. */
const DELAYS_SECONDS: readonly number[] = [10, 60, 300];

/** @returns whether the caller may have left a voicemail: the call was neither answered nor passed on. */
export function mayHaveVoicemail({ direction, status, answeredAt, forwardedTo, aiHandled }: QuoCall): boolean {
  if (direction === 'outgoing' || aiHandled === 'ai-agent') return false;
  if (forwardedTo !== null && answeredAt === null) return false;
  return status === 'no-answer' || status === 'missed' || status === 'abandoned' || (status === 'completed' && answeredAt === null);
}

/** A voicemail without its text may still get one. */
export function isVoicemailComplete({ voicemail }: QuoCallFacts): boolean {
  return voicemail !== null && voicemail.url !== null && voicemail.transcript !== null;
}

/** Schedules a lookup of the voicemail of a missed call, a few times. */
export async function scheduleVoicemailLookup(
  dependencies: ResolvedActivityLogDependencies,
  integration: CrmIntegration,
  { facts, callId, lookups }: { readonly facts: QuoCallFacts; readonly callId: string; readonly lookups: number },
  options: CallOptions,
): Promise<void> {
  const delaySeconds = DELAYS_SECONDS[lookups];
  if (delaySeconds === undefined || facts.call === null || !mayHaveVoicemail(facts.call) || isVoicemailComplete(facts)) return;
  const next = lookups + 1;
  const data = { callId, lookups: next };
  const { integrationId, connector } = integration;
  const entry = { integrationId, connector, id: `lookup:${callId}:${next}`, kind: 'call-lookup', data };
  await scheduleEntries(dependencies, [entry], { ...options, delaySeconds });
}
