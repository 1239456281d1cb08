/** What a caller has left. `null`: Quo has not said, or is still at work on it. */
export type QuoVoicemail = {
  readonly id: string | null;
  readonly status: string | null;
  /** Seconds. */
  readonly durationSeconds: number | null;
  readonly transcript: string | null;
  readonly url: string | null;
};
