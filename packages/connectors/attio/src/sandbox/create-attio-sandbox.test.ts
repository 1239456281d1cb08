import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createAttioSandbox, type AttioSandboxOptions } from './create-attio-sandbox.ts';
import { objectIdOf, toSandboxId } from './sandbox-ids.ts';

function setUp(options: AttioSandboxOptions = {}) {
  const clock = createVirtualClock();
  const sandbox = createAttioSandbox({ clock, people: 5, ...options });
  const send = async (operation: string, body?: unknown, token = sandbox.accessToken): Promise<Response> => {
    const [method = '', path = ''] = operation.split(' ');
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return sandbox.fetch(
      new Request(`${sandbox.baseUrl}/v2${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }),
    );
  };
  return { clock, sandbox, send };
}

const QUERY = 'POST /objects/people/records/query';
const NOTE = { parent_object: 'people', parent_record_id: toSandboxId('person', 1), title: 't', format: 'markdown', content: 'c' };
const HOOK = { target_url: 'https://app.example.test', subscriptions: [{ event_type: 'record.created', filter: null }] };
const idsOf = async (response: Response): Promise<readonly string[]> =>
  ((await response.json()) as { readonly data: readonly { readonly id: { readonly record_id: string } }[] }).data.map(
    ({ id }) => id.record_id,
  );

describe('createAttioSandbox', () => {
  it('lists people by the time of their creation, from an offset', async () => {
    const { send, sandbox } = setUp();
    const sorts = (direction: string) => [{ attribute: 'created_at', direction }];
    const ids = (numbers: readonly number[]) => numbers.map((number) => toSandboxId('person', number));
    expect(await idsOf(await send(QUERY, { offset: 3, limit: 10, sorts: sorts('asc') }))).toEqual(ids([4, 5]));
    sandbox.people.delete(2);
    expect(await idsOf(await send(QUERY, { offset: 1, limit: 2 }))).toEqual(ids([3, 4]));
    expect(await idsOf(await send(QUERY, { limit: 2, sorts: sorts('desc') }))).toEqual(ids([5, 4]));
  });

  it('lists objects with their ids, as it shows one', async () => {
    const { send } = setUp();
    const { data } = (await (await send('GET /objects')).json()) as { readonly data: readonly object[] };
    const one = (await (await send('GET /objects/people')).json()) as { readonly data: object };
    expect(data[0]).toEqual({ ...one.data, id: { workspace_id: toSandboxId('workspace', 1), object_id: objectIdOf('people') } });
  });

  it.each([
    ['an unknown field', QUERY, { page: 1 }],
    ['a page that is too large', QUERY, { limit: 501 }],
    ['a filter of another attribute', QUERY, { filter: { job_title: 'Buyer' } }],
    ['a number that is not E.164', QUERY, { filter: { phone_numbers: '(415) 555-0132' } }],
    ['an order by another attribute', QUERY, { sorts: [{ attribute: 'name', direction: 'asc' }] }],
    ['an id that is none', 'GET /objects/people/records/71', undefined],
    ['a search without objects', 'POST /objects/records/search', { query: 'x', request_as: { type: 'workspace' } }],
    ['a note without data', 'POST /notes', NOTE],
    ['a note of the future', 'POST /notes', { data: { ...NOTE, created_at: '2099-01-01T00:00:00Z' } }],
    ['a note in HTML', 'POST /notes', { data: { ...NOTE, format: 'html' } }],
    ['a list of too many notes', 'GET /notes?limit=51', undefined],
    ['a webhook over http', 'POST /webhooks', { data: { ...HOOK, target_url: 'http://app.example.test' } }],
    ['a webhook without a filter', 'POST /webhooks', { data: { ...HOOK, subscriptions: [{ event_type: 'record.created' }] } }],
    [
      'a webhook for an unknown event',
      'POST /webhooks',
      { data: { ...HOOK, subscriptions: [{ event_type: 'record.seen', filter: null }] } },
    ],
    ['a list of too few webhooks', 'GET /webhooks?limit=1', undefined],
  ])('refuses %s as Attio does', async (_case, operation, body) => {
    const { send } = setUp();
    const response = await send(operation, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ status_code: 400, type: 'invalid_request_error' });
  });

  it('says in a success that a token is not active, and refuses it elsewhere', async () => {
    const { send } = setUp();
    expect(await (await send('GET /self', undefined, 'other')).json()).toEqual({ active: false });
    expect((await send(QUERY, {}, 'other')).status).toBe(401);
  });

  it('names the date of the next second when there were too many requests', async () => {
    const { send, clock } = setUp({ requestsPerSecond: 2 });
    for (let times = 0; times < 2; times += 1) expect((await send(QUERY, {})).status).toBe(200);
    const refused = await send(QUERY, {});
    expect(refused.status).toBe(429);
    expect(Date.parse(refused.headers.get('retry-after') ?? '') - clock.now()).toBe(1000);
    expect(await refused.json()).toMatchObject({ type: 'rate_limit_error', code: 'rate_limit_exceeded' });
  });

  it('takes webhooks to this machine only where it is asked to, and none over http to another', async () => {
    const statusOf = async (target: string): Promise<number> => {
      const { send } = setUp({ acceptsLoopback: true });
      return (await send('POST /webhooks', { data: { ...HOOK, target_url: target } })).status;
    };
    expect(await statusOf('http://127.0.0.1:8080/webhooks')).toBe(200);
    expect(await statusOf('http://127.0.0.1.example.test/webhooks')).toBe(400);
    expect(await setUp().send('POST /webhooks', { data: { ...HOOK, target_url: 'http://127.0.0.1:8080/' } })).toMatchObject({
      status: 400,
    });
  });

  it('sends one event for each changed attribute, two for a merge, to webhooks whose filter fits', async () => {
    const { send, sandbox } = setUp();
    const filter = (object: 'people' | 'companies') => ({
      $and: [{ field: 'id.object_id', operator: 'equals', value: objectIdOf(object) }],
    });
    const types = ['record.created', 'record.updated', 'record.merged', 'record.deleted'];
    for (const object of ['people', 'companies'] as const)
      await send('POST /webhooks', {
        data: {
          target_url: 'https://app.example.test',
          subscriptions: types.map((type) => ({ event_type: type, filter: filter(object) })),
        },
      });
    sandbox.people.change(1, { jobTitle: 'Chief', emails: ['new@b.co'] });
    sandbox.people.merge(2, 3);
    sandbox.people.delete(4);
    const events = sandbox.webhooks.events.map(
      ({ body }) => JSON.parse(body) as { readonly webhook_id: string; readonly events: readonly { readonly event_type: string }[] },
    );
    expect(new Set(events.map(({ webhook_id: id }) => id))).toEqual(new Set([toSandboxId('webhook', 1)]));
    expect(events.map(({ events: [event] }) => event?.event_type)).toEqual([
      'record.updated',
      'record.updated',
      'record.merged',
      'record.merged',
      'record.deleted',
    ]);
    expect(sandbox.people.size).toBe(3);
  });

  it('delivers again what was refused, under the same key', async () => {
    const keys: (string | null)[] = [];
    const { send, sandbox, clock } = setUp({
      async deliver({ headers }) {
        keys.push(headers.get('idempotency-key'));
        return new Response(null, { status: keys.length === 1 ? 503 : 200 });
      },
    });
    await send('POST /webhooks', { data: HOOK });
    sandbox.people.add();
    expect(await sandbox.webhooks.flush()).toBe(0);
    await clock.advance(60_000);
    expect(await sandbox.webhooks.flush()).toBe(1);
    expect(keys[0]).toBe(keys[1]);
  });

  it('makes ten million people without keeping them', async () => {
    const { send } = setUp({ people: 10_000_000 });
    expect(await idsOf(await send(QUERY, { offset: 9_999_999, limit: 10 }))).toEqual([toSandboxId('person', 10_000_000)]);
  });
});
