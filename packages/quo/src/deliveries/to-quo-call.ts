import type { QuoCall } from '../calls/quo-call.ts';
import type { CallContext, DeliveredCall } from './call-schema.ts';

/** A call, what stands beside it, and the event that reports both. */
export interface CallSource {
  readonly callId: string;
  readonly phoneNumberId: string | null;
  readonly said: DeliveredCall;
  readonly beside: CallContext;
  readonly type: string;
  readonly isDated: boolean;
}

/** Makes a call out of what an event says, or `null` where it does not even say who called whom. */
export function toQuoCall(source: CallSource): QuoCall | null {
  const { callId, phoneNumberId, said, beside } = source;
  if (said.direction === null) return null;
  return {
    id: callId,
    direction: said.direction,
    createdAt: said.createdAt,
    completedAt: said.completedAt,
    updatedAt: said.updatedAt,
    durationSeconds: said.duration,
    ...toOutcome(source),
    ...toActors(said, beside),
    ...toParticipants(said, beside),
    phoneNumberId,
    forwardedTo: said.forwardedTo ?? beside.forwardedTo,
  };
}

/** Events whose name says more of how the call went than the status inside. */
const STATUS_OF_EVENT: ReadonlyMap<string, string> = new Map([
  ['call.missed', 'missed'],
  ['call.forwarded', 'forwarded'],
]);

/** The words of 2026-03-30 for how a call ended, in those of version 4. */
const STATUS_OF_DATED: ReadonlyMap<string, string | null> = new Map([
  ['answered', 'completed'],
  ['ai-handled', 'completed'],
  ['unanswered', 'no-answer'],
  ['unknown', null],
]);

function toOutcome({ said, type, isDated }: CallSource): Pick<QuoCall, 'status' | 'answeredAt' | 'aiHandled'> {
  const { answeredAt, aiHandled } = said;
  const status = STATUS_OF_EVENT.get(type) ?? said.status;
  if (!isDated || status === null) return { status, answeredAt, aiHandled };
  if (type === 'call.answered') return { status: 'in-progress', answeredAt, aiHandled };
  return {
    status: STATUS_OF_DATED.has(status) ? (STATUS_OF_DATED.get(status) ?? null) : status,
    // Answered, but nothing says when: without a time the call would pass for a missed one, so its beginning stands in.
    answeredAt: status === 'answered' ? (answeredAt ?? said.createdAt ?? said.completedAt) : answeredAt,
    aiHandled: status === 'ai-handled' ? 'ai-agent' : aiHandled,
  };
}

function toActors(said: DeliveredCall, beside: CallContext): Pick<QuoCall, 'answeredBy' | 'initiatedBy' | 'userId'> {
  return {
    answeredBy: said.answeredBy ?? said.answeredByUserId ?? beside.answeredByUserId,
    initiatedBy: said.initiatedBy ?? said.initiatedByUserId ?? beside.initiatedByUserId,
    userId: said.userId ?? beside.userId,
  };
}

/** Newer events say who is outside the workspace; older ones list all participants; the oldest say only from whom to whom. */
function toParticipants(said: DeliveredCall, beside: CallContext): Pick<QuoCall, 'participants' | 'externalParticipants'> {
  const sorted = beside.participants;
  if (sorted !== null) {
    const isResolved = sorted.resolution === null || sorted.resolution === 'available';
    return { participants: [...sorted.workspace, ...sorted.external], externalParticipants: isResolved ? sorted.external : null };
  }
  if (said.participants.length > 0 || said.from === null) return { participants: said.participants, externalParticipants: null };
  return { participants: [said.from, ...said.to], externalParticipants: said.direction === 'outgoing' ? said.to : [said.from] };
}
