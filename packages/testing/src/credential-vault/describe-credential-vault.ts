import { createLocalKeys, type KeyService } from '@frigg-crm/core';
import { describe, it } from 'vitest';
import type { CredentialVaultCase, OpenVault } from './credential-vault-case.ts';
import { keepingCases } from './keeping-cases.ts';
import { rotationCases } from './rotation-cases.ts';

/** How the contract suite reaches an adapter. */
export interface CredentialVaultContract {
  /** Empties the store and returns what opens vaults over it; called before each test. */
  readonly make: () => OpenVault | Promise<OpenVault>;
}

/** The contract of `CredentialVault`, promise by promise: for test runners other than vitest's `describe`. */
export const credentialVaultCases: readonly CredentialVaultCase[] = [...keepingCases, ...rotationCases];

/**
 * The contract of `CredentialVault`: every adapter runs it, and so does every document store, with the vault over it.
 *
 * @example
 * ```ts
 * describeCredentialVault('in memory', {
 *   make: () => {
 *     const documents = createMemoryDocumentStore();
 *     return (keys) => createCredentialVault({ documents, keys });
 *   },
 * });
 * ```
 */
export function describeCredentialVault(name: string, { make }: CredentialVaultContract): void {
  describe(`the credential vault ${name}`, () => {
    for (const { title, run } of credentialVaultCases) {
      it(title, async () => {
        const open = await make();
        const openWith = (...ids: readonly [string, ...string[]]) => open(keysOf(ids));
        await run({ vault: openWith('k1'), open: openWith });
      });
    }
  });
}

/** Each id stands for one key, the same in every program. */
function keysOf([current, ...previous]: readonly [string, ...string[]]): KeyService {
  const keyOf = (id: string) => ({ id, key: new TextEncoder().encode(id.padEnd(32, '.')) });
  return createLocalKeys({ current: keyOf(current), previous: previous.map(keyOf) });
}
