import { ApiRateLimitedError, ApiUnauthorizedError } from '@frigg-crm/http';
import { expect, it } from 'vitest';
import { aQuoContact, someQuoContacts } from '../test-support/a-quo-contact.ts';
import { createQuoSystem } from '../test-support/quo-system.ts';

const CUT_ANSWER = '{"data":{"id":"66f0';

it('creates, then leaves alone, then updates what differs', async () => {
  const { quo, run, sandbox, log } = createQuoSystem();
  const contacts = someQuoContacts(3);
  expect((await run(quo.contacts.upsertMany(contacts))).map(({ kind }) => kind)).toEqual(['created', 'created', 'created']);
  expect((await run(quo.contacts.upsertMany(contacts))).map(({ kind }) => kind)).toEqual(['unchanged', 'unchanged', 'unchanged']);
  const changed = contacts.map((contact, index) =>
    index === 1 ? aQuoContact({ ...contact, defaultFields: { ...contact.defaultFields, company: 'New 😀' } }) : contact,
  );
  expect((await run(quo.contacts.upsertMany(changed))).map(({ kind }) => kind)).toEqual(['unchanged', 'updated', 'unchanged']);
  expect(log().filter((operation) => operation !== 'GET /v1/contacts')).toHaveLength(4);
  expect(sandbox.contacts().map(({ defaultFields }) => defaultFields.company)).toEqual(['Acme', 'New 😀', 'Acme']);
});

it('returns the numbers as Quo holds them', async () => {
  const { quo, run, sandbox } = createQuoSystem();
  const [outcome] = await run(quo.contacts.upsertMany([aQuoContact()]));
  expect(outcome).toEqual({ kind: 'created', externalId: 'rec-1', contactId: sandbox.contacts()[0]?.id, phoneNumbers: ['+15559876543'] });
});

it('P16: looks up 45 external ids in requests of 20, 20 and 5 repeated keys (row 6)', async () => {
  const { quo, run, sent } = createQuoSystem();
  await run(quo.contacts.listByExternalIds(someQuoContacts(45).map(({ externalId }) => externalId)));
  const queries = sent.map(({ target }) => new URL(target, 'https://x').searchParams);
  expect(queries.map((query) => query.getAll('externalIds').length)).toEqual([20, 20, 5]);
  expect(queries.every((query) => query.get('maxResults') === '50')).toBe(true);
});

it('sends nothing for an empty list (row 7)', async () => {
  const { quo, run, sent } = createQuoSystem();
  expect(await run(quo.contacts.listByExternalIds([]))).toEqual([]);
  expect(await run(quo.contacts.upsertMany([]))).toEqual([]);
  expect(sent).toEqual([]);
});

it('encodes an external id so that it comes back whole (row 8)', async () => {
  const { quo, run, sent } = createQuoSystem();
  const externalId = 'a&b +1';
  await run(quo.contacts.upsertMany([aQuoContact({ externalId })]));
  const [found] = await run(quo.contacts.listByExternalIds([externalId]));
  expect(found?.externalId).toBe(externalId);
  expect(sent[0]?.target).toContain('externalIds=a%26b%20%2B1');
});

it('reads on while there is a page token, whatever totalItems says (row 9)', async () => {
  const { quo, run, sent, sandbox } = createQuoSystem({ sandbox: { requestsPerSecond: 1000 } });
  for (const source of Array.from({ length: 60 }, (_, index) => `source-${index}`)) await run(quo.contacts.create(aQuoContact({ source })));
  const before = sent.length;
  expect(await run(quo.contacts.listByExternalIds(['rec-1']))).toHaveLength(60);
  expect(sent.length - before).toBe(2);
  expect(sandbox.size).toBe(60);
});

