import type { CallOptions } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { NO_CALL_FACTS, actingUserId, renderCall, type QuoCall, type QuoCallFacts, type QuoPhoneNumber } from '@frigg-crm/quo';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { ActivityLogResult, ResolvedActivityLogDependencies, LogCallRequest } from './activity-log-types.ts';
import { activityLineOf } from './activity-line-of.ts';
import { collectCallFacts } from './collect-call-facts.ts';
import { scheduleContactLookup } from './contact-lookups.ts';
import { findExternalNumbers } from './find-external-numbers.ts';
import { logForParticipants, type RenderedSource } from './log-for-participants.ts';
import { scheduleVoicemailLookup } from './voicemail-lookups.ts';
import type { ActivitySoFar } from './write-activity.ts';

/**
 * Writes a call into the CRM, or updates its activities. What an event reports is stored first and joined with all that
 * came before; what is written is made from the whole. So the order in which events come does not matter.
 */
export async function logCall(
  dependencies: ResolvedActivityLogDependencies,
  integration: CrmIntegration,
  { callId, facts, occurredAt = null, lookups = 0, contactLookups = 0 }: LogCallRequest,
  options: CallOptions,
): Promise<ActivityLogResult> {
  // A request without an event wants all that there is; a lookup of contacts has the call already.
  const isThorough = facts === undefined && contactLookups === 0;
  const collected = await collectCallFacts(dependencies, integration, { callId, facts: facts ?? NO_CALL_FACTS, isThorough }, options);
  if ('skipped' in collected) return { kind: 'skipped', reason: collected.skipped };
  const { call } = collected;
  const lines = await dependencies.directory.linesOf(integration, call.phoneNumberId, options);
  const numbers = findExternalNumbers(collected, lines);
  if (numbers === 'internal') return { kind: 'skipped', reason: 'internal' };
  if (numbers === 'unknown') return { kind: 'skipped', reason: 'no-participants' };
  await scheduleVoicemailLookup(dependencies, integration, { facts: collected.facts, callId, lookups }, options);
  const participants = await logForParticipants(
    dependencies,
    integration,
    {
      kind: 'call',
      sourceId: callId,
      numbers,
      seenAt: occurredAt ?? toIso(dependencies.clock.now()),
      line: activityLineOf(lines, { phoneNumberId: call.phoneNumberId, numbers: call.participants }),
      render: async (contactPhone, soFar) =>
        render(dependencies, integration, { callId, contactPhone, lines, soFar, fallback: call }, options),
      lookupLater: async () =>
        scheduleContactLookup(dependencies, integration, { kind: 'call', callId, occurredAt, contactLookups }, options),
    },
    options,
  );
  return { kind: 'logged', participants };
}

interface CallToRender {
  readonly callId: string;
  readonly contactPhone: string;
  readonly lines: readonly QuoPhoneNumber[];
  readonly soFar: ActivitySoFar;
  readonly fallback: QuoCall;
}

/** Reads what is known at this moment: since no other worker holds the claim, what is written is the newest. */
async function render(
  dependencies: ResolvedActivityLogDependencies,
  integration: CrmIntegration,
  { callId, contactPhone, lines, soFar, fallback }: CallToRender,
  options: CallOptions,
): Promise<RenderedSource> {
  const stored = await dependencies.callFacts.load({ integrationId: integration.integrationId, callId }, options);
  const call = stored.call ?? fallback;
  const deepLink = stored.deepLink ?? soFar.remembered.deepLink;
  const quoUser = await dependencies.directory.participantOf(integration, actingUserId(call), {
    remembered: soFar.remembered.quoUser,
    ...options,
  });
  const line = activityLineOf(lines, {
    phoneNumberId: call.phoneNumberId,
    numbers: call.participants.filter((number) => number !== contactPhone),
  });
  const recordingUrl = recordingUrlOf(stored);
  const model = { facts: { ...stored, call, deepLink }, line, contactNumber: contactPhone, userName: quoUser?.name ?? null };
  return {
    content: {
      ...renderCall(model, integration.activityFormats.calls),
      direction: call.direction === 'outgoing' ? 'outbound' : 'inbound',
      timestamp: call.createdAt ?? call.completedAt ?? soFar.seenAt,
      durationSeconds: call.durationSeconds,
      isAnswered: call.status === 'completed' && call.answeredAt !== null,
      quoUser,
      line,
      ...(recordingUrl !== undefined && { recordingUrl }),
    },
    remembered: { ...soFar.remembered, deepLink, quoUser: quoUser ?? soFar.remembered.quoUser, parts: partsOf(stored) },
  };
}

function recordingUrlOf({ recordings, voicemail }: QuoCallFacts): string | undefined {
  const finished = recordings.filter(({ status }) => status === null || status === 'completed');
  return finished.find(({ url }) => url !== null)?.url ?? voicemail?.url ?? undefined;
}

function partsOf({ recordings, voicemail, summary }: QuoCallFacts): readonly number[] {
  const lines = summary === null ? 0 : summary.summary.length + summary.nextSteps.length + summary.jobs.length;
  return [recordings.length, voicemail === null ? 0 : 1, voicemail?.transcript == null ? 0 : 1, lines > 0 ? 1 : 0];
}
