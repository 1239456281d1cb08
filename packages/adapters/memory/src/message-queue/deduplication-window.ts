/** How long a FIFO queue of Amazon SQS remembers a deduplication id (developer guide, "Exactly-once processing"). */
const DEDUPLICATION_WINDOW_MS = 5 * 60 * 1000;

/** Remembers ids for five minutes. */
export class DeduplicationWindow {
  readonly #expiryById = new Map<string, number>();

  /** @returns whether the id is new within the window, which it then no longer is. */
  admit(id: string, nowMs: number): boolean {
    this.#forgetExpired(nowMs);
    if (this.#expiryById.has(id)) return false;
    this.#expiryById.set(id, nowMs + DEDUPLICATION_WINDOW_MS);
    return true;
  }

  /** All ids are kept equally long, so the map is sorted by expiry and the walk ends at the first that has not expired. */
  #forgetExpired(nowMs: number): void {
    for (const [id, expiryMs] of this.#expiryById) {
      if (expiryMs > nowMs) return;
      this.#expiryById.delete(id);
    }
  }
}