it('P4, B84: updates the contact that another caller created in between (row 11)', async () => {
  let interfere = true;
  const { quo, run, sandbox } = createQuoSystem({
    interfere: async (request, next) => {
      const answer = await next(request.clone());
      if (!interfere || request.method !== 'GET') return answer;
      interfere = false;
      const body = JSON.stringify({ externalId: 'rec-1', source: 'acme', defaultFields: { firstName: 'Old' } });
      await next(new Request('https://api.quo.com/v1/contacts', { method: 'POST', headers: { authorization: 'key-1' }, body }));
      return answer;
    },
  });
  const [outcome] = await run(quo.contacts.upsertMany([aQuoContact()]));
  expect(outcome).toMatchObject({ kind: 'updated', contactId: sandbox.contacts()[0]?.id });
  expect(sandbox.contacts().map(({ defaultFields }) => defaultFields.firstName)).toEqual(['Ann']);
  expect(sandbox.stats.conflicts).toBe(1);
});

it('P4: reports a conflict with another source and leaves that contact alone (row 12)', async () => {
  const isTaken = { status: 409, code: '0800409' };
  const { quo, run, sandbox } = createQuoSystem({ sandbox: { refuse: ({ source }) => (source === 'acme' ? isTaken : undefined) } });
  await run(quo.contacts.create(aQuoContact({ source: 'elsewhere' })));
  const [outcome, other] = await run(quo.contacts.upsertMany([aQuoContact(), aQuoContact({ externalId: 'rec-2', source: 'elsewhere' })]));
  expect(outcome).toMatchObject({ kind: 'refused', externalId: 'rec-1', code: 'CONFLICT' });
  expect(other?.kind).toBe('created');
  expect(sandbox.stats.updated).toBe(0);
});

it('tries a conflict again later when the list does not show with whom', async () => {
  const { quo, run } = createQuoSystem({ sandbox: { refuse: () => ({ status: 409 }) } });
  const [outcome] = await run(quo.contacts.upsertMany([aQuoContact()]));
  expect(outcome).toMatchObject({ kind: 'unavailable', error: { code: 'API_UNAVAILABLE', retryable: true } });
});

it('does not take a contact of another source for its own', async () => {
  const { quo, run, sandbox } = createQuoSystem();
  await run(quo.contacts.upsertMany([aQuoContact({ source: 'elsewhere' })]));
  const [outcome] = await run(quo.contacts.upsertMany([aQuoContact({ defaultFields: { firstName: 'Bo' } })]));
  expect(outcome?.kind).toBe('created');
  expect(sandbox.contacts().map(({ source, defaultFields }) => [source, defaultFields.firstName])).toEqual([
    ['elsewhere', 'Ann'],
    ['acme', 'Bo'],
  ]);
});

it('P5, B84: creates a contact that was deleted since it was listed', async () => {
  const { quo, run, sandbox } = createQuoSystem({
    interfere: async (request, next) => {
      if (request.method === 'PATCH') await next(new Request(request.url, { method: 'DELETE', headers: { authorization: 'key-1' } }));
      return next(request);
    },
  });
  await run(quo.contacts.upsertMany([aQuoContact()]));
  const [outcome] = await run(quo.contacts.upsertMany([aQuoContact({ defaultFields: { firstName: 'Anna' } })]));
  expect(outcome?.kind).toBe('created');
  expect(sandbox.contacts().map(({ defaultFields }) => defaultFields.firstName)).toEqual(['Anna']);
});

it('gives up on a contact that is listed but can be neither updated nor created', async () => {
  const { quo, run, log } = createQuoSystem({
    interfere: async (request, next) => (request.method === 'PATCH' ? Response.json({ code: '0800404' }, { status: 404 }) : next(request)),
  });
  await run(quo.contacts.upsertMany([aQuoContact()]));
  const [outcome] = await run(quo.contacts.upsertMany([aQuoContact({ defaultFields: { firstName: 'Anna' } })]));
  expect(outcome).toMatchObject({ kind: 'refused', code: '0800404' });
  expect(log().filter((operation) => operation.startsWith('PATCH'))).toHaveLength(2);
});

