/** Who began a call or a message, as Quo says it. */
export type QuoDirection = 'incoming' | 'outgoing';

/** A call as Quo reports it, in whichever version of its API or its events. Times are ISO 8601; `null`: Quo has not said. */
export type QuoCall = {
  /** Begins with `AC`. */
  readonly id: string;
  readonly direction: QuoDirection;
  /** `completed`, `no-answer`, `missed`, `forwarded` …; `null`: Quo has not said. */
  readonly status: string | null;
  readonly createdAt: string | null;
  readonly answeredAt: string | null;
  readonly completedAt: string | null;
  readonly updatedAt: string | null;
  /** Whole seconds. */
  readonly durationSeconds: number | null;
  /** Ids of users begin with `US`, those of automatic actors with `SY`. */
  readonly answeredBy: string | null;
  readonly initiatedBy: string | null;
  readonly userId: string | null;
  /** Begins with `PN`. */
  readonly phoneNumberId: string | null;
  /** All numbers on the call, as Quo writes them, in no order that means anything. */
  readonly participants: readonly string[];
  /** The numbers outside the workspace, where Quo itself has sorted them out. */
  readonly externalParticipants: readonly string[] | null;
  /** A number, or the id of a user. */
  readonly forwardedTo: string | null;
  /** `ai-agent`: Quo's assistant took the call. */
  readonly aiHandled: string | null;
};
