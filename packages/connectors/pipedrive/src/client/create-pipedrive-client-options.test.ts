import { readPhoneNumbers } from '@frigg-crm/crm-base';
import { describe, expect, it } from 'vitest';
import { pipedrive } from '../test-support/pipedrive-under-test.ts';
import { createPipedriveClient } from './create-pipedrive-client.ts';

describe('the options of a client of Pipedrive', () => {
  it('refuses to be made without a base URL', () => {
    expect(() => createPipedriveClient({ token: 't' })).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
  });

  it('still has the names of before: apiDomain, and one method per call', async () => {
    const { sandbox, client: current } = pipedrive.open({ people: 2 });
    const client = createPipedriveClient({ apiDomain: () => sandbox.apiDomain, token: sandbox.accessToken, fetch: sandbox.fetch });
    expect([client.apiDomain, client.baseUrl]).toEqual([sandbox.apiDomain, sandbox.apiDomain]);
    expect(await client.listPersons({ limit: 10 })).toEqual(await current.persons.list({ limit: 10 }));
    const toE164 = (text: string): string | undefined => readPhoneNumbers(text, 'US').values[0];
    expect(await client.searchPersonsByPhone('+14155550100', { toE164 })).toEqual([]);
    expect(await client.me()).toEqual(await current.users.me());
  });

  it('ends a call whose token source never responds', async () => {
    const token = { get: async () => new Promise<string>(() => undefined), refresh: async () => '' };
    const { client, clock } = pipedrive.open({}, { client: { token, headersTimeoutMs: 5, retryDelaysMs: [] } });
    await expect(clock.runUntil(client.users.me())).rejects.toMatchObject({ code: 'API_UNAVAILABLE', apiCode: 'HEADERS_TIMEOUT' });
  });
});