it.each([
  ['a lost answer', async (): Promise<Response> => new Response('<html>', { status: 502 })],
  ['a cut answer', async (): Promise<Response> => new Response(CUT_ANSWER, { status: 201 })],
  ['a broken connection', async (): Promise<Response> => Promise.reject(new TypeError('fetch failed'))],
])('finds out what became of a create after %s, and does not send it twice', async (_, answer) => {
  const { quo, run, sandbox, log } = createQuoSystem({
    sandbox: { uniqueContacts: false },
    interfere: async (request, next) => {
      const real = await next(request);
      return request.method === 'POST' ? answer() : real;
    },
  });
  const [outcome] = await run(quo.contacts.upsertMany([aQuoContact()]));
  expect(outcome).toMatchObject({ kind: 'created', contactId: sandbox.contacts()[0]?.id });
  expect(log()).toEqual(['GET /v1/contacts', 'POST /v1/contacts', 'GET /v1/contacts']);
  expect(sandbox.size).toBe(1);
});

it('leaves a create without a response for later when Quo does not hold it', async () => {
  const { quo, run, sandbox, log } = createQuoSystem({
    interfere: async (request, next) => (request.method === 'POST' ? new Response('', { status: 503 }) : next(request)),
  });
  const [outcome] = await run(quo.contacts.upsertMany([aQuoContact()]));
  expect(outcome).toMatchObject({ kind: 'unavailable', error: { code: 'API_UNAVAILABLE', status: 503 } });
  expect(log()).toEqual(['GET /v1/contacts', 'POST /v1/contacts', 'GET /v1/contacts']);
  expect(sandbox.size).toBe(0);
});

it('B96: keeps the outcomes of all others when one chunk cannot be looked up', async () => {
  const { quo, run } = createQuoSystem({
    interfere: async (request, next) =>
      request.method === 'GET' && request.url.includes('externalIds=rec-21&') ? new Response('', { status: 503 }) : next(request),
  });
  const outcomes = await run(quo.contacts.upsertMany(someQuoContacts(45)));
  expect(outcomes.map(({ externalId }) => externalId)).toEqual(someQuoContacts(45).map(({ externalId }) => externalId));
  expect(outcomes.map(({ kind }) => kind)).toEqual([
    ...Array(20).fill('created'),
    ...Array(20).fill('unavailable'),
    ...Array(5).fill('created'),
  ]);
});

it('looks ids up one by one when a chunk is refused: one unacceptable id takes no other with it', async () => {
  const { quo, run } = createQuoSystem({
    interfere: async (request, next) =>
      request.method === 'GET' && /externalIds=rec-2(&|$)/.test(request.url)
        ? Response.json({ code: '0801400' }, { status: 400 })
        : next(request),
  });
  const outcomes = await run(quo.contacts.upsertMany(someQuoContacts(3)));
  expect(outcomes).toMatchObject([{ kind: 'created' }, { kind: 'refused', code: '0801400' }, { kind: 'created' }]);
});

it('reports one refused contact and writes the others', async () => {
  const { quo, run, sandbox } = createQuoSystem({
    sandbox: { refuse: ({ externalId }) => (externalId === 'rec-2' ? { status: 422, code: '0801422' } : undefined) },
  });
  const outcomes = await run(quo.contacts.upsertMany([...someQuoContacts(3), aQuoContact({ externalId: 'x'.repeat(76) })]));
  expect(outcomes).toMatchObject([
    { kind: 'created' },
    { kind: 'refused', code: '0801422' },
    { kind: 'created' },
    { kind: 'refused', code: 'INVALID_EXTERNAL_ID' },
  ]);
  expect(JSON.stringify(outcomes)).not.toMatch(/Ann|Lee/);
  expect(sandbox.size).toBe(2);
});

it('reports contacts as unavailable when Quo asks to wait longer than a call may', async () => {
  const { quo, run } = createQuoSystem({
    interfere: async (request, next) =>
      request.method === 'POST' ? new Response('', { status: 429, headers: { 'retry-after': '3600' } }) : next(request),
  });
  const [outcome] = await run(quo.contacts.upsertMany([aQuoContact()]));
  expect(outcome?.kind === 'unavailable' && outcome.error).toBeInstanceOf(ApiRateLimitedError);
});

