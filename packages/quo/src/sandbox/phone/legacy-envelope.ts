import type { JsonObject } from '@frigg-crm/core';
import type { HeldCall } from './held-call.ts';
import { toCallAnswer } from './phone-answers.ts';
import { subjectOf, toConversationId, toDeepLink, type EventOccasion, type PhoneEvent } from './phone-events.ts';

/** What a webhook of the API v1 delivers: `apiVersion` v4 (Quo webhooks, event payloads). */
export function toLegacyEnvelope(event: PhoneEvent, { id, createdAt }: EventOccasion): JsonObject {
  const data = { deepLink: toDeepLink(subjectOf(event)), object: toObject(event) };
  return { id, object: 'event', apiVersion: 'v4', createdAt, type: event.type, data };
}

function toObject(event: PhoneEvent): JsonObject {
  switch (event.type) {
    case 'call.completed':
      return { ...toCallObject(event.call), recordings: null };
    case 'call.recording.completed':
      return { ...toCallObject(event.call), recordings: toRecordingObjects(event.call) };
    case 'call.summary.completed':
      return { object: 'callSummary', callId: event.call.id, ...event.summary };
    case 'message.received':
    case 'message.delivered':
      // One number where the API says a list: receivers must take both.
      return {
        object: 'message',
        ...event.message,
        to: event.message.to[0] ?? '',
        conversationId: toConversationId(event.message.id),
        contactIds: [],
      };
  }
}

function toCallObject(call: HeldCall): JsonObject {
  return { object: 'call', ...toCallAnswer(call), conversationId: toConversationId(call.id), contactIds: [] };
}

/** The recordings as events show them: without a status, for they report completed ones only. */
export function toRecordingObjects({ recordings }: HeldCall): readonly JsonObject[] {
  return recordings
    .filter(({ status }) => status === 'completed')
    .map(({ id, duration, startTime, type, url }) => ({ id, duration, startTime, type, url }));
}
