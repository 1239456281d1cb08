import { toIso, type CallOptions } from '@frigg-crm/core';
import type { QuoCall, QuoCallFacts } from '@frigg-crm/quo';
import type { CrmIntegration } from '../integration/crm-integration.ts';
import { queueEntries } from '../webhooks/queue-entries.ts';
import type { ActivityLogTools } from './activity-log-types.ts';

/** Quo needs a while to store what a caller has left and to write it down: seconds after the look before. */
const DELAYS_SECONDS: readonly number[] = [10, 60, 300];

/** @returns whether somebody may have left a voicemail: nobody took the call. */
export function mayHaveVoicemail({ direction, status, answeredAt, aiHandled }: QuoCall): boolean {
  if (direction === 'outgoing' || aiHandled === 'ai-agent') return false;
  return status === 'no-answer' || status === 'missed' || status === 'abandoned' || (status === 'completed' && answeredAt === null);
}

/** A voicemail without its text may still get one. */
function isComplete({ voicemail }: QuoCallFacts): boolean {
  return voicemail !== null && voicemail.url !== null && voicemail.transcript !== null;
}

/** Has somebody look for the voicemail of a missed call, a few times; through the inbox, so that no crash forgets it. */
export async function scheduleVoicemailLookUp(
  { inbox, queueManager, clock, logger }: ActivityLogTools,
  { integrationId, connector }: CrmIntegration,
  { facts, callId, lookUps }: { readonly facts: QuoCallFacts; readonly callId: string; readonly lookUps: number },
  options: CallOptions,
): Promise<void> {
  const delaySeconds = DELAYS_SECONDS[lookUps];
  if (delaySeconds === undefined || facts.call === null || !mayHaveVoicemail(facts.call) || isComplete(facts)) return;
  const next = lookUps + 1;
  const entry = {
    integrationId,
    connector,
    id: `look-up:${callId}:${next}`,
    kind: 'call-look-up',
    data: { callId, lookUps: next },
    dueAt: toIso(clock.now() + delaySeconds * 1000),
  };
  const added = await inbox.accept([entry], options);
  if (added.length === 0) return;
  try {
    await queueEntries(queueManager, [entry], { ...options, delaySeconds });
  } catch {
    // It is stored: whoever looks after the inbox finds it when it is due.
    logger.warn({ integrationId, callId }, 'a look-up could not be queued');
  }
}
