import { silentLogger } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { axiscareConnector } from './descriptor.ts';

const typesOf = async (options: Record<string, string>, url = 'https://1234.axiscare.com') => {
  const create = await axiscareConnector.connect({ url, token: 'x', options }, { logger: silentLogger });
  const untouched = {} as never;
  const rest = { quoContacts: untouched, processManager: untouched, queueManager: untouched, syncOrchestrator: untouched };
  return create({ integrationId: 'i1', userId: 'u1', ...rest }).config.personObjectTypes.map(({ crmObjectName }) => crmObjectName);
};

describe('the connector in a list of connectors', () => {
  it('syncs the people and the sites that are named', async () => {
    expect(await typesOf({})).toEqual(['client']);
    expect(await typesOf({ personTypes: 'lead, client', furtherSites: '5678' })).toEqual(['client', '5678:client', 'lead', '5678:lead']);
  });

  it('knows which settings cannot be used', () => {
    const { personTypes, furtherSites } = axiscareConnector.options ?? {};
    expect(personTypes?.problemOf?.('client,visit')).toContain('must be a comma list of client');
    expect(personTypes?.problemOf?.('client,lead')).toBeUndefined();
    expect(furtherSites?.problemOf?.('5678,evil.com')).toContain('must be');
    expect(furtherSites?.problemOf?.('5678, 9012')).toBeUndefined();
  });

  it.each(['https://evil.com', 'https://1234.axiscare.com.evil.com', 'https://a.b.axiscare.com', 'http://1234.axiscare.com', 'nonsense'])(
    'refuses the address %s',
    async (url) => {
      await expect(typesOf({}, url)).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
    },
  );

  it('takes a sandbox on this machine', async () => {
    expect(await typesOf({}, 'http://127.0.0.1:4100')).toEqual(['client']);
  });
});
