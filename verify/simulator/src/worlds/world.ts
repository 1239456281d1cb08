import type { SharedCalls } from '../system/shared-calls.ts';

/** A part of the product, with everything around it, that a seed can be played on. */
export interface World {
  /** Plays until all has ended, and checks the invariants; a violation is noted in the simulation. */
  play(): Promise<void>;
  /** How what was begun has ended, and how often. */
  ends(): Readonly<Record<string, number>>;
  /** Calls of its store that were for several callers at once. */
  shared(): Readonly<SharedCalls>;
  /** What there is, in lines. */
  describe(): readonly string[];
  /** Gives back what the world has of the real machine. */
  close(): void;
}
