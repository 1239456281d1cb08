import { TEST_START_MS } from '@frigg-crm/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createProcess, createConnectedSystem } from '../test-support/test-system.ts';

/** What CRMs have been observed to write beside good tokens, and values beyond that. */
const oddities = fc.record(
  {
    scope: fc.oneof(fc.constantFrom(null, '', 'a b', 7), fc.array(fc.oneof(fc.string(), fc.constant(null)), { maxLength: 3 })),
    token_type: fc.oneof(fc.constantFrom(null, '', 'mac', 'Zoho-oauthtoken', 7), fc.string()),
    expires_in: fc.oneof(fc.constantFrom(null, '', -1, 0, '3600', 'soon', 3599.5, 1e30), fc.double({ noNaN: true }), fc.jsonValue()),
    id_token: fc.constantFrom(null, '', 'x.y.z', {}),
    error: fc.constantFrom(null, '', 'none'),
    expires_at: fc.jsonValue(),
    account: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

it('F22: keeps the tokens of a response whatever is beside them, and exchanges the newest refresh token next', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(oddities, { minLength: 1, maxLength: 4 }), async (responses) => {
      let extras: Record<string, unknown> = {};
      const system = await createConnectedSystem({
        get extras() {
          return extras;
        },
      });
      for (const [index, response] of responses.entries()) {
        extras = response;
        const former = (await system.stored()).accessToken;
        const process = createProcess(system);
        const token = await system.clock.runUntil(index === 0 ? process.get() : process.refresh(former));
        expect(token).toBe(`at-SECRET-${index + 1}`);
        const stored = await system.stored();
        expect(stored).toMatchObject({ accessToken: token, refreshToken: `rt-SECRET-${index + 1}`, reauthorize: false, refreshing: null });
        expect(stored.expiresAtMs === null || stored.expiresAtMs >= TEST_START_MS).toBe(true);
      }
      expect(system.server.exchanged).toEqual(responses.map((_, index) => `rt-SECRET-${index}`));
    }),
    { numRuns: 100 },
  );
});

it.each([
  ['a list of scopes', { scope: ['a', 'b'] }, { scope: 'a b' }],
  ['a token type of its own', { token_type: 'Zoho-oauthtoken' }, {}],
  ['a lifetime below zero', { expires_in: -1 }, { expiresAtMs: null }],
  ['a lifetime that is a text', { expires_in: '60' }, { expiresAtMs: TEST_START_MS + 60_000 }],
  ['a lifetime with a fraction', { expires_in: 59.5 }, { expiresAtMs: TEST_START_MS + 59_500 }],
  ['no lifetime', { expires_in: undefined }, { expiresAtMs: null }],
  ['an empty id token', { id_token: null }, {}],
  ['a refresh token of another kind', { refresh_token: ['rt'] }, { refreshToken: 'rt-SECRET-0' }],
])('F22: keeps tokens beside %s', async (_what, extras, expected) => {
  const system = await createConnectedSystem({ extras });
  await system.clock.runUntil(createProcess(system).get());
  expect(await system.stored()).toMatchObject({ accessToken: 'at-SECRET-1', refreshToken: 'rt-SECRET-1', ...expected });
});
