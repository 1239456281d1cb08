import { expect, it } from 'vitest';
import { zoho } from '../test-support/zoho-under-test.ts';
import { createZohoClient, type ZohoClientOptions } from './create-zoho-client.ts';

it("sends Zoho's word before the token", async () => {
  const { client, sent } = zoho.open();
  await client.users.list();
  expect(sent[0]?.headers.get('authorization')).toBe('Zoho-oauthtoken sandbox-access-1');
});

it('refuses to be made without a base URL', () => {
  expect(() => createZohoClient({ token: 't' } as ZohoClientOptions)).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
});
