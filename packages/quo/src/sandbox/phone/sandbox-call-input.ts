import type { JsonValue } from '@frigg-crm/core';
import type { QuoDirection } from '../../calls/quo-call.ts';

/** How a call can have ended (Quo API, Get a call by id). */
export type SandboxCallStatus =
  | 'completed'
  | 'busy'
  | 'failed'
  | 'no-answer'
  | 'canceled'
  | 'missed'
  | 'answered'
  | 'forwarded'
  | 'abandoned';

/** A call that has just ended. */
export interface SandboxCallInput {
  /** @defaultValue the first number of the workspace */
  readonly phoneNumberId?: string | undefined;
  /** @defaultValue 'incoming' */
  readonly direction?: QuoDirection | undefined;
  /** The number at the other end. @defaultValue '+15559876543' */
  readonly with?: string | undefined;
  /** All numbers on the call, when there are more than two, or none. @defaultValue caller and called */
  readonly participants?: readonly string[] | undefined;
  /** @defaultValue 'completed' */
  readonly status?: SandboxCallStatus | undefined;
  /** @defaultValue whether the status is `completed` or `answered` */
  readonly answered?: boolean | undefined;
  /** Whole seconds. @defaultValue 76 when it was answered, else 0 */
  readonly durationSeconds?: number | undefined;
  /** Who answered or made the call. @defaultValue the first user of the number */
  readonly userId?: string | undefined;
  /** Whether Quo's assistant took the call. @defaultValue false */
  readonly aiHandled?: boolean | undefined;
  /** A number, or the id of a user. @defaultValue none */
  readonly forwardedTo?: string | undefined;
}

/** A recording that is there now. */
export interface SandboxRecordingInput {
  /** @defaultValue the length of the call */
  readonly durationSeconds?: number | undefined;
  /** Anything but `completed` has neither URL nor length yet, and no event reports it. @defaultValue 'completed' */
  readonly status?: 'completed' | 'in-progress' | 'processing' | 'failed' | 'deleted' | undefined;
}

/** A voicemail that is there now. */
export interface SandboxVoicemailInput {
  /** @defaultValue 12 */
  readonly durationSeconds?: number | undefined;
  /** @defaultValue 'Please call me back.' */
  readonly transcript?: string | null | undefined;
  /** One in progress has neither URL, length nor transcript yet. @defaultValue 'completed' */
  readonly status?: 'completed' | 'in-progress' | undefined;
}

/** A summary that is there now. */
export interface SandboxSummaryInput {
  /** @defaultValue one line */
  readonly summary?: readonly string[] | null | undefined;
  /** @defaultValue none */
  readonly nextSteps?: readonly string[] | null | undefined;
  /** @defaultValue none */
  readonly jobs?:
    | readonly {
        readonly icon: string;
        readonly name: string;
        readonly items: readonly { readonly name: string; readonly value: JsonValue }[];
      }[]
    | null
    | undefined;
  /** An event reports a completed one only. @defaultValue 'completed' */
  readonly status?: 'absent' | 'in-progress' | 'completed' | 'failed' | undefined;
}

/** A text message that was just received or delivered. */
export interface SandboxTextInput {
  /** @defaultValue the first number of the workspace */
  readonly phoneNumberId?: string | undefined;
  /** @defaultValue 'incoming' */
  readonly direction?: QuoDirection | undefined;
  /** The number at the other end. @defaultValue '+15559876543' */
  readonly with?: string | undefined;
  /** @defaultValue 'Hello' */
  readonly text?: string | undefined;
  /** Events report them, the API does not. @defaultValue none */
  readonly media?: readonly { readonly url: string; readonly type: string }[] | undefined;
  /** Who sent an outgoing one. @defaultValue the first user of the number */
  readonly userId?: string | undefined;
}
