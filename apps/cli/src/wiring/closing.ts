import { untilAborted } from './stoppable.ts';

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

  /** Waits until something is open. @throws the signal's reason when it is aborted before; what is opened later is closed at once. */
  async open<Opened extends Closable>(opening: Promise<Opened>, signal: AbortSignal): Promise<Opened> {
    try {
      const opened = await untilAborted(opening, signal);
      this.add(opened);
      return opened;
    } catch (error) {
      void opening.then(async (opened) => opened.close()).catch(() => undefined);
      throw error;
    }
  }

  async close(): Promise<void> {
    for (let next = this.#open.pop(); next !== undefined; next = this.#open.pop()) {
      await next.close().catch(() => undefined);
    }
  }
}
