import type { CredentialVault } from '@frigg-crm/core';
import type { TokenSource } from '@frigg-crm/http';
import { createVaultTokenSource, type VaultTokenSourceOptions } from '../tokens/vault-token-source.ts';
import { INTEGRATION, PROVIDER, aVault, aWorld, type World } from './a-world.ts';
import type { OAuthServerOptions } from './oauth-server.ts';

/** Another process: it shares the store and the server, and nothing else. */
export function aProcess(world: World, options: Partial<VaultTokenSourceOptions> = {}): TokenSource {
  const { clock, documents, server } = world;
  return createVaultTokenSource({
    provider: PROVIDER,
    vault: aVault(documents),
    integrationId: INTEGRATION,
    clock,
    fetch: server.fetch,
    ...options,
  });
}

/** A world with an account whose token has expired. */
export async function connectedWorld(options: OAuthServerOptions = {}): Promise<World> {
  const world = aWorld(options);
  await world.store();
  return world;
}

/** @returns what each call came to: a token, or the code of its error. */
export async function outcomes(work: readonly Promise<string>[]): Promise<readonly string[]> {
  const settled = await Promise.allSettled(work);
  return settled.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : (outcome.reason as { code: string }).code));
}

/** Breaks calls of a vault. */
export function breaking(vault: CredentialVault, before: (call: 'read' | 'write') => Promise<void> | void): CredentialVault {
  return {
    ...vault,
    async read(...call) {
      await before('read');
      return vault.read(...call);
    },
    async write(...call) {
      await before('write');
      return vault.write(...call);
    },
  };
}
