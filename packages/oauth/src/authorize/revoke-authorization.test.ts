import { expect, it } from 'vitest';
import { INTEGRATION, PROVIDER, createTestSystem } from '../test-support/test-system.ts';
import { readStoredTokens } from '../tokens/read-stored-tokens.ts';
import { revokeAuthorization } from './revoke-authorization.ts';

it.each([
  ['the refresh token', 'rt-SECRET-0', 'refresh_token:rt-SECRET-0'],
  ['the access token where there is no other', null, 'access_token:at-SECRET-0'],
])('revokes %s and deletes the tokens; once more does nothing', async (_what, refreshToken, revoked) => {
  const { vault, server, clock, store } = createTestSystem();
  await store({ refreshToken });
  const options = { provider: PROVIDER, vault, integrationId: INTEGRATION, fetch: server.fetch, clock };
  expect(await revokeAuthorization(options)).toEqual({ revoked: true });
  expect(await revokeAuthorization(options)).toEqual({ revoked: false });
  expect(server.revoked).toEqual([revoked]);
  expect(await readStoredTokens({ vault, integrationId: INTEGRATION })).toBeUndefined();
});

it('deletes the tokens of a CRM that cannot revoke', async () => {
  const { vault, server, store } = createTestSystem();
  await store();
  const provider = { ...PROVIDER, revokeUrl: undefined };
  expect(await revokeAuthorization({ provider, vault, integrationId: INTEGRATION, fetch: server.fetch })).toEqual({ revoked: false });
  expect(await readStoredTokens({ vault, integrationId: INTEGRATION })).toBeUndefined();
  expect(server.requests).toEqual([]);
});

it('keeps the tokens when the CRM does not respond, so that it can be repeated', async () => {
  const { vault, store } = createTestSystem();
  await store();
  const fetch = async (): Promise<Response> => new Response('', { status: 503 });
  const work = revokeAuthorization({ provider: PROVIDER, vault, integrationId: INTEGRATION, fetch });
  await expect(work).rejects.toMatchObject({ code: 'API_UNAVAILABLE', retryable: true });
  expect(await readStoredTokens({ vault, integrationId: INTEGRATION })).toBeDefined();
});
