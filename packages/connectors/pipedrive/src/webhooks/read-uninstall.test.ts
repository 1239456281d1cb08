import { FriggCrmError } from '@frigg-crm/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPipedriveSandbox } from '../sandbox/create-pipedrive-sandbox.ts';
import { readUninstall } from './read-uninstall.ts';

const APP = { clientId: 'app', clientSecret: 'secret-word' };
const headers = { authorization: `Basic ${btoa('app:secret-word')}` };
const BODY = { client_id: 'app', company_id: 123, user_id: 5, timestamp: '2026-01-05T10:00:00Z' };

describe('readUninstall', () => {
  it('names company and user, since two users of one company have two connections (acceptance 40)', () => {
    expect(readUninstall({ headers, body: BODY }, APP)).toEqual({ companyId: '123', userId: '5' });
    expect(readUninstall({ headers, body: { ...BODY, company_id: '123', user_id: '5' } }, APP)).toMatchObject({ companyId: '123' });
  });

  it.each([
    ['no credentials', {}, BODY, 'credentials'],
    ['wrong ones', { authorization: `Basic ${btoa('app:wrong')}` }, BODY, 'credentials'],
    ['wrong ones and no body', {}, undefined, 'credentials'],
    ['those of another app in the body', headers, { ...BODY, client_id: 'other' }, 'client'],
  ])('refuses a request with %s, so that nothing is removed (acceptance 40)', (_case, given, body, reason) => {
    expect(() => readUninstall({ headers: given, body }, APP)).toThrow(expect.objectContaining({ code: 'WEBHOOK_REFUSED', reason }));
  });

  it('gives ids or an error of ours, whatever comes', () => {
    const body = fc.oneof(fc.anything(), fc.record({ client_id: fc.anything(), company_id: fc.anything(), user_id: fc.anything() }));
    fc.assert(
      fc.property(body, (given) => {
        expect(() => readUninstall({ headers, body: given }, APP)).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^WEBHOOK_(INVALID|REFUSED)$/) as string }),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('says what is missing, and no secret', () => {
    const error = (() => {
      try {
        return readUninstall({ headers, body: { ...BODY, user_id: undefined } }, APP);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(FriggCrmError.hasCode(error, 'WEBHOOK_INVALID')).toBe(true);
    expect(error).toMatchObject({ field: 'user_id' });
    expect(String(error)).not.toContain('secret');
  });

  it('reads what Pipedrive itself sends; from then on its tokens and webhooks are worth nothing', async () => {
    const sandbox = createPipedriveSandbox({ people: 1 });
    const request = sandbox.uninstall({ deliverTo: 'https://app.example.test/uninstall' });
    expect([request.method, request.url]).toEqual(['DELETE', 'https://app.example.test/uninstall']);
    const { clientId, clientSecret, accessToken } = sandbox;
    const read = readUninstall({ headers: request.headers, body: await request.json() }, { clientId, clientSecret });
    expect(read).toEqual({ companyId: '123', userId: '5' });
    const answer = await sandbox.fetch(new Request('https://x/api/v2/persons/1', { headers: { authorization: `Bearer ${accessToken}` } }));
    expect([answer.status, sandbox.webhooks.all]).toEqual([401, []]);
  });
});
