import { expect, it } from 'vitest';
import { aQuoContact, someQuoContacts } from '../test-support/a-quo-contact.ts';
import { createQuoSystem, type Interfere, type QuoSystem } from '../test-support/quo-system.ts';
import type { QuoSandboxOptions } from '../sandbox/create-quo-sandbox.ts';

function createPartnerSystem(sandbox: QuoSandboxOptions = {}, interfere?: Interfere): QuoSystem {
  const client = { partnerKey: 'partner-secret', source: 'openphone-acme' };
  return createQuoSystem({ sandbox, client, ...(interfere === undefined ? {} : { interfere }) });
}

function bulkSizes({ sent }: QuoSystem): readonly number[] {
  return sent
    .filter(({ target }) => target === '/v1/contacts/bulk')
    .map(({ body }) => (JSON.parse(body) as { contacts: unknown[] }).contacts.length);
}

const isBulk = ({ url }: Request): boolean => url.endsWith('/v1/contacts/bulk');

it('B40, B97, P22: waits until contacts created in bulk can be read: no contact fails for being late (row 13)', async () => {
  const system = createPartnerSystem({ bulkDelayMs: 6_000 });
  const startMs = system.clock.now();
  const outcomes = await system.run(system.quo.contacts.upsertMany(someQuoContacts(60)));
  expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['created']));
  expect(outcomes.every((outcome) => outcome.kind === 'created' && outcome.phoneNumbers.length === 1)).toBe(true);
  expect(bulkSizes(system)).toEqual([50, 10]);
  expect(system.log()).not.toContain('POST /frigg/contact');
  expect(system.clock.now() - startMs).toBeLessThan(9_000);
});

it('P12: sends two of three contacts when one has no number (row 14)', async () => {
  const system = createPartnerSystem();
  const [first, second, third] = someQuoContacts(3);
  const withoutNumber = aQuoContact({ externalId: second!.externalId, defaultFields: { phoneNumbers: [] } });
  const outcomes = await system.run(system.quo.contacts.upsertMany([first!, withoutNumber, third!]));
  expect(bulkSizes(system)).toEqual([2]);
  expect(outcomes).toMatchObject([{ kind: 'created' }, { kind: 'refused', code: 'NO_PHONE_NUMBER' }, { kind: 'created' }]);
});

it('updates what is there through the partner path and creates the rest in bulk', async () => {
  const system = createPartnerSystem();
  const [first, second, third] = someQuoContacts(3);
  await system.run(system.quo.contacts.upsertMany([first!]));
  const changed = aQuoContact({ ...first!, defaultFields: { ...first!.defaultFields, role: 'Seller' } });
  const outcomes = await system.run(system.quo.contacts.upsertMany([changed, second!, third!]));
  expect(outcomes.map(({ kind }) => kind)).toEqual(['updated', 'created', 'created']);
  expect(bulkSizes(system)).toEqual([2]);
  expect(system.log().filter((operation) => operation.startsWith('PATCH /frigg/contact/'))).toHaveLength(1);
  expect((await system.run(system.quo.contacts.upsertMany([third!])))[0]?.kind).toBe('unchanged');
});

it.each([1, 51])('creates a contact directly that would be alone in a bulk call: of %i the last', async (count) => {
  const system = createPartnerSystem({
    refuse: ({ externalId }) => (externalId === `rec-${count}` ? { status: 422, code: '0801422' } : undefined),
  });
  const startMs = system.clock.now();
  const outcomes = await system.run(system.quo.contacts.upsertMany(someQuoContacts(count)));
  expect(outcomes.at(-1)).toMatchObject({ kind: 'refused', code: '0801422' });
  expect(system.log().filter((operation) => operation === 'POST /frigg/contact')).toHaveLength(1);
  expect(bulkSizes(system)).toEqual(count === 1 ? [] : [50]);
  expect(system.clock.now() - startMs).toBeLessThan(4_000);
});

