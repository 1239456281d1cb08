import type { Clock, Leases } from '@frigg-crm/core';
import { describe, it } from 'vitest';
import { createVirtualClock } from '../clock/virtual-clock.ts';
import { holdingCases } from './holding-cases.ts';
import { keyCases } from './key-cases.ts';
import type { LeaseCase } from './lease-case.ts';

/** How the contract suite reaches an adapter. */
export interface LeasesContract {
  /** Makes leases over an empty store, whose time is that of `clock`; called before each test. */
  readonly make: (clock: Clock) => Leases | Promise<Leases>;
  /**
   * Opens the store that `make` made last once more, as a second program would.
   * @defaultValue the same leases again
   */
  readonly open?: ((clock: Clock) => Leases) | undefined;
}

/** The contract of `Leases`, promise by promise: for test runners other than vitest's `describe`. */
export const leaseCases: readonly LeaseCase[] = [...holdingCases, ...keyCases];

/**
 * The contract of `Leases`: every adapter runs it, and passes whole.
 *
 * @example
 * ```ts
 * describeLeases('in memory', { make: (clock) => createMemoryLeases({ clock }) });
 * ```
 */
export function describeLeases(name: string, { make, open }: LeasesContract): void {
  describe(`the leases ${name}`, () => {
    for (const { title, run } of leaseCases) {
      it(title, async () => {
        const clock = createVirtualClock();
        const leases = await make(clock);
        await run({ leases, open: () => open?.(clock) ?? leases, clock });
      });
    }
  });
}
