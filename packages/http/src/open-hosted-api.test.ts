import { describe, expect, it } from 'vitest';
import { defineEndpoint } from './endpoint.ts';
import { openHostedApi, type HostedApiFacts, type HostedClientOptions } from './open-hosted-api.ts';

const FACTS: HostedApiFacts = {
  api: 'Acme',
  userAgent: 'frigg-crm-acme/1',
  hosts: { hosts: ['*.acme.test'], problem: 'Acme is at https://<company>.acme.test' },
  missing: 'Acme: baseUrl is missing',
};
const getSelf = defineEndpoint({ path: '/self' });

function open(options: Partial<HostedClientOptions>) {
  const sent: string[] = [];
  const api = openHostedApi(FACTS, {
    token: 'secret',
    async fetch({ url }) {
      sent.push(url);
      return Response.json({});
    },
    ...options,
  });
  const client = api.toClient({ self: async () => api.call(getSelf, {}) }, { webUrl: (url) => `${url}/web` });
  return { client, sent };
}

describe('openHostedApi', () => {
  it('follows an account to another host, and reports where it is', async () => {
    let host = 'https://one.acme.test';
    const { client, sent } = open({ baseUrl: () => host });
    await client.self();
    host = 'https://two.acme.test';
    await client.self();
    expect(sent).toEqual(['https://one.acme.test/self', 'https://two.acme.test/self']);
    expect([client.baseUrl, client.webUrl]).toEqual([host, `${host}/web`]);
  });

  it('sends no token to a host that is not one of the API, also when the account names one later', async () => {
    expect(() => open({ baseUrl: 'https://acme.test.evil.test' })).toThrow(FACTS.hosts.problem);
    expect(() => open({})).toThrow(FACTS.missing);
    expect(open({ baseUrl: 'http://127.0.0.1:4000', allowLoopback: true }).client.baseUrl).toBe('http://127.0.0.1:4000');
    expect(open({ baseUrl: 'https://gateway.test', allowHosts: ['gateway.test'] }).client.baseUrl).toBe('https://gateway.test');
    let host = 'https://one.acme.test';
    const { client, sent } = open({ baseUrl: () => host });
    host = 'https://evil.test';
    await expect(client.self()).rejects.toThrow(FACTS.hosts.problem);
    expect(sent).toEqual([]);
  });

  it('counts access tokens as their source does', () => {
    const token = { get: async () => 'token', refresh: async () => 'token', version: () => 3 };
    const baseUrl = 'https://one.acme.test';
    expect(open({ baseUrl, token }).client.tokenVersion?.()).toBe(3);
    expect(open({ baseUrl }).client.tokenVersion?.()).toBeUndefined();
  });
});
