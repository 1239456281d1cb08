import { describe, expect, it } from 'vitest';
import { createPipedriveClient } from './create-pipedrive-client.ts';
import { resolveApiHost, type ApiHostRules } from '@frigg-crm/http';
import { PIPEDRIVE_HOSTS } from './create-pipedrive-client.ts';

const resolveApiDomain = (apiDomain: string, rules: ApiHostRules = {}) => resolveApiHost(apiDomain, { ...PIPEDRIVE_HOSTS, ...rules });

describe('resolveApiDomain', () => {
  it.each([
    ['https://acme.pipedrive.com', 'https://acme.pipedrive.com'],
    ['https://ACME-sandbox.pipedrive.com/', 'https://acme-sandbox.pipedrive.com'],
  ])('takes %s as %s', (apiDomain, expected) => {
    expect(resolveApiDomain(apiDomain)).toBe(expected);
  });

  it.each([
    ['http://127.0.0.1:4100', 'http://127.0.0.1:4100'],
    ['http://localhost:80', 'http://localhost'],
    ['https://[::1]:8443', 'https://[::1]:8443'],
  ])('takes %s of this machine as %s only where that is allowed', (apiDomain, expected) => {
    expect(resolveApiDomain(apiDomain, { allowLoopback: true })).toBe(expected);
    expect(() => resolveApiDomain(apiDomain)).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
    expect(() => createPipedriveClient({ baseUrl: apiDomain, token: 't' })).toThrow('api_domain');
    expect(createPipedriveClient({ baseUrl: apiDomain, token: 't', allowLoopback: true }).baseUrl).toBe(expected);
  });

  it.each([
    'https://evil.test',
    'https://evil-pipedrive.com',
    'https://pipedrive.com.evil.test',
    'https://pipedrive.com',
    'http://acme.pipedrive.com',
    'https://acme.pipedrive.com:8443',
    'https://acme.pipedrive.com@evil.test',
    'https://user:word@acme.pipedrive.com',
    'https://acme.pipedrive.com/path',
    'https://acme.pipedrive.com?x=1',
    'https://127.0.0.1.evil.test',
    'https://localhost.evil.test',
    'ftp://localhost',
    'acme.pipedrive.com',
    '',
  ])('refuses %s, before a token is sent there (acceptance 15)', (apiDomain) => {
    expect(() => resolveApiDomain(apiDomain, { allowLoopback: true })).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
    expect(() => createPipedriveClient({ baseUrl: apiDomain, token: 't' })).toThrow(
      expect.objectContaining({ code: 'CONFIGURATION_INVALID' }),
    );
  });

  it('takes a host that the application names, over https only', () => {
    expect(resolveApiDomain('https://gateway.test:8443', { allowHosts: ['gateway.test'] })).toBe('https://gateway.test:8443');
    expect(() => resolveApiDomain('http://gateway.test', { allowHosts: ['gateway.test'] })).toThrow('api_domain');
  });
});
