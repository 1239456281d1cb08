import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWebhookCredentials, verifyBasicAuth } from './basic-credentials.ts';

const CREDENTIALS = { user: 'u', password: 'p:ä' };
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const GOOD = basic('u:p:ä');

describe('verifyBasicAuth', () => {
  it.each([
    [new Headers({ authorization: GOOD })],
    [{ Authorization: GOOD }],
    [{ authorization: [GOOD] }],
    [{ authorization: GOOD.replace('Basic', 'basic'), host: 'x', other: undefined }],
  ])('lets the right credentials in, however the headers are held (%#)', (headers) => {
    expect(verifyBasicAuth(headers, CREDENTIALS)).toBe(true);
  });

  it.each([
    ['no header', {}],
    ['an empty one', { authorization: '' }],
    ['a wrong password', { authorization: basic('u:p') }],
    ['a wrong user', { authorization: basic('v:p:ä') }],
    ['no password', { authorization: basic('u') }],
    ['more behind the password', { authorization: basic('u:p:ä ') }],
    ['another scheme', { authorization: GOOD.replace('Basic', 'Bearer') }],
    ['no base64', { authorization: 'Basic u:p:ä' }],
    ['two of them in one', { authorization: `${GOOD}, ${GOOD}` }],
    ['two of them', { authorization: [GOOD, GOOD] }],
    ['two spellings', { authorization: GOOD, Authorization: basic('x:y') }],
  ])('keeps out who sends %s (acceptance 18)', (_case, headers) => {
    expect(verifyBasicAuth(headers, CREDENTIALS)).toBe(false);
  });

  it('refuses every request where no secret is set', () => {
    expect(verifyBasicAuth({ authorization: basic(':') }, { user: '', password: '' })).toBe(false);
    expect(verifyBasicAuth({ authorization: basic('u:') }, { user: 'u', password: '' })).toBe(false);
    expect(verifyBasicAuth({ authorization: 'Basic ' }, CREDENTIALS)).toBe(false);
  });

  it('never throws, and lets nothing in but the one', () => {
    const headers = fc.dictionary(fc.constantFrom('authorization', 'Authorization', 'x'), fc.oneof(fc.string(), fc.array(fc.string())));
    fc.assert(
      fc.property(headers, (given) => {
        expect(verifyBasicAuth(given, CREDENTIALS)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});

it('makes other credentials each time, with 32 random bytes in the password', () => {
  const [one, other] = [createWebhookCredentials(), createWebhookCredentials()];
  expect(Buffer.from(one.password, 'base64url')).toHaveLength(32);
  expect(one.user).toMatch(/^[0-9a-f]{24}$/);
  expect([one.user === other.user, one.password === other.password]).toEqual([false, false]);
  expect(verifyBasicAuth({ authorization: basic(`${one.user}:${one.password}`) }, one)).toBe(true);
});