it('learns from a single create why a contact was dropped, and stops waiting for it', async () => {
  const system = createPartnerSystem({
    refuse: ({ externalId }) => (externalId === 'rec-2' ? { status: 422, code: '0801422' } : undefined),
  });
  const startMs = system.clock.now();
  const outcomes = await system.run(system.quo.contacts.upsertMany(someQuoContacts(3)));
  expect(outcomes).toMatchObject([{ kind: 'created' }, { kind: 'refused', code: '0801422' }, { kind: 'created' }]);
  // Lookups after 1, 3 and 7 s: the second finds two, the third none, so those at 15 and 30 s are not made.
  expect(system.clock.now() - startMs).toBeLessThan(8_000);
});

it('creates one by one what no lookup has found, and counts a bulk that comes late as its own', async () => {
  const system = createPartnerSystem({ bulkDelayMs: 3_600_000 });
  const outcomes = await system.run(system.quo.contacts.upsertMany(someQuoContacts(2)));
  expect(outcomes.map(({ kind }) => kind)).toEqual(['created', 'created']);
  await system.clock.advance(3_600_000);
  expect(system.sandbox.size).toBe(2);
  expect(system.sandbox.stats.conflicts).toBe(2);
});

it('settles one by one when the bulk call is refused', async () => {
  const system = createPartnerSystem({}, async (request, next) =>
    isBulk(request) ? Response.json({ code: '0801400' }, { status: 400 }) : next(request),
  );
  const outcomes = await system.run(system.quo.contacts.upsertMany(someQuoContacts(3)));
  expect(outcomes.map(({ kind }) => kind)).toEqual(['created', 'created', 'created']);
  expect(system.log().filter((operation) => operation === 'POST /frigg/contact')).toHaveLength(3);
});

it('reads back after a bulk call whose response was lost', async () => {
  const system = createPartnerSystem({}, async (request, next) => {
    const answer = await next(request.clone());
    return isBulk(request) ? new Response('<html>', { status: 502 }) : answer;
  });
  const outcomes = await system.run(system.quo.contacts.upsertMany(someQuoContacts(3)));
  expect(outcomes.map(({ kind }) => kind)).toEqual(['created', 'created', 'created']);
  expect(bulkSizes(system)).toEqual([3]);
  expect(system.log()).not.toContain('POST /frigg/contact');
});

it('leaves for later what a failed bulk call did not create', async () => {
  const system = createPartnerSystem({}, async (request, next) => (isBulk(request) ? new Response('', { status: 503 }) : next(request)));
  const outcomes = await system.run(system.quo.contacts.upsertMany(someQuoContacts(2)));
  expect(outcomes).toMatchObject([{ kind: 'unavailable', error: { status: 503 } }, { kind: 'unavailable' }]);
  expect(system.sandbox.size).toBe(0);
});

it('sends no contact a second time when the lookup failed that would say whether the first time worked', async () => {
  let isQueued = false;
  const system = createPartnerSystem({}, async (request, next) => {
    isQueued ||= isBulk(request);
    return isQueued && request.method === 'GET' ? new Response('', { status: 503 }) : next(request);
  });
  const outcomes = await system.run(system.quo.contacts.upsertMany(someQuoContacts(2)));
  expect(outcomes.map(({ kind }) => kind)).toEqual(['unavailable', 'unavailable']);
  expect(system.log()).not.toContain('POST /frigg/contact');
  expect(system.sandbox.size).toBe(2);
});

it('B41: updates a contact that shows up with other content than was sent', async () => {
  const other = JSON.stringify({ externalId: 'rec-1', source: 'openphone-acme', defaultFields: { firstName: 'Old', phoneNumbers: [] } });
  const headers = { authorization: 'key-1', 'x-frigg-api-key': 'partner-secret' };
  const system = createPartnerSystem({}, async (request, next) => {
    if (isBulk(request)) await next(new Request('https://api.quo.com/frigg/contact', { method: 'POST', headers, body: other }));
    return next(request);
  });
  const [outcome] = await system.run(system.quo.contacts.upsertMany([aQuoContact(), aQuoContact({ externalId: 'rec-2' })]));
  expect(outcome).toMatchObject({ kind: 'updated', phoneNumbers: ['+15559876543'] });
  expect(system.sandbox.contacts().map(({ defaultFields }) => defaultFields.firstName)).toEqual(['Ann', 'Ann']);
});
