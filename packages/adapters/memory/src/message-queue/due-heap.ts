/** Something that is to happen at a time. */
export interface DueItem {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly dueMs: number;
  readonly release: () => void;
}

interface Entry extends DueItem {
  readonly order: number;
}

/** A binary heap: what is due first comes out first, and what is due at the same time in the order of its coming. */
export class DueHeap {
  readonly #entries: Entry[] = [];
  #order = 0;

  get size(): number {
    return this.#entries.length;
  }

  /** @returns when the first item is due. */
  nextDueMs(): number | undefined {
    return this.#entries[0]?.dueMs;
  }

  push({ dueMs, release }: DueItem): void {
    this.#order += 1;
    const entries = this.#entries;
    entries.push({ dueMs, release, order: this.#order });
    let child = entries.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.#swapIfEarlier(child, parent)) break;
      child = parent;
    }
  }

  /** @returns the first item if it is due at `nowMs`, which then is no longer in the heap. */
  popDue(nowMs: number): DueItem | undefined {
    const entries = this.#entries;
    const first = entries[0];
    if (first === undefined || first.dueMs > nowMs) return undefined;
    const last = entries.pop();
    if (entries.length > 0 && last !== undefined) {
      entries[0] = last;
      this.#sink();
    }
    return first;
  }

  #sink(): void {
    let parent = 0;
    for (;;) {
      const left = parent * 2 + 1;
      const right = left + 1;
      const child = this.#isEarlier(right, left) ? right : left;
      if (!this.#swapIfEarlier(child, parent)) return;
      parent = child;
    }
  }

  #isEarlier(index: number, other: number): boolean {
    const a = this.#entries[index];
    const b = this.#entries[other];
    if (a === undefined || b === undefined) return false;
    return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
  }

  #swapIfEarlier(child: number, parent: number): boolean {
    if (!this.#isEarlier(child, parent)) return false;
    const entries = this.#entries;
    const moved = entries[child] as Entry;
    entries[child] = entries[parent] as Entry;
    entries[parent] = moved;
    return true;
  }
}
