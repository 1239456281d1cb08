import type { FaultKind } from '@frigg-crm/testing';
import type { SharedCalls } from '../system/shared-calls.ts';

/** An invariant that a seed has broken. */
export interface Violation {
  readonly seed: number;
  readonly invariant: string;
  readonly detail: string;
  /** The newest events, oldest first. */
  readonly trace: readonly string[];
  /** Every process, in a line. */
  readonly processes: readonly string[];
  /** What the seed had decided beforehand, as JSON. */
  readonly plan: string;
}

/** What became of one seed. */
export interface SeedResult {
  readonly seed: number;
  readonly events: number;
  /** The same for two runs that went the same way. */
  readonly hash: string;
  readonly injected: Readonly<Partial<Record<FaultKind, number>>>;
  /** States that processes ended in, and how many of them. */
  readonly ends: Readonly<Record<string, number>>;
  readonly virtualMs: number;
  /** Calls of the store that were for several callers at once. */
  readonly shared: Readonly<SharedCalls>;
  readonly violation: Violation | undefined;
}
