import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createPipedriveSandbox, type PipedriveSandboxOptions } from './create-pipedrive-sandbox.ts';

function setUp(options: PipedriveSandboxOptions = {}) {
  const sandbox = createPipedriveSandbox({ clock: createVirtualClock(), people: 3, ...options });
  const deal = sandbox.deals.add({ personId: 1 });
  const lead = sandbox.leads.add({ personId: 1 });
  const call = async (method: string, path: string, body?: unknown, type = 'application/json') => {
    const headers = { authorization: `Bearer ${sandbox.accessToken}`, 'content-type': type };
    const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await sandbox.fetch(new Request(`https://x/api${path}`, { method, headers, body: text }));
    return { status: answer.status, body: (await answer.json()) as { data: Record<string, unknown> } };
  };
  return { sandbox, call, deal, lead };
}

const CALL = { subject: 'Call', type: 'call', done: true, participants: [{ person_id: 1, primary: true }] };

describe('what the sandbox refuses to write', () => {
  it.each([
    ['an unknown field', { ...CALL, colour: 'red' }],
    ['a person beside the participants', { ...CALL, person_id: 1 }],
    ['a number as a text', { ...CALL, org_id: '12' }],
    ['a flag as a number', { ...CALL, done: 1 }],
    ['a type that the company has not', { ...CALL, type: 'fax' }],
    ['a person who does not exist', { ...CALL, participants: [{ person_id: 99, primary: true }] }],
    ['an owner who does not exist', { ...CALL, owner_id: 99 }],
    ['a deal that does not exist', { ...CALL, deal_id: 99 }],
    ['a lead that does not exist', { ...CALL, lead_id: 'adf21080-0e10-11eb-879b-999999999999' }],
    ['a length of nothing', { ...CALL, duration: '00:00' }],
    ['a length in seconds', { ...CALL, duration: '125' }],
    ['a time of day that there is not', { ...CALL, due_time: '24:00' }],
    ['a date with its time', { ...CALL, due_date: '2026-01-05T10:00:00Z' }],
    ['a subject that is too long', { ...CALL, subject: 'x'.repeat(256) }],
    ['a note that is too long', { ...CALL, note: 'x'.repeat(102_401) }],
    ['a list', [CALL]],
    ['no JSON', '{"subject":'],
  ])('is an activity with %s', async (_case, body) => {
    const { call, sandbox } = setUp();
    expect((await call('POST', '/v2/activities', body)).status).toBe(400);
    expect(sandbox.activities()).toEqual([]);
  });

  it('is an activity of a deal and a lead at once, one of a deleted person, and one that is no JSON by its type', async () => {
    const { call, deal, lead, sandbox } = setUp();
    expect((await call('POST', '/v2/activities', { ...CALL, deal_id: deal.id, lead_id: lead.id })).status).toBe(400);
    expect((await call('POST', '/v2/activities', CALL, 'text/plain')).status).toBe(400);
    sandbox.people.delete(1);
    expect((await call('POST', '/v2/activities', CALL)).status).toBe(400);
  });

  it.each([
    ['no content', { person_id: 1 }],
    ['an empty one', { content: '  ', person_id: 1 }],
    ['no person whom it is about', { content: 'x' }],
    ['a person who does not exist', { content: 'x', person_id: 99 }],
    ['a time of version 2', { content: 'x', person_id: 1, add_time: '2026-01-05T10:00:00Z' }],
    ['too much', { content: 'x'.repeat(102_401), person_id: 1 }],
    ['an unknown field', { content: 'x', person_id: 1, colour: 'red' }],
  ])('is a note with %s', async (_case, body) => {
    const { call, sandbox } = setUp();
    expect((await call('POST', '/v1/notes', body)).status).toBe(400);
    expect(sandbox.notes()).toEqual([]);
  });

  it('is a change of what was deleted', async () => {
    const { call } = setUp();
    await call('POST', '/v2/activities', CALL);
    expect((await call('DELETE', '/v2/activities/1')).body.data).toEqual({ id: 1 });
    expect((await call('PATCH', '/v2/activities/1', { subject: 'x' })).status).toBe(404);
    expect((await call('DELETE', '/v2/activities/1')).status).toBe(404);
    expect((await call('GET', '/v2/activities')).body.data).toEqual([]);
    await call('POST', '/v1/notes', { content: 'x', person_id: 1 });
    expect((await call('DELETE', '/v1/notes/1')).status).toBe(200);
    expect((await call('PUT', '/v1/notes/1', { content: 'y' })).status).toBe(404);
  });

  it.each([
    ['/v2/activities?sort=id', 400],
    ['/v2/activities?done=1', 400],
    ['/v2/activities/abc', 400],
    ['/v2/deals?status=any', 400],
    ['/v1/deals', 404],
    ['/v1/notes?sort=id;drop', 400],
    ['/v1/notes?cursor=x', 400],
    ['/v1/leads?limit=501', 400],
    ['/v1/users?limit=1', 400],
    ['/v1/users/find?search_by_email=true&term=x', 400],
    ['/v1/users/find', 400],
    ['/v2/persons/search?term=4155&fields=notes', 400],
    ['/v2/persons/search?term=4&fields=phone', 400],
    ['/v2/persons/search?fields=phone', 400],
  ])('is the query %s, with %i', async (path, status) => {
    expect((await setUp().call('GET', path)).status).toBe(status);
  });

  it.each([
    ['GET', '/v2/persons/search?term=4155&fields=phone'],
    ['POST', '/v2/activities'],
    ['POST', '/v1/notes'],
    ['GET', '/v2/deals'],
    ['GET', '/v1/leads'],
    ['GET', '/v1/users'],
    ['GET', '/v1/webhooks'],
  ])('is %s %s without its scope', async (method, path) => {
    const { call } = setUp({ scopes: ['base'] });
    expect((await call(method, path, method === 'GET' ? undefined : CALL)).status).toBe(403);
    expect((await call('GET', '/v1/users/me')).status).toBe(200);
  });
});

describe('what the sandbox writes', () => {
  it('takes scripts out of notes, as Pipedrive does', async () => {
    const { call } = setUp();
    const { body } = await call('POST', '/v1/notes', { content: '<p>Hi</p><script>alert(1)</script>', person_id: 1 });
    expect(body.data).toMatchObject({ content: '<p>Hi</p>', add_time: '2026-01-05 10:00:00', active_flag: true });
  });

  it('counts what calls cost, and searches against a limit of their own', async () => {
    const { call, sandbox } = setUp();
    const statuses: number[] = [];
    for (let count = 0; count < 12; count += 1) statuses.push((await call('GET', '/v2/persons/search?term=4155&fields=phone')).status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
    expect((await call('GET', '/v2/persons/1')).status).toBe(200);
    expect(sandbox.stats).toMatchObject({ rateLimited: 2, cost: 201 });
  });
});

it('leaves the organization of a found person out where there is none, which is never null', async () => {
  const people = [
    { name: 'Ana Ruiz', org_id: null },
    { name: 'Ana Bo', org_id: 1 },
  ];
  const { call } = setUp({ people });
  const { data } = (await call('GET', '/v2/persons/search?term=ana&fields=name')).body;
  const items = data['items'] as readonly { readonly item: object }[];
  expect(items.map(({ item }) => Object.hasOwn(item, 'organization'))).toEqual([false, true]);
});
