import type { QuoCallFacts } from './quo-call-facts.ts';
import type { QuoCallSummary } from './quo-call-summary.ts';
import type { QuoCall } from './quo-call.ts';

/** Nothing is known of the call: merging it changes no facts. */
export const NO_CALL_FACTS: QuoCallFacts = { call: null, recordings: [], voicemail: null, summary: null, deepLink: null };

const NO_CALL: Omit<QuoCall, 'id' | 'direction'> = {
  status: null,
  createdAt: null,
  answeredAt: null,
  completedAt: null,
  updatedAt: null,
  durationSeconds: null,
  answeredBy: null,
  initiatedBy: null,
  userId: null,
  phoneNumberId: null,
  participants: [],
  externalParticipants: null,
  forwardedTo: null,
  aiHandled: null,
};

const NO_SUMMARY: QuoCallSummary = { status: null, summary: [], nextSteps: [], jobs: [] };

/** Fills in the fields that facts lack which an earlier version of this package has read, and a program has stored. */
export function completeCallFacts(facts: QuoCallFacts): QuoCallFacts {
  const whole = { ...NO_CALL_FACTS, ...facts };
  return {
    ...whole,
    call: whole.call === null ? null : { ...NO_CALL, ...whole.call },
    summary: whole.summary === null ? null : { ...NO_SUMMARY, ...whole.summary },
  };
}
