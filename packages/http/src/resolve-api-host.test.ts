import { describe, expect, it } from 'vitest';
import { resolveApiHost, type ApiHostRules } from './resolve-api-host.ts';

const resolve = (address: string, rules: ApiHostRules = {}): string =>
  resolveApiHost(address, { hosts: ['*.acme.com', 'www.acmeapis.eu'], problem: 'connect the account again', ...rules });

describe('resolveApiHost', () => {
  it.each([
    ['https://One.acme.com/', 'https://one.acme.com'],
    ['https://www.acmeapis.eu', 'https://www.acmeapis.eu'],
  ])('takes %s as %s', (address, expected) => {
    expect(resolve(address)).toBe(expected);
  });

  it.each([
    'https://acme.com',
    'https://.acme.com',
    'https://evil-acme.com',
    'https://one.acme.com.evil.test',
    'https://acmeapis.eu',
    'https://x.www.acmeapis.eu',
    'https://one.acme.com:8443',
    'http://one.acme.com',
    'https://one.acme.com/path',
    'https://user@one.acme.com',
    'one.acme.com',
    '',
  ])('refuses %j', (address) => {
    expect(() => resolve(address, { allowLoopback: true })).toThrow('connect the account again');
  });

  it('takes this machine, and named hosts, only where that is allowed', () => {
    expect(resolve('http://127.0.0.1:4100', { allowLoopback: true })).toBe('http://127.0.0.1:4100');
    expect(resolve('https://gateway.test:8443', { allowHosts: ['gateway.test'] })).toBe('https://gateway.test:8443');
    expect(() => resolve('http://127.0.0.1:4100')).toThrow('connect');
    expect(() => resolve('http://gateway.test', { allowHosts: ['gateway.test'] })).toThrow('connect');
  });
});
