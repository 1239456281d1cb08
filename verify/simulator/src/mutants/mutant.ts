import type { StoreKind } from '../system/backend.ts';

/** A small deliberate fault of the program: a simulation that does not find it would not find a real one. */
export interface Mutant {
  readonly name: string;
  /** The name of the file, wherever it lies in `packages`: code may move between folders. */
  readonly file: string;
  /** Occurs exactly once in exactly one file of that name. */
  readonly find: string;
  readonly replace: string;
  /** What goes wrong with it. */
  readonly why: string;
  /** Whose worlds find it. @defaultValue memory */
  readonly store?: StoreKind | undefined;
  /** A seed that finds it: tried first. */
  readonly seed?: number | undefined;
}
