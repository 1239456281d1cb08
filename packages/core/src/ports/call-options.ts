/** The last parameter of every call that may wait. */
export interface CallOptions {
  /** Ends the wait; the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}
