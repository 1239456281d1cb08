import { ConfigurationError } from '@frigg-crm/core';
import { ApiError, ApiUnavailableError } from '@frigg-crm/http';
import { expect, it } from 'vitest';
import { aQuoContact } from './test-support/a-quo-contact.ts';
import { createQuoSystem } from './test-support/quo-system.ts';
import { somePhoneNumbers } from './test-support/some-phone-numbers.ts';
import { createQuoClient } from './create-quo-client.ts';

it('sends the key raw, without Bearer and without the partner key (rows 1 and 3)', async () => {
  const { quo, run, sent } = createQuoSystem({ client: { apiKey: ' k1\n', partnerKey: 'partner-secret' } });
  await run(quo.phoneNumbers.list());
  expect(sent[0]?.headers.get('authorization')).toBe('k1');
  expect(sent[0]?.headers.has('x-frigg-api-key')).toBe(false);
});

it('sends the partner key to the partner paths and nowhere else', async () => {
  const { quo, run, sent } = createQuoSystem({ client: { partnerKey: 'partner-secret', source: 'openphone-acme' } });
  await run(quo.contacts.upsertMany([aQuoContact(), aQuoContact({ externalId: 'rec-3' })]));
  await run(quo.contacts.upsertMany([aQuoContact({ defaultFields: { role: 'Seller' } })]));
  const { id } = await run(quo.contacts.create(aQuoContact({ externalId: 'rec-2' })));
  await run(quo.contacts.update(id, aQuoContact()));
  await run(quo.contacts.deleteByExternalId('rec-1'));
  await run(quo.users.list());
  const operations = sent.map(({ method, target, headers }) => [
    `${method} ${target.replace(/\?.*|[\da-f]{24}/, '')}`,
    headers.get('x-frigg-api-key'),
  ]);
  expect(Object.fromEntries(operations)).toEqual({
    'GET /v1/contacts': null,
    'POST /v1/contacts/bulk': 'partner-secret',
    'POST /frigg/contact': 'partner-secret',
    'PATCH /frigg/contact/': 'partner-secret',
    'DELETE /v1/contacts/': null,
    'GET /v1/users': null,
  });
});

it('refuses the partner surface without its key before any call (row 2)', () => {
  expect(() => createQuoClient({ apiKey: 'k1', surface: 'partner' })).toThrow(ConfigurationError);
  expect(() => createQuoClient({ apiKey: 'k1', partnerKey: ' ' })).toThrow(ConfigurationError);
});

it('refuses a reserved source on the public surface before any call (row 45)', async () => {
  expect(() => createQuoClient({ apiKey: 'k1', source: 'openphone-attio' })).toThrow(ConfigurationError);
  const { quo, run, sent } = createQuoSystem();
  const [outcome] = await run(quo.contacts.upsertMany([aQuoContact({ source: 'openphone-attio' })]));
  expect(outcome).toMatchObject({ kind: 'refused', code: 'INVALID_SOURCE' });
  await expect(quo.contacts.create(aQuoContact({ source: 'csv-import' }))).rejects.toMatchObject({
    code: 'API_REFUSED',
    apiCode: 'INVALID_SOURCE',
  });
  expect(sent).toEqual([]);
});

it.each(['', 'api.quo.com', 'ftp://api.quo.com', 'https://api.quo.com?x=1'])('refuses %j as base URL', (baseUrl) => {
  expect(() => createQuoClient({ apiKey: 'k1', baseUrl })).toThrow(ConfigurationError);
});

it('repeats after 429, twice, and writes once (row 10)', async () => {
  let refusals = 2;
  const { quo, run, sandbox, sent, clock } = createQuoSystem({
    interfere: async (request, next) => {
      if (request.method !== 'POST' || refusals === 0) return next(request);
      refusals -= 1;
      return new Response('', { status: 429, headers: { 'retry-after': '2' } });
    },
  });
  const startMs = clock.now();
  const [outcome] = await run(quo.contacts.upsertMany([aQuoContact()]));
  expect(outcome?.kind).toBe('created');
  expect(clock.now() - startMs).toBeGreaterThanOrEqual(4_000);
  expect(clock.now() - startMs).toBeLessThanOrEqual(4_400);
  expect(sent.filter(({ method }) => method === 'POST')).toHaveLength(3);
  expect(sandbox.stats.created).toBe(1);
});

it('takes a 502 in HTML for a passing failure (row 44)', async () => {
  const { quo, run } = createQuoSystem({ interfere: async () => new Response('<html>Bad Gateway</html>', { status: 502 }) });
  const error: unknown = await run(quo.phoneNumbers.list().catch((reason: unknown) => reason));
  expect(error).toBeInstanceOf(ApiUnavailableError);
  expect(ApiError.is(error) && error.retryable).toBe(true);
});

it('reads code and trace of a refusal into the error, and nothing of its text', async () => {
  const { quo, run } = createQuoSystem({
    interfere: async () => Response.json({ error: { message: 'Ann Lee exists', key: 'taken', trace: '77' } }, { status: 400 }),
  });
  const error: unknown = await run(quo.contacts.create(aQuoContact()).catch((reason: unknown) => reason));
  expect(error).toMatchObject({ apiCode: 'taken', trace: '77', operation: 'POST /v1/contacts' });
  expect(String(error)).not.toContain('Ann');
});

it('lists phone numbers and finds one by id, also one that does not exist', async () => {
  const { quo, run, sent } = createQuoSystem();
  expect((await run(quo.phoneNumbers.list())).map(({ id, number }) => [id, number])).toEqual([
    ['PN1', '+15551234567'],
    ['PN2', '+15557654321'],
  ]);
  expect(await run(quo.phoneNumbers.list({ userId: 'US2' }))).toHaveLength(1);
  expect(await run(quo.phoneNumbers.get('PN1'))).toMatchObject({ name: 'Sales Line', symbol: '📞' });
  expect(await run(quo.phoneNumbers.get('PN9'))).toBeUndefined();
  const before = sent.length;
  expect(await run(quo.phoneNumbers.get('+15551234567'))).toBeUndefined();
  expect(sent).toHaveLength(before);
});

it('B83: lists all phone numbers of a workspace that has hundreds, in one request', async () => {
  const { quo, run, sent } = createQuoSystem({ sandbox: { phoneNumbers: somePhoneNumbers(250) } });
  expect(await run(quo.phoneNumbers.list())).toHaveLength(250);
  expect(sent).toHaveLength(1);
});

it('lists users over all pages and does not ask for actors that are no users', async () => {
  const users = Array.from({ length: 120 }, (_, index) => ({
    id: `US${index}`,
    email: `u${index}@example.com`,
    firstName: null,
    lastName: null,
    role: 'member' as const,
  }));
  const { quo, run, sent } = createQuoSystem({ sandbox: { users } });
  expect(await run(quo.users.list())).toHaveLength(120);
  expect(sent).toHaveLength(3);
  expect(await run(quo.users.get('US7'))).toMatchObject({ email: 'u7@example.com' });
  expect(await run(quo.users.get('US999'))).toBeUndefined();
  expect(await run(quo.users.get('SY1'))).toBeUndefined();
  expect(sent).toHaveLength(5);
});

it('ends a list whose page token comes again instead of reading it for ever', async () => {
  const { quo, run, sent } = createQuoSystem({ interfere: async () => Response.json({ data: [], totalItems: 0, nextPageToken: 'again' }) });
  await expect(run(quo.users.list())).rejects.toMatchObject({ code: 'API_ANSWER_UNEXPECTED' });
  expect(sent).toHaveLength(2);
});
