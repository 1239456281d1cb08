/** A recording of a call; a call may have several. `null`: Quo has not said, or is still at work on it. */
export type QuoRecording = {
  readonly id: string | null;
  readonly url: string | null;
  /** Seconds. */
  readonly durationSeconds: number | null;
  /** Only `completed` ones can be listened to; `null` in events, which report completed ones only. */
  readonly status: string | null;
  /** ISO 8601. */
  readonly startedAt: string | null;
};
