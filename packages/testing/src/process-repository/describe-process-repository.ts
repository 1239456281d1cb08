import type { ProcessRepository } from '@frigg-crm/core';
import { describe, it } from 'vitest';
import { activeKeyCases } from './active-key-cases.ts';
import { ageCases } from './age-cases.ts';
import { orderCases } from './order-cases.ts';
import { lookupCases } from './lookup-cases.ts';
import { queryCases } from './query-cases.ts';
import { refusalCases } from './refusal-cases.ts';
import { roundTripCases } from './round-trip-cases.ts';
import { saveManyCases } from './save-many-cases.ts';
import { updateCases } from './update-cases.ts';
import type { ContractCase } from './contract-case.ts';
import { versionCases } from './version-cases.ts';

/** How the contract suite reaches an adapter. */
export interface ProcessRepositoryContract {
  /** Makes a repository over an empty store; called before each test. */
  readonly make: () => ProcessRepository | Promise<ProcessRepository>;
  /**
   * Opens a further repository over the store that `make` made last, as a second program would.
   * @defaultValue the same repository again
   */
  readonly open?: (() => ProcessRepository) | undefined;
}

/** The contract of `ProcessRepository`, promise by promise: for test runners other than vitest's `describe`. */
export const processRepositoryCases: readonly ContractCase[] = [
  ...roundTripCases,
  ...refusalCases,
  ...lookupCases,
  ...queryCases,
  ...ageCases,
  ...orderCases,
  ...versionCases,
  ...saveManyCases,
  ...activeKeyCases,
  ...updateCases,
];

/**
 * The contract of `ProcessRepository`: every adapter runs it, and passes whole.
 *
 * @example
 * ```ts
 * describeProcessRepository('memory', { make: () => createMemoryProcessRepository() });
 * ```
 */
export function describeProcessRepository(name: string, { make, open }: ProcessRepositoryContract): void {
  describe(`the process repository ${name}`, () => {
    for (const { title, run } of processRepositoryCases) {
      it(title, async () => {
        const repository = await make();
        await run({ repository, open: open ?? (() => repository) });
      });
    }
  });
}
