import { describe, expect, it } from 'vitest';
import { describeHostedProvider, describeProvider } from './describe-provider.ts';

const FACTS = {
  name: 'Acme',
  server: 'https://oauth.acme.test',
  paths: { authorize: '/authorize', token: '/token', revoke: '/revoke' },
  clientAuthentication: 'post',
  usesPkce: false,
} as const;
const APP = { clientId: 'app', clientSecret: 'secret' };

describe('describeProvider', () => {
  it('joins the server with its paths, and takes http where the server is on this machine', () => {
    expect(describeProvider(FACTS, APP)).toEqual({
      ...APP,
      name: 'Acme',
      authorizeUrl: 'https://oauth.acme.test/authorize',
      tokenUrl: 'https://oauth.acme.test/token',
      revokeUrl: 'https://oauth.acme.test/revoke',
      clientAuthentication: 'post',
      usesPkce: false,
      allowInsecure: false,
    });
    const local = describeProvider({ ...FACTS, server: 'http://127.0.0.1:1', paths: { authorize: '/a', token: '/t' } }, APP);
    expect(local).toMatchObject({ allowInsecure: true, tokenUrl: 'http://127.0.0.1:1/t' });
    expect(local).not.toHaveProperty('revokeUrl');
  });
});

describe('describeHostedProvider', () => {
  const host = { hosts: ['*.acme.test'], problem: 'no host of Acme', missing: 'Acme named no host' };
  const provider = describeHostedProvider({ ...FACTS, host }, { ...APP, allowHosts: ['gateway.test'] });

  it.each(['https://one.acme.test', 'https://gateway.test'])('keeps %s as the host of the account', (address) => {
    expect(provider.readTokens?.({ api_domain: address })).toEqual({ apiDomain: address });
    expect(provider.hostRules).toEqual({ allowHosts: ['gateway.test'] });
  });

  it.each([
    [{ api_domain: 'https://evil.test' }, host.problem],
    [{ api_domain: 7 }, host.missing],
    [{}, host.missing],
  ])('refuses %j', (response, message) => {
    expect(() => provider.readTokens?.(response)).toThrow(message);
  });

  it('goes without the host where another one counts', () => {
    const { missing: _missing, ...rest } = host;
    expect(describeHostedProvider({ ...FACTS, host: rest }, APP).readTokens?.({})).toEqual({});
  });
});
