/** Something that has to be closed. */
export interface Closable {
  close(): Promise<void>;
}

/** Closes what was opened, the last first; what cannot be closed does not keep the others open. */
export class Closing {
  readonly #open: Closable[] = [];

  add(closable: Closable): void {
    this.#open.push(closable);
  }

  async close(): Promise<void> {
    for (let next = this.#open.pop(); next !== undefined; next = this.#open.pop()) {
      await next.close().catch(() => undefined);
    }
  }
}
