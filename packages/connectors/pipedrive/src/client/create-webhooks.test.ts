import { describe, expect, it } from 'vitest';
import { pipedrive } from '../test-support/pipedrive-under-test.ts';
import type { PipedriveWebhookFields } from './create-webhooks.ts';

const WISH: PipedriveWebhookFields = {
  url: 'https://app.example.test/pipedrive/c1',
  eventAction: '*',
  eventObject: 'person',
  name: 'Quo sync - persons',
  credentials: { user: 'u', password: 'secret-word' },
  userId: '5',
};

describe('webhooks', () => {
  it('makes, lists and removes a webhook of version 2', async () => {
    const { client, sandbox } = pipedrive.open();
    const id = await client.webhooks.create(WISH);
    expect(sandbox.webhooks.all).toMatchObject([{ version: '2.0', http_auth_user: 'u', http_auth_password: 'secret-word', user_id: 5 }]);
    expect(await client.webhooks.list()).toEqual([
      { id, url: WISH.url, eventAction: '*', eventObject: 'person', version: '2.0', isActive: true, basicUser: 'u' },
    ]);
    await client.webhooks.delete(id);
    await client.webhooks.delete(id);
    expect(await client.webhooks.list()).toEqual([]);
  });

  it('names the field that Pipedrive refuses, and no secret', async () => {
    const { client } = pipedrive.open({ isReachable: () => false });
    const failed = client.webhooks.create(WISH);
    await expect(failed).rejects.toMatchObject({ code: 'API_REFUSED', status: 400, apiCode: 'subscription_url' });
    const error: unknown = await failed.catch((reason: unknown) => reason);
    expect(String(error) + JSON.stringify(error)).not.toMatch(/secret-word|example/);
  });

  it('reports the limit of 40 per user', async () => {
    const { client, clock } = pipedrive.open();
    for (let count = 0; count < 40; count += 1) await clock.runUntil(client.webhooks.create({ ...WISH, url: `${WISH.url}${count}` }));
    await expect(client.webhooks.create(WISH)).rejects.toMatchObject({ code: 'API_REFUSED', status: 422 });
  });

  it('takes an inactive one for inactive, whether Pipedrive says it with a number or a boolean', async () => {
    const fixture = pipedrive.open();
    const data = [0, 1, false, true].map((active, index) => ({ id: String(index + 1), is_active: active }));
    fixture.intercept = () => Response.json({ status: 'ok', success: true, data });
    expect((await fixture.client.webhooks.list()).map(({ isActive }) => isActive)).toEqual([false, true, false, true]);
  });
});
