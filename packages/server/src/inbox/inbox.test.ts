import { describe, expect, it } from 'vitest';
import { openServerSystem, type ServerSystem } from '../test-support/server-system.ts';

interface EntryPage {
  readonly items: readonly { readonly id: string; readonly integrationId: string; readonly state: string; readonly code: string | null }[];
  readonly nextCursor: string | null;
}

async function deliver({ server }: ServerSystem, person: string, integrationId = 'i1'): Promise<void> {
  const url = `https://crm.example.com/webhooks/crm/fake/${integrationId}`;
  expect((await server.fetch(new Request(url, { method: 'POST', body: person }))).status).toBe(200);
}

async function fail({ services }: ServerSystem, id: string, code: string, integrationId = 'i1'): Promise<void> {
  const key = { integrationId, id, claimId: 'test' };
  await services.inbox.claim({ ...key, ttlMs: 1000 });
  await services.inbox.fail({ ...key, code });
}

async function page({ ask }: ServerSystem, path: string, as = 'all'): Promise<EntryPage> {
  return (await (await ask(path, { as })).json()) as EntryPage;
}

/** Three events of two integrations, of which two have failed and one is done. */
async function openDelivered(): Promise<ServerSystem> {
  const system = openServerSystem();
  await system.connect('i1', 'u1');
  await system.connect('i2', 'u2');
  for (const person of ['p1', 'p2', 'p3']) await deliver(system, person);
  await deliver(system, 'p1');
  await deliver(system, 'p1', 'i2');
  await fail(system, 'crm:event-p1', 'API_REFUSED');
  await fail(system, 'crm:event-p1', 'API_REFUSED', 'i2');
  await fail(system, 'crm:event-p2', 'UNUSABLE_PERSON');
  const done = { integrationId: 'i1', id: 'crm:event-p3', claimId: 'test' };
  await system.services.inbox.claim({ ...done, ttlMs: 1000 });
  await system.services.inbox.done(done);
  return system;
}

describe('webhooks over HTTP', () => {
  it('lists events, each once, page by page, and to a tenant only its own', async () => {
    const system = await openDelivered();
    const first = await page(system, '/api/v1/webhooks?limit=2');
    expect(first.items.map(({ id, state }) => `${id} ${state}`)).toEqual(['crm:event-p1 failed', 'crm:event-p2 failed']);
    const second = await page(system, `/api/v1/webhooks?limit=2&cursor=${first.nextCursor ?? ''}`);
    expect(second.items.map(({ integrationId, state }) => `${integrationId} ${state}`)).toEqual(['i1 done', 'i2 failed']);
    expect((await page(system, '/api/v1/webhooks', 'stranger')).items).toMatchObject([{ integrationId: 'i2' }]);
    expect((await page(system, '/api/v1/webhooks?state=done&source=crm')).items).toMatchObject([{ id: 'crm:event-p3' }]);
    expect((await page(system, '/api/v1/webhooks?source=quo')).items).toEqual([]);
    expect((await system.ask('/api/v1/webhooks?integrationId=i1', { as: 'stranger' })).status).toBe(404);
    expect((await system.ask(`/api/v1/webhooks?limit=3&state=done&cursor=${first.nextCursor ?? ''}`)).status).toBe(400);
  });

  it('says of an integration whether they come in, and what became of them', async () => {
    const system = await openDelivered();
    const health = '/api/v1/integrations/i1/webhook-health';
    const newestAt = new Date(system.clock.now()).toISOString();
    expect(await (await system.ask(health, { as: 'viewer' })).json()).toEqual({
      sources: [
        { source: 'quo', accepted: 0, open: 0, failed: 0, newestAt: null, oldestOpenAt: null },
        { source: 'crm', accepted: 3, open: 0, failed: 2, newestAt, oldestOpenAt: null },
      ],
      isComplete: true,
    });
    expect((await system.ask(health, { as: 'stranger' })).status).toBe(404);
  });

  it('shows one redacted, to those who may see people, and notes that it was opened', async () => {
    const system = await openDelivered();
    const path = '/api/v1/integrations/i1/webhooks/crm%3Aevent-p1';
    expect((await system.ask(path, { as: 'viewer' })).status).toBe(403);
    const shown = await system.ask(path);
    expect(await shown.json()).toMatchObject({
      entry: { code: 'API_REFUSED' },
      data: { eventId: 'event-p1', change: { externalId: 'p1' } },
    });
    const audit = (await (await system.ask('/api/v1/audit')).json()) as { items: { operationId: string; code: string | null }[] };
    expect(audit.items.map(({ operationId, code }) => `${operationId} ${code}`)).toEqual(['getWebhook null', 'getWebhook FORBIDDEN']);
    expect((await system.ask('/api/v1/integrations/i1/webhooks/none')).status).toBe(404);
  });

  it('replays one that failed, leaves one that waits, and refuses one that is done', async () => {
    const system = await openDelivered();
    const replay = async (id: string): Promise<Response> =>
      system.ask(`/api/v1/integrations/i1/webhooks/${encodeURIComponent(id)}/replay`, { method: 'POST' });
    expect(await (await replay('crm:event-p1')).json()).toMatchObject({ wasRedriven: true, entry: { state: 'open', code: null } });
    expect(await (await replay('crm:event-p1')).json()).toMatchObject({ wasRedriven: false });
    expect([(await replay('crm:event-p3')).status, (await replay('none')).status]).toEqual([409, 404]);
    await system.run([]);
    await system.clock.advance(10_000);
  });

  it('replays what failed in a window, for a tenant only its own', async () => {
    const system = await openDelivered();
    const replay = async (body: object, as = 'all'): Promise<unknown> =>
      (await system.ask('/api/v1/webhooks/replay-all', { as, body })).json();
    expect(await replay({ until: '2000-01-01T00:00:00.000Z' })).toMatchObject({ redriven: 0, isComplete: true });
    expect(await replay({}, 'stranger')).toMatchObject({ redriven: 1 });
    expect(await replay({ source: 'crm', perSecond: 1 })).toMatchObject({ redriven: 2, isComplete: true });
    expect(await replay({})).toMatchObject({ redriven: 0 });
  });
});

