import { toIso } from '@frigg-crm/core/adapter';
import type { SandboxPhoneNumber } from '../workspace.ts';
import type { HeldCall, HeldMessage, HeldRecording, HeldSummary } from './held-call.ts';
import type {
  SandboxCallInput,
  SandboxRecordingInput,
  SandboxSummaryInput,
  SandboxTextInput,
  SandboxVoicemailInput,
} from './sandbox-call-input.ts';

const CALLER = '+15559876543';
/** What Quo writes where its assistant stands for a user. */
const ASSISTANT = 'SY1';
const RINGING_MS = 5_000;

/** Where and when something happens. */
export interface Occasion {
  readonly id: string;
  readonly line: SandboxPhoneNumber;
  readonly nowMs: number;
}

/** Makes the record of a call that has just ended. */
export function makeCall(input: SandboxCallInput, { id, line, nowMs }: Occasion): HeldCall {
  const { status = 'completed', aiHandled = false, forwardedTo = null } = input;
  const { answered = status === 'completed' || status === 'answered' } = input;
  const { durationSeconds: duration = answered ? 76 : 0 } = input;
  const answeredAtMs = nowMs - duration * 1000;
  const ended = toIso(nowMs);
  return {
    id,
    status,
    createdAt: toIso(answeredAtMs - RINGING_MS),
    answeredAt: answered ? toIso(answeredAtMs) : null,
    completedAt: ended,
    updatedAt: ended,
    duration,
    ...toPeople(input, line, answered),
    phoneNumberId: line.id,
    forwardedTo,
    aiHandled: aiHandled ? 'ai-agent' : null,
    recordings: [],
    voicemail: undefined,
    summary: undefined,
  };
}

/** Who takes part, and as what. */
function toPeople(
  { direction = 'incoming', with: other = CALLER, aiHandled = false, userId: given, participants }: SandboxCallInput,
  line: SandboxPhoneNumber,
  answered: boolean,
): Pick<HeldCall, 'direction' | 'answeredBy' | 'initiatedBy' | 'userId' | 'participants'> {
  const userId = given ?? firstUserOf(line);
  if (direction === 'outgoing')
    return { direction, answeredBy: null, initiatedBy: userId, userId, participants: participants ?? [line.number, other] };
  const answeredBy = aiHandled ? ASSISTANT : userId;
  return {
    direction,
    answeredBy: answered ? answeredBy : null,
    initiatedBy: null,
    userId,
    participants: participants ?? [other, line.number],
  };
}

function firstUserOf({ userIds }: SandboxPhoneNumber): string {
  return userIds[0] ?? 'US1';
}

/** Makes a recording of a call; what is not completed has neither URL nor length. */
export function makeRecording({ status = 'completed', durationSeconds }: SandboxRecordingInput, id: string, call: HeldCall): HeldRecording {
  const startTime = call.answeredAt ?? call.createdAt;
  if (status !== 'completed') return { id, duration: null, startTime, status, type: null, url: null };
  return {
    id,
    duration: durationSeconds ?? call.duration,
    startTime,
    status,
    type: 'audio/mpeg',
    url: `https://media.example.com/${id}.mp3`,
  };
}

/** Makes a voicemail; one in progress says nothing yet. */
export function makeVoicemail(
  { status = 'completed', durationSeconds = 12, transcript = 'Please call me back.' }: SandboxVoicemailInput,
  id: string,
): NonNullable<HeldCall['voicemail']> {
  if (status !== 'completed') return { id, status, duration: null, transcript: null, recordingUrl: null };
  return { id, status, duration: durationSeconds, transcript, recordingUrl: `https://media.example.com/${id}.mp3` };
}

/** Makes a summary; one that is not completed says nothing. */
export function makeSummary({
  status = 'completed',
  summary = ['They talked about the weather.'],
  nextSteps = [],
  jobs = null,
}: SandboxSummaryInput): HeldSummary {
  if (status !== 'completed') return { status, summary: null, nextSteps: null, jobs: null };
  return { status, summary, nextSteps, jobs: jobs?.map(({ icon, name, items }) => ({ icon, name, result: { data: items } })) ?? null };
}

/** Makes the record of a text message that was just received or delivered. */
export function makeMessage(input: SandboxTextInput, { id, line, nowMs }: Occasion): HeldMessage {
  const { direction = 'incoming', with: other = CALLER, text = 'Hello', media = [], userId = firstUserOf(line) } = input;
  const isIncoming = direction === 'incoming';
  const [from, to] = isIncoming ? [other, line.number] : [line.number, other];
  return {
    id,
    direction,
    from,
    to: [to],
    text,
    media,
    status: isIncoming ? 'received' : 'delivered',
    createdAt: toIso(nowMs),
    userId: isIncoming ? null : userId,
    phoneNumberId: line.id,
  };
}
