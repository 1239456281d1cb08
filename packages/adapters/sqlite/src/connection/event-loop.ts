import { setImmediate, setTimeout } from 'node:timers/promises';

/** Where an open file gets its turns and its waits from. */
export interface EventLoop {
  /** @returns milliseconds, from any start: only differences count. */
  now(): number;
  /** Resolves in another turn: timers, sockets and other calls come first, and what they write is committed together. */
  nextTurn(): Promise<void>;
  /** Waits for another program, which holds its locks for real time, whatever clock the store goes by. */
  sleep(ms: number): Promise<void>;
}

/** That of Node. */
export const machineLoop: EventLoop = {
  now: () => performance.now(),
  nextTurn: async () => setImmediate(),
  sleep: async (ms) => setTimeout(ms),
};
