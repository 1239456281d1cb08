import type { JsonObject } from '@frigg-crm/core';
import type { QuoDirection } from '../../calls/quo-call.ts';
import type { SandboxCallStatus } from './sandbox-call-input.ts';

/** A recording as the API shows it. */
export interface HeldRecording {
  readonly id: string;
  readonly duration: number | null;
  readonly startTime: string | null;
  readonly status: string;
  readonly type: string | null;
  readonly url: string | null;
}

/** A call that the sandbox holds; times are ISO 8601. */
export interface HeldCall {
  readonly id: string;
  readonly direction: QuoDirection;
  readonly status: SandboxCallStatus;
  readonly createdAt: string;
  readonly answeredAt: string | null;
  readonly completedAt: string;
  readonly updatedAt: string;
  readonly duration: number;
  readonly answeredBy: string | null;
  readonly initiatedBy: string | null;
  readonly userId: string;
  readonly phoneNumberId: string;
  readonly participants: readonly string[];
  readonly forwardedTo: string | null;
  readonly aiHandled: string | null;
  readonly recordings: readonly HeldRecording[];
  /** As the API shows it. */
  readonly voicemail: JsonObject | undefined;
  readonly summary: HeldSummary | undefined;
}

/** A summary as the API shows it. */
export interface HeldSummary {
  readonly status: string;
  readonly summary: readonly string[] | null;
  readonly nextSteps: readonly string[] | null;
  readonly jobs: readonly JsonObject[] | null;
}

/** A text message that the sandbox holds. */
export interface HeldMessage {
  readonly id: string;
  readonly direction: QuoDirection;
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
  readonly media: readonly { readonly url: string; readonly type: string }[];
  readonly status: 'received' | 'delivered';
  readonly createdAt: string;
  readonly userId: string | null;
  readonly phoneNumberId: string;
}
