import { createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { createQuoSandbox, type QuoSandbox, type QuoSandboxOptions } from './create-quo-sandbox.ts';

interface Answer {
  readonly status: number;
  readonly json: unknown;
}

interface Said {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

interface SetUp {
  readonly sandbox: QuoSandbox;
  readonly clock: VirtualClock;
  readonly say: (operation: string, said?: Said) => Promise<Answer>;
}

function setUp(options: QuoSandboxOptions = {}): SetUp {
  const clock = createVirtualClock();
  const sandbox = createQuoSandbox({ clock, partnerKeys: ['secret'], requestsPerSecond: 1000, ...options });
  return {
    sandbox,
    clock,
    async say(operation, { body, headers } = {}) {
      const [method = 'GET', target = '/'] = operation.split(' ');
      const init = { method, headers: { authorization: 'key-1', ...headers }, body: body === undefined ? null : JSON.stringify(body) };
      const answer = await sandbox.fetch(new Request(`https://api.quo.com${target}`, init));
      const text = await answer.text();
      return { status: answer.status, json: text === '' ? undefined : (JSON.parse(text) as unknown) };
    },
  };
}

const PARTNER = { 'x-frigg-api-key': 'secret' };
const PHONES = [{ name: 'Mobile', value: '+15559876543' }];
const aBody = (externalId: string, defaultFields: object = {}): object => ({
  externalId,
  source: 'acme',
  defaultFields: { firstName: 'Ann', phoneNumbers: PHONES, ...defaultFields },
});

it('answers a create with every field that the specification requires', async () => {
  const { say } = setUp();
  const { status, json } = await say('POST /v1/contacts', { body: aBody('rec-1') });
  expect(status).toBe(201);
  expect(json).toEqual({
    data: {
      id: '66f000000000000000000000',
      externalId: 'rec-1',
      source: 'acme',
      sourceUrl: null,
      defaultFields: {
        firstName: 'Ann',
        lastName: null,
        company: null,
        role: null,
        phoneNumbers: [{ name: 'Mobile', value: '+15559876543', id: '66f000000000000000000000p0' }],
        emails: [],
      },
      customFields: [],
      createdAt: '2026-01-05T10:00:00.000Z',
      updatedAt: '2026-01-05T10:00:00.000Z',
      createdByUserId: 'US1',
    },
  });
});

it('answers errors in the form of the API v1, with a code per area and a trace', async () => {
  const { say } = setUp();
  const docs = 'https://openphone.com/docs';
  expect((await say('GET /v1/contacts/unknown')).json).toEqual({
    message: 'Not Found',
    code: '0800404',
    status: 404,
    docs,
    title: 'Not Found',
    trace: '8841',
  });
  const { json } = await say('POST /v1/contacts', { body: { externalId: 'rec-1' } });
  expect(json).toMatchObject({
    code: '0801400',
    description: 'Invalid Custom Field Item',
    errors: [{ path: '/defaultFields', schema: { type: 'object' } }],
  });
  expect((await say('GET /v1/users/SY1')).json).toMatchObject({ status: 400, code: '1100400' });
  expect((await say('GET /v1/phone-numbers/PN9')).json).toMatchObject({ status: 404, code: '0400404' });
});

it.each([
  ['no key', ''],
  ['a key with Bearer', 'Bearer key-1'],
  ['another key', 'key-2'],
])('responds with 401 to %s', async (_, authorization) => {
  const { say } = setUp({ apiKeys: ['key-1'] });
  expect((await say('GET /v1/phone-numbers', { headers: { authorization } })).status).toBe(401);
});

it('does not know a new key for a while', async () => {
  const { say, clock } = setUp({ keyActiveAfterMs: 30_000 });
  expect((await say('GET /v1/phone-numbers')).status).toBe(401);
  await clock.advance(30_000);
  expect((await say('GET /v1/phone-numbers')).status).toBe(200);
});

it.each([
  ['no firstName', { externalId: 'x', defaultFields: { phoneNumbers: [] } }],
  ['a long external id', aBody('x'.repeat(76))],
  ['a reserved source', { ...aBody('x'), source: 'openphone-acme' }],
  ['null as link', { ...aBody('x'), sourceUrl: null }],
  ['a relative link', { ...aBody('x'), sourceUrl: '/people/1' }],
  ['a phone number without a label', aBody('x', { phoneNumbers: [{ value: '+15559876543' }] })],
  ['a field that Quo does not have', aBody('x', { isReadOnly: true })],
  ['an unknown custom field', { ...aBody('x'), customFields: [{ key: 'tier', value: 'gold' }] }],
  ['no JSON', undefined],
])('refuses a contact with %s', async (_, body) => {
  const { say, sandbox } = setUp();
  expect((await say('POST /v1/contacts', { body })).status).toBe(400);
  expect(sandbox.size).toBe(0);
});

it('takes a custom field that the workspace has', async () => {
  const { say } = setUp({ customFields: [{ key: 'tier', name: 'Tier', type: 'string' }] });
  const { json } = await say('POST /v1/contacts', { body: { ...aBody('x'), customFields: [{ key: 'tier', value: 'gold' }] } });
  expect(json).toMatchObject({ data: { customFields: [{ name: 'Tier', key: 'tier', type: 'string', value: 'gold' }] } });
});

it.each([
  '',
  'maxResults=0',
  'maxResults=51',
  'maxResults=x',
  'maxResults=1&maxResults=2',
  'maxResults=5&pageToken=%00',
  'maxResults=5&externalIds[]=a',
])('refuses to list with the query %j', async (query) => {
  const { say } = setUp();
  expect((await say(`GET /v1/contacts?${query}`)).status).toBe(400);
});

it('takes 20 repeated external ids and refuses 21; a comma does not separate', async () => {
  const { say } = setUp();
  for (const id of ['a', 'b']) await say('POST /v1/contacts', { body: aBody(id) });
  const many = (count: number): string => Array.from({ length: count }, (_, index) => `externalIds=${index}`).join('&');
  expect((await say(`GET /v1/contacts?maxResults=50&${many(20)}`)).status).toBe(200);
  expect((await say(`GET /v1/contacts?maxResults=50&${many(21)}`)).status).toBe(400);
  expect((await say('GET /v1/contacts?maxResults=50&externalIds=a,b')).json).toMatchObject({ data: [] });
  expect((await say('GET /v1/contacts?maxResults=50&externalIds=a&externalIds=b')).json).toMatchObject({ data: [{}, {}] });
});

it('lists all contacts page by page, over gaps, and by source', async () => {
  const { say, sandbox } = setUp();
  for (let index = 0; index < 7; index += 1)
    await say('POST /v1/contacts', { body: { ...aBody(`rec-${index}`), source: index % 2 === 0 ? 'even' : 'odd' } });
  await say(`DELETE /v1/contacts/${sandbox.contacts()[3]!.id}`);
  const seen: string[] = [];
  let pageToken: string | null = '';
  for (let page = 0; pageToken !== null; page += 1) {
    const { json } = await say(`GET /v1/contacts?maxResults=3${pageToken === '' ? '' : `&pageToken=${pageToken}`}`);
    const answer = json as { data: { externalId: string }[]; nextPageToken: string | null };
    seen.push(...answer.data.map(({ externalId }) => externalId));
    pageToken = answer.nextPageToken;
    expect(page).toBeLessThan(3);
  }
  expect(seen).toEqual(['rec-0', 'rec-1', 'rec-2', 'rec-4', 'rec-5', 'rec-6']);
  expect((await say('GET /v1/contacts?maxResults=50&sources=odd')).json).toMatchObject({
    data: [{ externalId: 'rec-1' }, { externalId: 'rec-5' }],
    nextPageToken: null,
  });
});

it('responds with 409 to a second contact with the same source and external id, and takes another source', async () => {
  const { say, sandbox } = setUp();
  const statuses = [];
  for (const source of ['acme', 'acme', 'elsewhere'])
    statuses.push((await say('POST /v1/contacts', { body: { ...aBody('rec-1'), source } })).status);
  expect(statuses).toEqual([201, 409, 201]);
  expect(sandbox.stats).toMatchObject({ created: 2, conflicts: 1, duplicates: 0 });
  const [, second] = sandbox.contacts();
  expect((await say(`PATCH /v1/contacts/${second!.id}`, { body: { source: 'acme' } })).status).toBe(409);
});

it('counts duplicates where Quo is made to let them through', async () => {
  const { say, sandbox } = setUp({ uniqueContacts: false });
  for (let index = 0; index < 2; index += 1) await say('POST /v1/contacts', { body: aBody('rec-1') });
  expect(sandbox.stats).toMatchObject({ created: 2, duplicates: 1 });
});

it('replaces the lists of an update and keeps what it does not name', async () => {
  const { say, sandbox } = setUp();
  await say('POST /v1/contacts', { body: aBody('rec-1', { company: 'Acme', emails: [{ name: 'Work', value: 'a@b.co' }] }) });
  const { id } = sandbox.contacts()[0]!;
  const phoneNumbers = [
    { name: 'Home', value: '+15551112222' },
    { name: 'Old', value: null },
  ];
  expect((await say(`PATCH /v1/contacts/${id}`, { body: { defaultFields: { phoneNumbers, company: null } } })).status).toBe(200);
  expect(sandbox.contacts()[0]).toMatchObject({
    externalId: 'rec-1',
    defaultFields: { firstName: 'Ann', company: null, phoneNumbers: [{ value: '+15551112222' }], emails: [{ value: 'a@b.co' }] },
  });
});

it('deletes once: 204 without a body, then 404; the external id is free again', async () => {
  const { say, sandbox } = setUp();
  await say('POST /v1/contacts', { body: aBody('rec-1') });
  const { id } = sandbox.contacts()[0]!;
  expect(await say(`DELETE /v1/contacts/${id}`)).toEqual({ status: 204, json: undefined });
  expect((await say(`DELETE /v1/contacts/${id}`)).status).toBe(404);
  expect((await say('POST /v1/contacts', { body: aBody('rec-1') })).status).toBe(201);
});

it('shows contacts of a bulk call after a while, and drops without a word what it would refuse', async () => {
  const { say, sandbox, clock } = setUp();
  const contacts = [
    aBody('rec-1'),
    aBody('x'.repeat(76)),
    aBody('rec-3', { phoneNumbers: [] }),
    aBody('rec-1'),
    { ...aBody('rec-4'), source: 'openphone-acme' },
  ];
  expect(await say('POST /v1/contacts/bulk', { body: { contacts }, headers: PARTNER })).toEqual({ status: 202, json: undefined });
  await clock.advance(1499);
  expect(sandbox.size).toBe(0);
  await clock.advance(1);
  expect(sandbox.contacts().map(({ externalId }) => externalId)).toEqual(['rec-1', 'rec-4']);
});

it('refuses a bulk call of more than 50', async () => {
  const { say } = setUp();
  const contacts = Array.from({ length: 51 }, (_, index) => aBody(`rec-${index}`));
  expect((await say('POST /v1/contacts/bulk', { body: { contacts }, headers: PARTNER })).status).toBe(400);
});

it('opens the partner paths to both keys together only, and no other path to the partner key', async () => {
  const { say } = setUp({ apiKeys: ['key-1'] });
  const status = async (operation: string, headers: Record<string, string>): Promise<number> =>
    (await say(operation, { body: aBody('rec-1'), headers })).status;
  expect(await status('POST /frigg/contact', {})).toBe(403);
  expect(await status('POST /frigg/contact', { 'x-frigg-api-key': 'wrong' })).toBe(403);
  expect(await status('POST /frigg/contact', { ...PARTNER, authorization: 'wrong' })).toBe(401);
  expect(await status('POST /frigg/contacts', PARTNER)).toBe(404);
  expect(await status('POST /frigg/contact', PARTNER)).toBe(201);
  expect(await status('POST /v1/contacts', PARTNER)).toBe(400);
});

it('responds with 429 to the eleventh request of a key in a second, and counts it', async () => {
  const { say, sandbox, clock } = setUp({ requestsPerSecond: 10 });
  const statuses = [];
  for (let index = 0; index < 11; index += 1) statuses.push((await say('GET /v1/phone-numbers')).status);
  expect(statuses).toEqual([...Array<number>(10).fill(200), 429]);
  expect((await say('GET /v1/phone-numbers', { headers: { authorization: 'key-2' } })).status).toBe(200);
  expect(sandbox.stats).toMatchObject({ rateLimited: 1, requests: { 'GET /v1/phone-numbers': 11 } });
  await clock.advance(1000);
  expect((await say('GET /v1/phone-numbers')).status).toBe(200);
});

it('forgets everything when it is cleared, what is queued too', async () => {
  const { say, sandbox, clock } = setUp();
  await say('POST /v1/contacts', { body: aBody('rec-1') });
  await say('POST /v1/contacts/bulk', { body: { contacts: [aBody('rec-2')] }, headers: PARTNER });
  sandbox.clear();
  await clock.advance(5000);
  expect([sandbox.size, sandbox.contacts(), sandbox.stats]).toEqual([
    0,
    [],
    { requests: {}, created: 0, updated: 0, conflicts: 0, rateLimited: 0, duplicates: 0 },
  ]);
});