describe('dead letters over HTTP', () => {
  it('lists and groups them by reason', async () => {
    const system = await openDelivered();
    expect((await page(system, '/api/v1/dead-letters?code=API_REFUSED')).items).toHaveLength(2);
    expect((await page(system, '/api/v1/dead-letters?kind=log-call')).items).toEqual([]);
    expect(await (await system.ask('/api/v1/dead-letters/groups')).json()).toMatchObject({
      groups: [
        { kind: 'crm-event', code: 'API_REFUSED', count: 2, integrations: 2 },
        { code: 'UNUSABLE_PERSON', count: 1 },
      ],
      isComplete: true,
    });
    expect(await (await system.ask('/api/v1/dead-letters/groups', { as: 'stranger' })).json()).toMatchObject({ groups: [{ count: 1 }] });
  });

  it('redrives one, a group, and all, once however often the request is repeated', async () => {
    const system = await openDelivered();
    const redrive = async (body: object, key: string): Promise<unknown> =>
      (await system.ask('/api/v1/dead-letters/redrive-all', { body, headers: { 'idempotency-key': key } })).json();
    const one = await system.ask('/api/v1/integrations/i2/dead-letters/crm%3Aevent-p1/redrive', { method: 'POST' });
    expect([one.status, await one.json()]).toEqual([202, expect.objectContaining({ wasRedriven: true })]);
    expect(await redrive({ kind: 'crm-event', code: 'API_REFUSED' }, 'a')).toMatchObject({ redriven: 1 });
    expect(await redrive({ kind: 'crm-event', code: 'API_REFUSED' }, 'a')).toMatchObject({ redriven: 1 });
    expect(await redrive({}, 'b')).toMatchObject({ redriven: 1, isComplete: true });
    expect((await page(system, '/api/v1/dead-letters')).items).toEqual([]);
    expect((await system.ask('/api/v1/dead-letters/redrive-all', { body: { perSecond: 0 } })).status).toBe(400);
  });
});
