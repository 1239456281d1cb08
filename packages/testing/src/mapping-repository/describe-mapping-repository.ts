import type { Clock, MappingRepository } from '@frigg-crm/core';
import { describe, it } from 'vitest';
import { createVirtualClock } from '../clock/virtual-clock.ts';
import { beginCases } from './begin-cases.ts';
import { certaintyCases } from './certainty-cases.ts';
import { claimCases } from './claim-cases.ts';
import { concurrencyCases } from './concurrency-cases.ts';
import { failureCases } from './failure-cases.ts';
import { lookupCases } from './lookup-cases.ts';
import type { MappingCase } from './mapping-case.ts';
import { momentCases } from './moment-cases.ts';
import { refusalCases } from './refusal-cases.ts';
import { removalCases } from './removal-cases.ts';
import { unseenCases } from './unseen-cases.ts';

/** How the contract suite reaches an adapter. */
export interface MappingRepositoryContract {
  /** Makes a repository over an empty store, whose time is that of `clock`; called before each test. */
  readonly make: (clock: Clock) => MappingRepository | Promise<MappingRepository>;
  /**
   * Opens a further repository over the store that `make` made last, as a second program would.
   * @defaultValue the same repository again
   */
  readonly open?: ((clock: Clock) => MappingRepository) | undefined;
}

/** The contract of `MappingRepository`, promise by promise: for test runners other than vitest's `describe`. */
export const mappingRepositoryCases: readonly MappingCase[] = [
  ...beginCases,
  ...momentCases,
  ...claimCases,
  ...certaintyCases,
  ...concurrencyCases,
  ...failureCases,
  ...lookupCases,
  ...unseenCases,
  ...removalCases,
  ...refusalCases,
];

/**
 * The contract of `MappingRepository`: every adapter runs it, and passes whole.
 *
 * @example
 * ```ts
 * describeMappingRepository('in memory', { make: (clock) => createMemoryMappingRepository({ clock }) });
 * ```
 */
export function describeMappingRepository(name: string, { make, open }: MappingRepositoryContract): void {
  describe(`the mapping repository ${name}`, () => {
    for (const { title, run } of mappingRepositoryCases) {
      it(title, async () => {
        const clock = createVirtualClock();
        const mappings = await make(clock);
        await run({ mappings, open: () => open?.(clock) ?? mappings, clock });
      });
    }
  });
}
