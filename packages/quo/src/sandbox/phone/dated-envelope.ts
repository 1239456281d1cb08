import type { JsonObject } from '@frigg-crm/core';
import type { HeldCall, HeldMessage } from './held-call.ts';
import { toRecordingObjects } from './legacy-envelope.ts';
import { subjectOf, toConversationId, toDeepLink, type EventOccasion, type PhoneEvent } from './phone-events.ts';

/** What a webhook of the API version 2026-03-30 delivers (Quo webhooks, event payloads). */
export function toDatedEnvelope(event: PhoneEvent, occasion: EventOccasion): JsonObject {
  const { id, createdAt } = occasion;
  const links = { quo: toDeepLink(subjectOf(event)) };
  return { id, apiVersion: '2026-03-30', createdAt, type: event.type, data: { ...toData(event, occasion), links } };
}

function toData(event: PhoneEvent, { ownNumbers }: EventOccasion): JsonObject {
  switch (event.type) {
    case 'call.completed':
      return { resource: toCallResource(event.call), context: toCallContext(event.call, ownNumbers) };
    case 'call.recording.completed':
      return {
        resource: { ...toCallResource(event.call), recordings: toRecordingObjects(event.call) },
        context: toCallContext(event.call, ownNumbers),
      };
    case 'call.summary.completed': {
      const { call, summary } = event;
      const { status, ...content } = summary;
      const facts = {
        handledByAiAgent: call.aiHandled !== null,
        answeredByUserId: call.answeredBy,
        fromPhoneNumber: call.participants[0] ?? null,
      };
      return { resource: { callId: call.id, processingStatus: status, ...content, ...facts }, context: toCallContext(call, ownNumbers) };
    }
    case 'message.received':
    case 'message.delivered': {
      const { id, direction, text, status, createdAt, media, from, to } = event.message;
      const context = { ...toContext(event.message), senderIdentifier: from, recipientIdentifiers: to };
      return { resource: { id, direction, text, status, createdAt, media }, context };
    }
  }
}

function toCallResource(call: HeldCall): JsonObject {
  const { id, direction, answeredAt, completedAt, createdAt, updatedAt, duration, voicemail } = call;
  const times = { answeredAt, completedAt, createdAt, updatedAt };
  return {
    id,
    direction,
    status: toDatedStatus(call),
    ...times,
    duration: answeredAt === null ? null : duration,
    hasVoicemail: voicemail !== undefined,
  };
}

/** This version knows fewer words. */
function toDatedStatus({ status, answeredAt, aiHandled }: HeldCall): string {
  if (aiHandled !== null) return 'ai-handled';
  if (status === 'failed' || status === 'forwarded' || status === 'abandoned') return status;
  return answeredAt === null ? 'unanswered' : 'answered';
}

function toCallContext(call: HeldCall, ownNumbers: readonly string[]): JsonObject {
  const workspace = call.participants.filter((number) => ownNumbers.includes(number));
  const external = call.participants.filter((number) => !ownNumbers.includes(number));
  const resolution = call.participants.length === 0 ? 'unavailable' : 'available';
  return { ...toContext(call), participants: { workspace, external, resolution } };
}

function toContext({ id, phoneNumberId, userId }: HeldCall | HeldMessage): JsonObject {
  return { phoneNumberId, conversationId: toConversationId(id), userId, contacts: { ids: [], lookupStatus: 'completed' } };
}
