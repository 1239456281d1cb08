/** How many handler calls may follow one another before timers and sockets have their turn: some milliseconds. */
const CALLS_PER_TURN = 1024;

/** Counts calls within one turn of the event loop. Handlers that wait for anything real end the turn by themselves. */
export class TurnTaking {
  #calls = 0;

  /** Handlers that only await settled promises would keep everything else in this program waiting. */
  async yieldIfDue(): Promise<void> {
    this.#calls += 1;
    if (this.#calls === 1) setImmediate(() => (this.#calls = 0));
    if (this.#calls >= CALLS_PER_TURN) await new Promise((resolve) => setImmediate(resolve));
  }
}
