import { setImmediate } from 'node:timers';

/**
 * Lets work go on one piece per turn of the event loop, in the order in which it came. Whatever has arrived meanwhile, such
 * as the responses to other requests, is handled before each piece.
 */
export class EventLoopTurns {
  readonly #waiting: (() => void)[] = [];

  /** Resolves when it is the caller's turn. */
  async next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === 1) setImmediate(this.#serve);
    });
  }

  readonly #serve = (): void => {
    const [resolve, ...others] = this.#waiting.splice(0);
    this.#waiting.push(...others);
    if (others.length > 0) setImmediate(this.#serve);
    resolve?.();
  };
}
