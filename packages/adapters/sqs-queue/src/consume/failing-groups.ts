/**
 * Remembers which groups of a FIFO queue will be redelivered with a failed message in front.
 *
 * SQS counts a receive for every message that it hands out, also for those behind the failed one that are released
 * untouched: they would use up their attempts together with it. While such a group is due, one message is received at
 * a time.
 */
export class FailingGroups {
  readonly #dueMsByGroup = new Map<string, number>();

  /** @param dueMs - When its first message is visible again. */
  failed(groupId: string | undefined, dueMs: number): void {
    if (groupId !== undefined) this.#dueMsByGroup.set(groupId, dueMs);
  }

  settled(groupId: string | undefined): void {
    if (groupId !== undefined) this.#dueMsByGroup.delete(groupId);
  }

  /** @returns whether a failed message may come in a receive that starts at `nowMs` and waits for `waitMs`. */
  isAnyDue({ nowMs, waitMs, forgetAfterMs }: { readonly nowMs: number; readonly waitMs: number; readonly forgetAfterMs: number }): boolean {
    for (const [groupId, dueMs] of this.#dueMsByGroup) {
      // Another consumer holds it.
      if (dueMs + forgetAfterMs < nowMs) this.#dueMsByGroup.delete(groupId);
      else if (dueMs <= nowMs + waitMs) return true;
    }
    return false;
  }
}
