import { compareByBytes, toCanonicalJson } from '@frigg-crm/core/adapter';
import { completeCallFacts } from './merge-call-facts-defaults.ts';
import { byContent, byLength, byRank, bySize, byTime, greater, unite } from './merge-call-facts-joins.ts';
import type { QuoCallFacts } from './quo-call-facts.ts';
import type { QuoCallSummary } from './quo-call-summary.ts';
import type { QuoCall } from './quo-call.ts';
import type { QuoRecording } from './quo-recording.ts';
import type { QuoVoicemail } from './quo-voicemail.ts';

export { NO_CALL_FACTS } from './merge-call-facts-defaults.ts';

/** What is under way comes first, then the ways to end; a status that is new to us is taken for an end. */
const byCallProgress = byRank(
  [
    null,
    'queued',
    'initiated',
    'ringing',
    'in-progress',
    'answered',
    'canceled',
    'failed',
    'busy',
    'abandoned',
    'no-answer',
    'missed',
    'forwarded',
    'completed',
  ],
  'canceled',
);

/** Events write no status, and report only what is completed: `null` yields to nothing but `completed`. */
const byMediaProgress = byRank(
  ['absent', 'deleted', 'failed', 'in-progress', 'paused', 'stopping', 'stopped', 'processing', null, 'completed'],
  null,
);

/**
 * Joins what is known of one call, whichever part of it came first and however often: each field takes the greater of
 * the two values in an order of its own, in which `null` is least. No field depends on another one, such as at
 * `updatedAt`; only so the result depends neither on the order nor on the grouping of many merges. A recording, a
 * summary or a transcript that was known stays known; `completed` beats whatever is under way.
 *
 * @param one - Facts of a call. Fields that it lacks, because an earlier version has stored it, are not known.
 * @param other - Facts of the same call.
 */
export function mergeCallFacts(one: QuoCallFacts, other: QuoCallFacts): QuoCallFacts {
  const [a, b] = [completeCallFacts(one), completeCallFacts(other)];
  return {
    call: joinParts(a.call, b.call, joinCalls),
    recordings: joinAllRecordings([...a.recordings, ...b.recordings]),
    voicemail: joinParts(a.voicemail, b.voicemail, joinVoicemails),
    summary: joinParts(a.summary, b.summary, joinSummaries),
    deepLink: greater(a.deepLink, b.deepLink, compareByBytes),
  };
}

/** A part that only one side knows is joined with itself: so all that was merged is in the same form. */
function joinParts<Part>(a: Part | null, b: Part | null, join: (a: Part, b: Part) => Part): Part | null {
  const [left, right] = [a ?? b, b ?? a];
  return left === null || right === null ? null : join(left, right);
}

function joinCalls(a: QuoCall, b: QuoCall): QuoCall {
  return {
    id: greater(a.id, b.id, compareByBytes),
    direction: greater(a.direction, b.direction, compareByBytes),
    status: byCallProgress(a.status, b.status) >= 0 ? a.status : b.status,
    createdAt: greater(a.createdAt, b.createdAt, byTime),
    answeredAt: greater(a.answeredAt, b.answeredAt, byTime),
    completedAt: greater(a.completedAt, b.completedAt, byTime),
    updatedAt: greater(a.updatedAt, b.updatedAt, byTime),
    durationSeconds: greater(a.durationSeconds, b.durationSeconds, bySize),
    answeredBy: greater(a.answeredBy, b.answeredBy, compareByBytes),
    initiatedBy: greater(a.initiatedBy, b.initiatedBy, compareByBytes),
    userId: greater(a.userId, b.userId, compareByBytes),
    phoneNumberId: greater(a.phoneNumberId, b.phoneNumberId, compareByBytes),
    participants: unite(a.participants, b.participants),
    externalParticipants: joinParts(a.externalParticipants, b.externalParticipants, unite),
    forwardedTo: greater(a.forwardedTo, b.forwardedTo, compareByBytes),
    aiHandled: greater(a.aiHandled, b.aiHandled, compareByBytes),
  };
}

function joinVoicemails(a: QuoVoicemail, b: QuoVoicemail): QuoVoicemail {
  return {
    id: greater(a.id, b.id, compareByBytes),
    status: byMediaProgress(a.status, b.status) >= 0 ? a.status : b.status,
    durationSeconds: greater(a.durationSeconds, b.durationSeconds, bySize),
    transcript: greater(a.transcript, b.transcript, byLength),
    url: greater(a.url, b.url, compareByBytes),
  };
}

function joinSummaries(a: QuoCallSummary, b: QuoCallSummary): QuoCallSummary {
  const [left, right] = [onlyCompleted(a), onlyCompleted(b)];
  return {
    status: byMediaProgress(left.status, right.status) >= 0 ? left.status : right.status,
    summary: greater(left.summary, right.summary, byContent),
    nextSteps: greater(left.nextSteps, right.nextSteps, byContent),
    jobs: greater(left.jobs, right.jobs, byContent),
  };
}

/** What stands in a summary that is not completed would otherwise pass for a part of the one that is. */
function onlyCompleted(summary: QuoCallSummary): QuoCallSummary {
  if (summary.status === 'completed' || summary.status === null) return summary;
  return { status: summary.status, summary: [], nextSteps: [], jobs: [] };
}

/** Oldest first, as the Quo API lists them; those without a time come last. */
function joinAllRecordings(recordings: readonly QuoRecording[]): readonly QuoRecording[] {
  const byKey = new Map<string, QuoRecording>();
  for (const recording of recordings) {
    const key = toKey(recording);
    byKey.set(key, joinRecordings(byKey.get(key) ?? recording, recording));
  }
  return [...byKey]
    .toSorted(([keyA, a], [keyB, b]) => compareStarts(a.startedAt, b.startedAt) || compareByBytes(keyA, keyB))
    .map(([, recording]) => recording);
}

/** Up to version 3 of its events Quo gives no ids: the address says which one it is, and at worst all that is said. */
function toKey(recording: QuoRecording): string {
  if (recording.id !== null) return `id ${recording.id}`;
  return recording.url === null ? `facts ${toCanonicalJson(recording)}` : `url ${recording.url}`;
}

function joinRecordings(a: QuoRecording, b: QuoRecording): QuoRecording {
  return {
    id: a.id,
    url: greater(a.url, b.url, compareByBytes),
    durationSeconds: greater(a.durationSeconds, b.durationSeconds, bySize),
    status: byMediaProgress(a.status, b.status) >= 0 ? a.status : b.status,
    startedAt: greater(a.startedAt, b.startedAt, byTime),
  };
}

function compareStarts(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return byTime(a, b);
}
