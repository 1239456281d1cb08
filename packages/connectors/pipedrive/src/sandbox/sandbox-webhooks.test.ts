import { verifyBasicAuth } from '@frigg-crm/crm-base/connector';
import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createPipedriveSandbox, type PipedriveSandboxOptions } from './create-pipedrive-sandbox.ts';

const WISH = {
  subscription_url: 'https://app.example.test/c1',
  event_action: '*',
  event_object: 'person',
  name: 'Quo sync',
  http_auth_user: 'u',
  http_auth_password: 'p',
};

/** A sandbox that delivers to a receiver that responds with these statuses, the last one for ever; 0 does not respond. */
async function setUp(statuses: readonly number[] = [200], options: PipedriveSandboxOptions = {}) {
  const clock = createVirtualClock();
  const received: { readonly request: Request; readonly body: { meta: Record<string, unknown> } }[] = [];
  const deliver = async (request: Request): Promise<Response> => {
    received.push({ request, body: (await request.clone().json()) as { meta: Record<string, unknown> } });
    const status = statuses[received.length - 1] ?? statuses.at(-1) ?? 200;
    if (status === 0) throw new TypeError('fetch failed');
    return new Response(null, { status });
  };
  const sandbox = createPipedriveSandbox({ clock, people: 3, deliver, ...options });
  const subscribe = async (wish: Readonly<Record<string, unknown>> = WISH): Promise<Response> => {
    const headers = { authorization: `Bearer ${sandbox.accessToken}`, 'content-type': 'application/json' };
    return sandbox.fetch(new Request('https://x/api/v1/webhooks', { method: 'POST', headers, body: JSON.stringify(wish) }));
  };
  expect((await subscribe()).status).toBe(201);
  return { clock, sandbox, received, subscribe };
}

describe('the webhooks of the sandbox', () => {
  it('report a change with what was before and the credentials of the subscription', async () => {
    const { sandbox, received } = await setUp();
    sandbox.people.change(1, { name: 'Changed' });
    expect(await sandbox.webhooks.flush()).toBe(1);
    expect(received).toHaveLength(1);
    expect(verifyBasicAuth(received[0]!.request.headers, { user: 'u', password: 'p' })).toBe(true);
    expect(received[0]?.body).toMatchObject({
      meta: {
        action: 'change',
        entity: 'person',
        entity_id: '1',
        company_id: 123,
        webhook_id: '501',
        attempt: 1,
        version: '2.0',
        host: 'sandbox.pipedrive.com',
        timestamp: '2026-01-05T10:00:00.000Z',
        is_bulk_edit: false,
      },
      data: { id: 1, name: 'Changed' },
    });
    expect(Object.keys(sandbox.webhooks.events()[0]?.previous ?? {})).toEqual(['name']);
    expect(sandbox.webhooks.pending).toEqual([]);
  });

  it('report a creation without what was before, and a deletion without what is', async () => {
    const { sandbox } = await setUp();
    sandbox.webhooks.setBulkEdit(true);
    sandbox.people.add({ name: 'New' });
    sandbox.people.delete(1);
    expect(sandbox.webhooks.events()).toMatchObject([
      { meta: { action: 'create', is_bulk_edit: true }, data: { id: 4, name: 'New' }, previous: null },
      { meta: { action: 'delete' }, data: null, previous: { id: 1 } },
    ]);
  });

  it('report a merge with both sides, and the survivor has the numbers of both', async () => {
    const { sandbox } = await setUp([200], { withoutPhone: 0, awkward: 0 });
    const before = [1, 2].flatMap((id) => sandbox.people.get(id)?.phones.map(({ value }) => value) ?? []);
    sandbox.people.merge(2, 1);
    expect(sandbox.people.get(1)?.phones.map(({ value, primary }) => [value, primary])).toEqual([
      [before[0], true],
      [before[1], false],
    ]);
    expect(sandbox.people.get(2)?.is_deleted).toBe(true);
    expect(
      sandbox.webhooks.events().map(({ meta }) => [meta['action'], meta['entity_id'], meta['merged_to_id'], meta['merged_from_id']]),
    ).toEqual([
      ['delete', '2', 1, undefined],
      ['change', '1', undefined, 2],
    ]);
    expect(() => sandbox.people.merge(1, 1)).toThrow(RangeError);
    expect(() => sandbox.people.merge(1, 99)).toThrow(RangeError);
    expect(sandbox.people.get(1)?.is_deleted).toBe(false);
  });

  it.each([[500], [0], [302]])('try again after 3, 30 and 150 s and then no more, when answered %i', async (status) => {
    const { clock, sandbox, received } = await setUp([status]);
    sandbox.people.change(1, {});
    for (const waitMs of [0, 2999, 1, 29_999, 1, 149_999, 1, 1_000_000]) {
      await clock.advance(waitMs);
      expect(await sandbox.webhooks.flush()).toBe(0);
    }
    expect(received.map(({ body }) => body.meta['attempt'])).toEqual([1, 2, 3, 4]);
    expect(new Set(received.map(({ body }) => body.meta['id'])).size).toBe(1);
    expect(sandbox.webhooks.pending).toEqual([]);
  });

  it('deliver what was refused once', async () => {
    const { clock, sandbox } = await setUp([503, 200]);
    sandbox.people.change(1, {});
    expect([await sandbox.webhooks.flush(), sandbox.webhooks.pending.length]).toEqual([0, 1]);
    await clock.advance(3000);
    expect([await sandbox.webhooks.flush(), sandbox.webhooks.pending.length]).toEqual([1, 0]);
  });

  it('report nothing more when the subscription or the app is gone', async () => {
    const { sandbox, received } = await setUp();
    sandbox.people.change(1, {});
    sandbox.webhooks.forget(501);
    sandbox.people.change(1, {});
    expect([await sandbox.webhooks.flush(), received.length, sandbox.webhooks.events().length]).toEqual([0, 0, 1]);
  });

  it('report only what was subscribed to', async () => {
    const { sandbox, subscribe } = await setUp();
    await subscribe({ ...WISH, event_action: 'delete' });
    await subscribe({ ...WISH, event_object: 'deal' });
    sandbox.people.change(1, {});
    sandbox.people.delete(2);
    expect(sandbox.webhooks.events().map(({ meta }) => [meta['webhook_id'], meta['action']])).toEqual([
      ['501', 'change'],
      ['501', 'delete'],
      ['502', 'delete'],
    ]);
  });

  it.each([
    [{ ...WISH, subscription_url: 'http://app.example.test' }, 'subscription_url'],
    [{ ...WISH, subscription_url: 'https://api.pipedrive.com/v1' }, 'subscription_url'],
    [{ ...WISH, subscription_url: 'nonsense' }, 'subscription_url'],
    [{ ...WISH, event_action: 'updated' }, 'event_action'],
    [{ ...WISH, event_object: 'people' }, 'event_object'],
    [{ ...WISH, name: undefined }, 'name'],
    [{ ...WISH, name: 'x'.repeat(256) }, 'name'],
    [{ ...WISH, version: '3.0' }, 'version'],
    [{ ...WISH, secret: 'x' }, 'secret'],
  ])('are refused as %j', async (wish, field) => {
    const { subscribe, sandbox } = await setUp();
    const answer = await subscribe(wish);
    expect(answer.status).toBe(400);
    expect(Object.keys(((await answer.json()) as { errors: object }).errors)).toEqual([field]);
    expect(sandbox.webhooks.all).toHaveLength(1);
  });
});
