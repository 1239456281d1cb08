/** After so many sockets that nothing came through, the client polls. */
const QUICK_ENDS = 3;

/** Whether a socket or polls come next, after what has become of those before. */
export class Attempts {
  #quickEnds = 0;
  #failures = 0;
  /** Sockets that were tried since polls get through. */
  #probes: number | undefined;
  readonly #hasSockets: boolean;

  constructor({ hasSockets }: { readonly hasSockets: boolean }) {
    this.#hasSockets = hasSockets;
  }

  /** How often in a row nothing came through. */
  get failures(): number {
    return this.#failures;
  }

  get isPoll(): boolean {
    return this.#quickEnds >= QUICK_ENDS || !this.#hasSockets;
  }

  /** How many sockets were tried since polls get through; `undefined`: they do not, or are not needed. */
  get probes(): number | undefined {
    return this.#probes;
  }

  /** Polls that got through, or a socket, have come to their end. @returns whether to go on without a pause. */
  end(isGood: boolean): boolean {
    const { isPoll } = this;
    const hasFailedProbe = !isPoll && !isGood && this.#probes !== undefined;
    if (!hasFailedProbe) this.#failures = isGood ? 0 : this.#failures + 1;
    // One socket is tried after some polls, or when they fail too: what was in the way may be gone.
    if (isPoll) this.#quickEnds = QUICK_ENDS - 1;
    else this.#quickEnds = isGood ? 0 : this.#quickEnds + 1;
    if (isPoll && isGood) this.#probes = (this.#probes ?? -1) + 1;
    else if (!hasFailedProbe) this.#probes = undefined;
    return hasFailedProbe;
  }
}
