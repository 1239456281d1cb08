import type { Doc } from './document.ts';

/** A change stream that is open. */
export interface OpenStream {
  readonly database: string;
  /** How many changes of the log it has passed. */
  readonly position: number;
  readonly filter: Doc;
}

/** How many changes a server remembers. */
const KEPT = 10_000;

/** What was changed, in order: the oplog of a replica set. */
export class ChangeLog {
  #changes: Doc[] = [];
  /** How many were forgotten. */
  #first = 0;
  readonly #waiting = new Set<() => void>();

  get length(): number {
    return this.#first + this.#changes.length;
  }

  add(change: Doc): void {
    this.#changes.push({ _id: { _data: String(this.length + 1) }, ...change });
    if (this.#changes.length > KEPT) this.#forget(KEPT / 2);
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** @returns those behind a position; `undefined` when some of them are forgotten. */
  after(position: number): readonly Doc[] | undefined {
    return position < this.#first ? undefined : this.#changes.slice(position - this.#first);
  }

  /** Resolves at the next change, or after `ms` milliseconds. */
  async next(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(done);
        resolve();
      }, ms);
      const done = (): void => {
        clearTimeout(timer);
        resolve();
      };
      this.#waiting.add(done);
    });
  }

  #forget(count: number): void {
    this.#changes = this.#changes.slice(count);
    this.#first += count;
  }
}