it('B42, P12: does not create a contact without a number, and takes the numbers from one that has lost them', async () => {
  const { quo, run, sandbox } = createQuoSystem();
  const withoutNumber = aQuoContact({ defaultFields: { phoneNumbers: [] } });
  expect(await run(quo.contacts.upsertMany([withoutNumber]))).toMatchObject([{ kind: 'refused', code: 'NO_PHONE_NUMBER' }]);
  await run(quo.contacts.upsertMany([aQuoContact()]));
  expect(await run(quo.contacts.upsertMany([withoutNumber]))).toMatchObject([{ kind: 'updated', phoneNumbers: [] }]);
  expect(sandbox.contacts()[0]?.defaultFields.phoneNumbers).toEqual([]);
});

it('F1: takes nothing out of a list that could not be read whole, and puts what could be read first', async () => {
  const { quo, run, sandbox } = createQuoSystem();
  await run(quo.contacts.upsertMany([aQuoContact()]));
  const unread = aQuoContact({ incomplete: ['phoneNumbers', 'emails'], defaultFields: { company: 'Bolt', phoneNumbers: [], emails: [] } });
  expect(await run(quo.contacts.upsertMany([unread]))).toMatchObject([{ kind: 'updated', phoneNumbers: ['+15559876543'] }]);
  expect(await run(quo.contacts.upsertMany([unread]))).toMatchObject([{ kind: 'unchanged' }]);
  const more = aQuoContact({ incomplete: ['phoneNumbers'], defaultFields: { phoneNumbers: [{ name: 'Work', value: '+15559876544' }] } });
  expect(await run(quo.contacts.upsertMany([more]))).toMatchObject([{ phoneNumbers: ['+15559876544', '+15559876543'] }]);
  expect(sandbox.contacts()[0]?.defaultFields.emails).toMatchObject([{ value: 'ann@example.com' }]);
  expect(await run(quo.contacts.upsertMany([{ ...unread, externalId: 'rec-2' }]))).toMatchObject([{ code: 'NO_PHONE_NUMBER' }]);
});

it('writes the first of two contacts with one external id, and says the same of both', async () => {
  const { quo, run, sandbox } = createQuoSystem();
  const [first, second, other] = await run(
    quo.contacts.upsertMany([aQuoContact(), aQuoContact({ defaultFields: { firstName: 'Bo' } }), aQuoContact({ source: 'elsewhere' })]),
  );
  expect(second).toEqual(first);
  expect(other?.kind).toBe('created');
  expect(sandbox.contacts().map(({ source, defaultFields }) => [source, defaultFields.firstName])).toEqual([
    ['acme', 'Ann'],
    ['elsewhere', 'Ann'],
  ]);
});

it('throws when the account is refused, and sends nothing after that', async () => {
  const { quo, run, sent, clock } = createQuoSystem({
    interfere: async (request, next) => (request.method === 'POST' ? Response.json({}, { status: 401 }) : next(request)),
  });
  await expect(run(quo.contacts.upsertMany(someQuoContacts(40)))).rejects.toBeInstanceOf(ApiUnauthorizedError);
  const count = sent.length;
  await clock.advance(60_000);
  expect(sent).toHaveLength(count);
  expect(count).toBeLessThan(20);
});

it('ends with the reason of an abort, during a wait too', async () => {
  const { quo, run, clock, sent } = createQuoSystem({ sandbox: { faults: { unavailable: 1 } } });
  const stop = new AbortController();
  const work = run(quo.contacts.upsertMany(someQuoContacts(100), { signal: stop.signal }).catch((reason: unknown) => reason));
  stop.abort(new Error('cancelled'));
  expect(String(await work)).toContain('cancelled');
  const count = sent.length;
  await clock.advance(60_000);
  expect(sent).toHaveLength(count);
});

it('P6: counts deleting what is not there as a success, by external id and by id (row 42)', async () => {
  const { quo, run, sandbox, log } = createQuoSystem();
  await run(quo.contacts.upsertMany([aQuoContact(), aQuoContact({ source: 'elsewhere' })]));
  const own = sandbox.contacts()[0]!.id;
  await run(quo.contacts.deleteByExternalId('rec-1'));
  expect(sandbox.contacts().map(({ source }) => source)).toEqual(['elsewhere']);
  await run(quo.contacts.deleteByExternalId('rec-1'));
  await run(quo.contacts.delete(own));
  expect(log().filter((operation) => operation.startsWith('DELETE'))).toHaveLength(2);
});
