import { createCredentialVault, createLocalKeys, type CredentialVault, type DocumentStore, type JsonObject } from '@frigg-crm/core';
import { createMemoryDocumentStore } from '@frigg-crm/memory';
import { createVirtualClock, TEST_START_MS, type VirtualClock } from '@frigg-crm/testing';
import type { OAuthProvider } from '../provider/oauth-provider.ts';
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

export interface World {
  readonly clock: VirtualClock;
  readonly documents: DocumentStore;
  readonly vault: CredentialVault;
  readonly server: OAuthServer;
  /** Stores tokens that have expired, which the server knows. */
  store(tokens?: Partial<StoredTokens>): Promise<void>;
  stored(): Promise<StoredTokens>;
}

export const aVault = (documents: DocumentStore, keyId = 'k1'): CredentialVault =>
  createCredentialVault({ documents, keys: createLocalKeys({ current: { id: keyId, key: new TextEncoder().encode(keyId.padEnd(32)) } }) });

/** A vault with the tokens of one account, and the server that issued them. */
export function aWorld(options: OAuthServerOptions & { readonly clock?: VirtualClock } = {}): World {
  const clock = options.clock ?? createVirtualClock();
  const documents = createMemoryDocumentStore();
  const vault = aVault(documents);
  const key = { integrationId: INTEGRATION, name: OAUTH_CREDENTIAL };
  return {
    clock,
    documents,
    vault,
    server: createOAuthServer(options),
    async store(tokens = {}) {
      const answer = { accessToken: 'at-SECRET-0', refreshToken: 'rt-SECRET-0', expiresAtMs: TEST_START_MS, scope: null, json: {} };
      const value: JsonObject = { ...toStoredTokens('id-0', answer, { api_domain: 'https://one.example.com' }), ...tokens };
      await vault.write({ ...key, value, expectedVersion: (await vault.read(key))?.version });
    },
    async stored() {
      const credential = await vault.read(key);
      if (credential === undefined) throw new Error('no tokens are stored');
      return credential.value as unknown as StoredTokens;
    },
  };
}
