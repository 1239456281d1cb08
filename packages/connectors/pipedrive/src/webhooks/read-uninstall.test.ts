import { FriggCrmError } from '@frigg-crm/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPipedriveSandbox } from '../sandbox/create-pipedrive-sandbox.ts';
import { readUninstall } from './read-uninstall.ts';

const APP = { clientId: 'app', clientSecret: 'secret-word' };
const headers = { authorization: `Basic ${btoa('app:secret-word')}` };
/** The JSON of it; for `undefined`: a body that is none. */
const bytes = (body: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(body) ?? '{');
const BODY = { client_id: 'app', company_id: 123, user_id: 5, timestamp: '2026-01-05T10:00:00Z' };

describe('readUninstall', () => {
  it('names company and user, since two users of one company have two connections (acceptance 40)', () => {
    expect(readUninstall({ headers, rawBody: bytes(BODY) }, APP)).toEqual({ companyId: '123', userId: '5' });
    expect(readUninstall({ headers, rawBody: bytes({ ...BODY, company_id: '123', user_id: '5' }) }, APP)).toMatchObject({
      companyId: '123',
    });
  });

  it.each([
    ['no credentials', {}, BODY, 'credentials'],
    ['wrong ones', { authorization: `Basic ${btoa('app:wrong')}` }, BODY, 'credentials'],
    ['wrong ones and a body that is none', {}, undefined, 'credentials'],
    ['those of another app in the body', headers, { ...BODY, client_id: 'other' }, 'client'],
  ])('refuses a request with %s, so that nothing is removed (acceptance 40)', (_case, given, body, reason) => {
    expect(() => readUninstall({ headers: given, rawBody: bytes(body) }, APP)).toThrow(
      expect.objectContaining({ code: 'WEBHOOK_REFUSED', reason }),
    );
  });

  it('gives ids or an error of ours, whatever comes', () => {
    const json = fc.oneof(
      fc.json(),
      fc.record({ client_id: fc.jsonValue(), company_id: fc.jsonValue(), user_id: fc.jsonValue() }).map((value) => JSON.stringify(value)),
    );
    const body = fc.oneof(
      fc.uint8Array(),
      json.map((text) => new TextEncoder().encode(text)),
    );
    fc.assert(
      fc.property(body, (given) => {
        expect(() => readUninstall({ headers, rawBody: given }, APP)).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^WEBHOOK_(INVALID|REFUSED)$/) as string }),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('says what is missing, and no secret', () => {
    const error = (() => {
      try {
        return readUninstall({ headers, rawBody: bytes({ ...BODY, user_id: undefined }) }, APP);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(FriggCrmError.hasCode<'WEBHOOK_INVALID'>(error, 'WEBHOOK_INVALID')).toBe(true);
    expect(error).toMatchObject({ paths: ['user_id'] });
    expect(String(error)).not.toContain('secret');
  });

  it('reads what Pipedrive itself sends; from then on its tokens and webhooks are worth nothing', async () => {
    const sandbox = createPipedriveSandbox({ people: 1 });
    const request = sandbox.uninstall({ deliverTo: 'https://app.example.test/uninstall' });
    expect([request.method, request.url]).toEqual(['DELETE', 'https://app.example.test/uninstall']);
    const { clientId, clientSecret, accessToken } = sandbox;
    const read = readUninstall(
      { headers: request.headers, rawBody: new Uint8Array(await request.arrayBuffer()) },
      { clientId, clientSecret },
    );
    expect(read).toEqual({ companyId: '123', userId: '5' });
    const answer = await sandbox.fetch(new Request('https://x/api/v2/persons/1', { headers: { authorization: `Bearer ${accessToken}` } }));
    expect([answer.status, sandbox.webhooks.all]).toEqual([401, []]);
  });
});
