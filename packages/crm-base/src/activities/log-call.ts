import { toIso, type CallOptions } from '@frigg-crm/core';
import { NO_CALL_FACTS, actingUserId, renderCall, userNameOf, type QuoCall, type QuoCallFacts, type QuoPhoneNumber } from '@frigg-crm/quo';
import type { CrmIntegration } from '../integration/crm-integration.ts';
import type { LoggedActivity } from '../integration/logged-activity.ts';
import type { ActivityLogResult, ActivityLogTools, LogCallRequest } from './activity-log-types.ts';
import { activityLineOf } from './activity-line-of.ts';
import { collectCallFacts } from './collect-call-facts.ts';
import { findExternalNumbers } from './find-external-numbers.ts';
import { logForParticipants } from './log-for-participants.ts';
import { scheduleVoicemailLookUp } from './voicemail-look-ups.ts';

/**
 * Writes a call into the CRM, or brings its activities up to date. What an event tells is stored first and joined with
 * all that came before; what is written is made from the whole. So the order in which events come does not matter.
 */
export async function logCall(
  tools: ActivityLogTools,
  integration: CrmIntegration,
  { callId, facts = NO_CALL_FACTS, lookUps = 0 }: LogCallRequest,
  options: CallOptions,
): Promise<ActivityLogResult> {
  const collected = await collectCallFacts(tools, integration, { callId, facts, isLookUp: lookUps > 0 }, options);
  if ('skipped' in collected) return { kind: 'skipped', reason: collected.skipped };
  const { call } = collected;
  const lines = await tools.directory.linesOf(integration, call.phoneNumberId, options);
  const numbers = findExternalNumbers(call, lines);
  if (numbers === 'internal') return { kind: 'skipped', reason: 'internal' };
  if (numbers === 'unknown') return { kind: 'skipped', reason: 'no-participants' };
  await scheduleVoicemailLookUp(tools, integration, { facts: collected.facts, callId, lookUps }, options);
  const participants = await logForParticipants(
    tools,
    integration,
    {
      kind: 'call',
      sourceId: callId,
      numbers,
      render: async (contactPhone) => render(tools, integration, { callId, contactPhone, lines, fallback: call }, options),
    },
    options,
  );
  return { kind: 'logged', participants };
}

/** Reads what is known at this moment: since the activity is in nobody else's hands, whatever is written is the newest. */
async function render(
  tools: ActivityLogTools,
  integration: CrmIntegration,
  about: { readonly callId: string; readonly contactPhone: string; readonly lines: readonly QuoPhoneNumber[]; readonly fallback: QuoCall },
  options: CallOptions,
): Promise<Omit<LoggedActivity, 'kind' | 'sourceId' | 'contactPhone' | 'person'>> {
  const { callId, contactPhone, lines, fallback } = about;
  const facts: QuoCallFacts = await tools.callFacts.load({ integrationId: integration.integrationId, callId }, options);
  const call = facts.call ?? fallback;
  const user = await tools.directory.userOf(integration, actingUserId(call), options);
  const userName = user === undefined ? null : userNameOf(user);
  const line = activityLineOf(lines, {
    phoneNumberId: call.phoneNumberId,
    numbers: call.participants.filter((number) => number !== contactPhone),
  });
  return {
    ...renderCall({ facts: { ...facts, call }, line, contactNumber: contactPhone, userName }, integration.activityFormats.calls),
    direction: call.direction === 'outgoing' ? 'outbound' : 'inbound',
    timestamp: call.createdAt ?? call.completedAt ?? toIso(tools.clock.now()),
    durationSeconds: call.durationSeconds,
    isAnswered: call.status === 'completed' && call.answeredAt !== null,
    quoUser: user === undefined ? null : { id: user.id, name: userName, email: user.email ?? null },
  };
}
