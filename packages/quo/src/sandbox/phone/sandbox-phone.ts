import { ConfigurationError, type Clock } from '@frigg-crm/core';
import type { SandboxPhoneNumber } from '../workspace.ts';
import type { HeldCall, HeldMessage } from './held-call.ts';
import { makeCall, makeMessage, makeRecording, makeSummary, makeVoicemail, type Occasion } from './make-call.ts';
import type { PhoneEvent } from './phone-events.ts';
import type { PhoneLog } from './phone-routes.ts';
import type {
  SandboxCallInput,
  SandboxRecordingInput,
  SandboxSummaryInput,
  SandboxTextInput,
  SandboxVoicemailInput,
} from './sandbox-call-input.ts';

/** The workspace's phones, to play with. What happens on them exists from then on, and webhooks report it. */
export interface SandboxPhone {
  /** A call comes to its end. @returns its id; `call.completed` is delivered. */
  call(input?: SandboxCallInput): string;
  /** A recording of a call is there. @returns its id; `call.recording.completed` is delivered when it is completed. */
  addRecording(callId: string, input?: SandboxRecordingInput): string;
  /** The voicemail of a call is there, or another in its place. @returns its id; no webhook of the API v1 reports it. */
  addVoicemail(callId: string, input?: SandboxVoicemailInput): string;
  /** The summary of a call is there, or another in its place; `call.summary.completed` is delivered when it is completed. */
  addSummary(callId: string, input?: SandboxSummaryInput): void;
  /** A text is received or delivered. @returns its id; `message.received` or `message.delivered` is delivered. */
  text(input?: SandboxTextInput): string;
}

/** The phones, what has happened on them, and a way to forget it. */
export interface SandboxPhoneParts extends PhoneLog {
  readonly phone: SandboxPhone;
  clear(): void;
}

/** Makes the phones of a workspace; `report` is called with everything that webhooks deliver. */
export function createSandboxPhone(about: {
  readonly clock: Clock;
  readonly phoneNumbers: readonly SandboxPhoneNumber[];
  readonly report: (event: PhoneEvent) => void;
}): SandboxPhoneParts {
  const { clock, phoneNumbers, report } = about;
  const calls = new Map<string, HeldCall>();
  const messages = new Map<string, HeldMessage>();
  let ids = 0;
  const toId = (prefix: string): string => `${prefix}${(ids += 1)}`;
  const occasion = (phoneNumberId: string | undefined): Occasion => {
    return { id: toId('AC'), line: findLine(phoneNumbers, phoneNumberId), nowMs: clock.now() };
  };

  const phone: SandboxPhone = {
    call(input = {}) {
      const call = makeCall(input, occasion(input.phoneNumberId));
      calls.set(call.id, call);
      report({ type: 'call.completed', call });
      return call.id;
    },
    addRecording(callId, input = {}) {
      const id = toId('CR');
      const call = change(calls, callId, (held) => ({ recordings: [...held.recordings, makeRecording(input, id, held)] }));
      if (call.recordings.at(-1)?.status === 'completed') report({ type: 'call.recording.completed', call });
      return id;
    },
    addVoicemail(callId, input = {}) {
      const id = toId('VM');
      change(calls, callId, () => ({ voicemail: makeVoicemail(input, id) }));
      return id;
    },
    addSummary(callId, input = {}) {
      const summary = makeSummary(input);
      const call = change(calls, callId, () => ({ summary }));
      if (summary.status === 'completed') report({ type: 'call.summary.completed', call, summary });
    },
    text(input = {}) {
      const message = makeMessage(input, occasion(input.phoneNumberId));
      messages.set(message.id, message);
      report({ type: message.direction === 'incoming' ? 'message.received' : 'message.delivered', message });
      return message.id;
    },
  };

  return {
    phone,
    calls,
    messages,
    clear() {
      calls.clear();
      messages.clear();
    },
  };
}

function findLine(phoneNumbers: readonly SandboxPhoneNumber[], phoneNumberId: string | undefined): SandboxPhoneNumber {
  const line = phoneNumberId === undefined ? phoneNumbers[0] : phoneNumbers.find(({ id }) => id === phoneNumberId);
  if (line === undefined) throw new ConfigurationError('Quo sandbox: the workspace has no such phone number');
  return line;
}

function change(calls: Map<string, HeldCall>, callId: string, parts: (call: HeldCall) => Partial<HeldCall>): HeldCall {
  const call = calls.get(callId);
  if (call === undefined) throw new ConfigurationError('Quo sandbox: there is no such call');
  const changed = { ...call, ...parts(call) };
  calls.set(callId, changed);
  return changed;
}
