import { createMemoryDocumentStore } from '@frigg-crm/memory';
import { describe, expect, it } from 'vitest';
import { createTestVault } from '@frigg-crm/testing';
import { connectAxisCareAccount, openAxisCareAccount } from './axiscare-account.ts';
import { createAxisCareSandbox } from './sandbox/create-axiscare-sandbox.ts';

function setUp() {
  const vault = createTestVault(createMemoryDocumentStore());
  const sandbox = createAxisCareSandbox({ people: { client: 1 }, requestsPerSecond: 1000 });
  const sent: Request[] = [];
  const options = {
    vault,
    integrationId: 'i1',
    fetch: async (request: Request) => {
      sent.push(request);
      return sandbox.fetch(request);
    },
  };
  return { options, sandbox, sent, vault };
}

describe('an account of AxisCare', () => {
  it('is stored when each site has accepted the token, without Bearer (acceptance 1, 4)', async () => {
    const { options, sandbox, sent } = setUp();
    const credentials = { token: `Bearer ${sandbox.token} `, siteNumber: '1234', furtherSites: ['5678'] };
    await connectAxisCareAccount(options, credentials);
    expect(sent.map(({ url, headers }) => [url, headers.get('authorization')])).toEqual(
      ['1234', '5678'].map((site) => [`https://${site}.axiscare.com/api/clients?limit=1`, 'Bearer sandbox-token']),
    );
    const { client, furtherSites } = await openAxisCareAccount(options);
    expect([client, ...furtherSites].map(({ siteNumber }) => siteNumber)).toEqual(['1234', '5678']);
    await client.verify();
    expect(sent.at(-1)?.headers.get('authorization')).toBe('Bearer sandbox-token');
  });

  it('is stored again with another token', async () => {
    const { options, sandbox, sent } = setUp();
    await connectAxisCareAccount(options, { token: sandbox.token, siteNumber: '1234' });
    sandbox.access.token = 'another';
    await connectAxisCareAccount(options, { token: 'another', siteNumber: '1234' });
    await (await openAxisCareAccount(options)).client.verify();
    expect(sent.at(-1)?.headers.get('authorization')).toBe('Bearer another');
  });

  it.each(['evil.com/x', 'a.b', 'x@evil.com', '12 34', '', 'x'.repeat(64)])('is not requested at %j (acceptance 2)', async (siteNumber) => {
    const { options, sandbox, sent } = setUp();
    await expect(connectAxisCareAccount(options, { token: sandbox.token, siteNumber })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
    });
    await expect(connectAxisCareAccount(options, { token: 'x', siteNumber: '1', furtherSites: [siteNumber] })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
    });
    expect(sent).toEqual([]);
  });

  it('is not stored where the token lacks the permission (acceptance 5), or is none', async () => {
    const { options, sandbox, sent } = setUp();
    sandbox.access.isPermitted = false;
    await expect(connectAxisCareAccount(options, { token: sandbox.token, siteNumber: '1234' })).rejects.toMatchObject({
      code: 'API_UNAUTHORIZED',
      apiCode: 'permission_denied',
    });
    expect(sent).toHaveLength(1);
    await expect(connectAxisCareAccount(options, { token: ' Bearer ', siteNumber: '1234' })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
    });
    await expect(openAxisCareAccount(options)).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
  });
});
