import { createCredentialVault, createLocalKeys, type CredentialVault, type DocumentStore, type JsonObject } from '@frigg-crm/core';
import type { TokenSource } from '@frigg-crm/http';
import { createMemoryDocumentStore } from '@frigg-crm/memory';
import { createVirtualClock, TEST_START_MS, type VirtualClock } from '@frigg-crm/testing';
import type { OAuthProvider } from '../provider/oauth-provider.ts';
import { createVaultTokenSource, type VaultTokenSourceOptions } from '../tokens/vault-token-source.ts';
import { OAUTH_CREDENTIAL, toStoredTokens, type StoredTokens } from '../tokens/stored-tokens.ts';
import { CLIENT, createOAuthServer, type OAuthServer, type OAuthServerOptions } from './oauth-server.ts';

export const INTEGRATION = 'integration-1';
export const PROVIDER: OAuthProvider = {
  name: 'Acme',
  authorizeUrl: 'https://acme.example.com/authorize',
  tokenUrl: 'https://acme.example.com/token',
  revokeUrl: 'https://acme.example.com/revoke',
  clientId: CLIENT.id,
  clientSecret: CLIENT.secret,
  clientAuthentication: 'basic',
  usesPkce: true,
};

export interface TestSystem {
  readonly clock: VirtualClock;
  readonly documents: DocumentStore;
  readonly vault: CredentialVault;
  readonly server: OAuthServer;
  /** Stores tokens that have expired, which the server knows. */
  store(tokens?: Partial<StoredTokens>): Promise<void>;
  stored(): Promise<StoredTokens>;
}

export const createTestVault = (documents: DocumentStore, keyId = 'k1'): CredentialVault =>
  createCredentialVault({ documents, keys: createLocalKeys({ current: { id: keyId, key: new TextEncoder().encode(keyId.padEnd(32)) } }) });

/** A vault with the tokens of one account, and the server that issued them. */
export function createTestSystem(options: OAuthServerOptions & { readonly clock?: VirtualClock } = {}): TestSystem {
  const clock = options.clock ?? createVirtualClock();
  const documents = createMemoryDocumentStore();
  const vault = createTestVault(documents);
  const key = { integrationId: INTEGRATION, name: OAUTH_CREDENTIAL };
  return {
    clock,
    documents,
    vault,
    server: createOAuthServer(options),
    async store(tokens = {}) {
      const response = { accessToken: 'at-SECRET-0', refreshToken: 'rt-SECRET-0', expiresAtMs: TEST_START_MS, scope: null, json: {} };
      const value: JsonObject = { ...toStoredTokens('id-0', response, { api_domain: 'https://one.example.com' }), ...tokens };
      await vault.write({ ...key, value, expectedVersion: (await vault.read(key))?.version });
    },
    async stored() {
      const credential = await vault.read(key);
      if (credential === undefined) throw new Error('no tokens are stored');
      return credential.value as unknown as StoredTokens;
    },
  };
}

/** The token source of another process: it shares the store and the server, and nothing else. */
export function createProcess(system: TestSystem, options: Partial<VaultTokenSourceOptions> = {}): TokenSource {
  const { clock, documents, server } = system;
  return createVaultTokenSource({
    provider: PROVIDER,
    vault: createTestVault(documents),
    integrationId: INTEGRATION,
    clock,
    fetch: server.fetch,
    ...options,
  });
}

/** A test system with an account whose token has expired. */
export async function createConnectedSystem(options: OAuthServerOptions = {}): Promise<TestSystem> {
  const system = createTestSystem(options);
  await system.store();
  return system;
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
