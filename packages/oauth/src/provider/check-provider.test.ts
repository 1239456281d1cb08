import { expect, it } from 'vitest';
import { PROVIDER } from '../test-support/test-system.ts';
import { checkProvider } from './check-provider.ts';

it.each([
  ['http to another machine', { tokenUrl: 'http://acme.example.com/token', allowInsecure: true }],
  ['http to this machine without permission', { tokenUrl: 'http://127.0.0.1/token' }],
  ['a URL without a scheme', { authorizeUrl: 'acme.example.com' }],
  ['another scheme', { revokeUrl: 'javascript:alert(1)' }],
  ['a host that only resembles this machine', { tokenUrl: 'http://localhost.evil.test/', allowInsecure: true }],
  ['no client id', { clientId: '' }],
  ['no client secret', { clientSecret: ' ' }],
  ['no name', { name: '' }],
  ['an invisible character in the client secret', { clientSecret: 'cl1ent\u200b' }],
  ['a line break in the client id', { clientId: 'cl1ent\n' }],
])('refuses a provider with %s, and quotes nothing of it', (_what, change) => {
  const check = (): void => checkProvider({ ...PROVIDER, ...change });
  expect(check).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
  expect(check).not.toThrow(/evil|127|alert|cl1ent/);
});

it('accepts https everywhere, and http on this machine when it is permitted', () => {
  checkProvider(PROVIDER);
  checkProvider({ ...PROVIDER, tokenUrl: 'http://127.0.0.1:4000/token', authorizeUrl: 'http://[::1]:4000/', allowInsecure: true });
});
