import type { JsonObject } from '@frigg-crm/core';
import type { HeldCall, HeldMessage } from './held-call.ts';

/** A call as the API shows it (Quo API, Get a call by id), and as events of version 4 do. */
export function toCallAnswer(call: HeldCall): JsonObject {
  return {
    id: call.id,
    direction: call.direction,
    status: call.status,
    createdAt: call.createdAt,
    answeredAt: call.answeredAt,
    completedAt: call.completedAt,
    updatedAt: call.updatedAt,
    duration: call.duration,
    answeredBy: call.answeredBy,
    initiatedBy: call.initiatedBy,
    userId: call.userId,
    phoneNumberId: call.phoneNumberId,
    participants: call.participants,
    callRoute: call.direction === 'incoming' ? 'phone-number' : null,
    forwardedFrom: null,
    forwardedTo: call.forwardedTo,
    aiHandled: call.aiHandled,
  };
}

/** A message as the API shows it (Quo API, Get a message by id): without media, and what was received has been delivered. */
export function toMessageAnswer({ id, direction, from, to, text, createdAt, userId, phoneNumberId }: HeldMessage): JsonObject {
  return { id, to, from, text, phoneNumberId, direction, userId, status: 'delivered', createdAt, updatedAt: createdAt };
}
