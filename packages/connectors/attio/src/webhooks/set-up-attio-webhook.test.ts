import type { JsonObject } from '@frigg-crm/core';
import type { WebhookSetupResult } from '@frigg-crm/crm-base';
import { describe, expect, it } from 'vitest';
import type { AttioSandboxOptions } from '../sandbox/create-attio-sandbox.ts';
import { attributeIdOf, objectIdOf, toSandboxId } from '../sandbox/sandbox-ids.ts';
import { attio } from '../test-support/attio-under-test.ts';

const URL = 'https://app.example.test/webhooks/crm/attio/i1';

/** An integration that sets its webhook up as the lifecycle does. */
function setUp(options: AttioSandboxOptions = {}) {
  const fixture = attio.open({ people: 2, ...options });
  const stores: JsonObject[] = [];
  let catchUps = 0;
  Object.assign(fixture.integration, { catchUp: async () => void (catchUps += 1) });
  const run = async (url = URL): Promise<WebhookSetupResult> =>
    fixture.clock.runUntil(
      fixture.integration.setupWebhooks({ url, stored: stores.at(-1), store: async (value) => void stores.push(value) }),
    );
  return {
    ...fixture,
    fixture,
    stores,
    run,
    remove: async () => fixture.integration.removeWebhooks({ stored: stores.at(-1) }),
    catchUps: () => catchUps,
    calls: (operation: string) => fixture.sent.filter((each) => each.operation === operation).length,
  };
}

describe('the webhook of an Attio connection', () => {
  it('is for people only, and is stored with its key, its workspace and the attributes that count', async () => {
    const { run, sandbox, stores, catchUps } = setUp();
    expect(await run()).toEqual({ status: 'configured' });
    const filter = { $and: [{ field: 'id.object_id', operator: 'equals', value: objectIdOf('people') }] };
    const types = ['record.created', 'record.updated', 'record.deleted', 'record.merged'];
    const [webhook] = sandbox.webhooks.all;
    expect(webhook).toMatchObject({ target_url: URL, subscriptions: types.map((type) => ({ event_type: type, filter })) });
    expect(stores.at(-1)).toEqual({
      url: URL,
      workspaceId: sandbox.workspaceId,
      objectId: objectIdOf('people'),
      attributeIds: (['name', 'phone_numbers', 'email_addresses', 'job_title', 'company'] as const).map(attributeIdOf),
      key: { webhookId: webhook?.id, secret: webhook?.secret },
      webhookIds: [webhook?.id],
    });
    expect(catchUps()).toBe(0);
  });

  it('is kept when it is set up again, also while it is degraded (acceptance 47)', async () => {
    const { run, sandbox, calls, stores } = setUp();
    await run();
    const id = toSandboxId('webhook', 1);
    sandbox.webhooks.setStatus(id, 'degraded');
    const before = stores.length;
    await run();
    expect([calls('POST /v2/webhooks'), stores.length]).toEqual([1, before]);
  });

  it.each(['inactive', 'gone'])('is made again when it is %s, and everyone is fetched then', async (state) => {
    const { run, sandbox, catchUps, stores } = setUp();
    await run();
    const id = toSandboxId('webhook', 1);
    if (state === 'gone') sandbox.webhooks.forget(id);
    else sandbox.webhooks.setStatus(id, 'inactive');
    expect(await run()).toEqual({ status: 'configured' });
    expect(sandbox.webhooks.all.map(({ status }) => status)).toEqual(['active']);
    expect(stores.at(-1)).toMatchObject({ webhookIds: [sandbox.webhooks.all[0]?.id], key: { secret: sandbox.webhooks.all[0]?.secret } });
    expect(catchUps()).toBe(1);
  });

  it('takes the place of one whose creation was not confirmed, and of one at an old address', async () => {
    const { run, sandbox, fixture, remove } = setUp();
    fixture.intercept = async (request) => {
      const response = await sandbox.fetch(request);
      return request.method === 'POST' && request.url.endsWith('/webhooks') ? new Response(null, { status: 502 }) : response;
    };
    await expect(run()).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
    expect(sandbox.webhooks.all).toHaveLength(1);
    fixture.intercept = () => undefined;
    await run();
    expect(sandbox.webhooks.all).toHaveLength(1);
    await run(`${URL}-moved`);
    expect(sandbox.webhooks.all.map(({ target_url: url }) => url)).toEqual([`${URL}-moved`]);
    await remove();
    expect(sandbox.webhooks.all).toEqual([]);
  });

  it('is removed, also when the response to its creation was lost', async () => {
    const { run, sandbox, fixture, remove } = setUp();
    fixture.intercept = async (request) => {
      const response = await sandbox.fetch(request);
      return request.method === 'POST' && request.url.endsWith('/webhooks') ? new Response(null, { status: 502 }) : response;
    };
    await expect(run()).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
    fixture.intercept = () => undefined;
    await remove();
    expect(sandbox.webhooks.all).toEqual([]);
  });

  it('B78: does not stay without the key of its signatures (acceptance 46)', async () => {
    const { run, sandbox } = setUp({ sendsWebhookSecret: false });
    await expect(run()).rejects.toMatchObject({ code: 'API_ANSWER_UNEXPECTED' });
    expect(sandbox.webhooks.all).toEqual([]);
  });

  it('is gone already when the connection ends, which is fine (acceptance 48)', async () => {
    const { run, sandbox, remove } = setUp();
    await run();
    sandbox.webhooks.forget(toSandboxId('webhook', 1));
    await expect(remove()).resolves.toBeUndefined();
  });

  it('is left alone when another workspace was connected', async () => {
    const { run, sandbox, calls } = setUp();
    await run();
    sandbox.workspaceId = toSandboxId('workspace', 2);
    expect(await run()).toMatchObject({ status: 'failed', code: 'ATTIO_WORKSPACE_CHANGED' });
    expect([sandbox.webhooks.all.length, calls('DELETE /v2/webhooks')]).toEqual([1, 0]);
  });

  it('names the scope that is missing, and the address that is not https', async () => {
    const { run } = setUp({ scopes: ['object_configuration:read', 'record_permission:read'] });
    expect(await run()).toMatchObject({
      status: 'failed',
      code: 'ATTIO_WEBHOOK_FORBIDDEN',
      message: expect.stringContaining('webhook:read-write') as string,
    });
    expect(await setUp().run('http://app.example.test/hook')).toMatchObject({ status: 'failed', code: 'ATTIO_WEBHOOK_REFUSED' });
  });

  it('is found among more than one page of webhooks of others', async () => {
    const { run, sandbox, client, clock, remove } = setUp();
    for (let index = 0; index < 101; index += 1)
      await clock.runUntil(
        client.webhooks.create({ url: `https://other.test/${index}`, subscriptions: [{ eventType: 'note.created', objectId: null }] }),
      );
    await run();
    await run();
    expect(sandbox.webhooks.all).toHaveLength(102);
    await remove();
    expect(sandbox.webhooks.all).toHaveLength(101);
  });
});
