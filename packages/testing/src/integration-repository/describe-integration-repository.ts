import type { IntegrationRepository } from '@frigg-crm/core';
import { describe, it } from 'vitest';
import { changingCases } from './changing-cases.ts';
import { findingCases } from './finding-cases.ts';
import type { IntegrationCase } from './integration-case.ts';
import { keepingCases } from './keeping-cases.ts';

/** How the contract suite reaches an adapter. */
export interface IntegrationRepositoryContract {
  /** Makes a repository over an empty store; called before each test. */
  readonly make: () => IntegrationRepository | Promise<IntegrationRepository>;
  /**
   * Opens a further repository over the store that `make` made last, as a second program would.
   * @defaultValue the same repository again
   */
  readonly open?: (() => IntegrationRepository) | undefined;
}

/** The contract of `IntegrationRepository`, promise by promise: for test runners other than vitest's `describe`. */
export const integrationRepositoryCases: readonly IntegrationCase[] = [...keepingCases, ...findingCases, ...changingCases];

/**
 * The contract of `IntegrationRepository`: whatever keeps integrations runs it, and passes whole. What is made by
 * `createIntegrationRepository` over a store that passes `describeDocumentStore` does.
 *
 * @example
 * ```ts
 * describeIntegrationRepository('in memory', { make: () => createIntegrationRepository(createMemoryDocumentStore()) });
 * ```
 */
export function describeIntegrationRepository(name: string, { make, open }: IntegrationRepositoryContract): void {
  describe(`the integration repository ${name}`, () => {
    for (const { title, run } of integrationRepositoryCases) {
      it(title, async () => {
        const integrations = await make();
        await run({ integrations, open: open ?? (() => integrations) });
      });
    }
  });
}
