import type { JsonObject } from '@frigg-crm/core';
import type { WebhookSetup } from '@frigg-crm/crm-base';
import { readStoredWebhook, removeWebhook, setUpWebhook } from '@frigg-crm/crm-base/connector';
import { describe, expect, it } from 'vitest';
import type { PipedriveSandboxOptions } from '../sandbox/create-pipedrive-sandbox.ts';
import { pipedrive, type PipedriveFixture } from '../test-support/pipedrive-under-test.ts';
import { planPipedriveWebhook } from './pipedrive-webhook-channel.ts';

const URL_1 = 'https://app.example.test/pipedrive/c1';

interface WebhookSystem extends PipedriveFixture {
  /** What happened outside: what was stored, caught up with, and sent. */
  readonly deeds: string[];
  readonly stored: () => JsonObject | undefined;
  readonly setUp: () => ReturnType<typeof setUpWebhook>;
  readonly remove: () => Promise<void>;
  failCatchUp: boolean;
}

function createWebhookSystem(options: PipedriveSandboxOptions = {}): WebhookSystem {
  const fixture = pipedrive.open({ people: 1, ...options });
  const { client } = fixture;
  const deeds: string[] = [];
  let stored: JsonObject | undefined;
  const about = (): WebhookSetup => ({
    url: URL_1,
    stored,
    async store(value) {
      deeds.push(`store ${String(readStoredWebhook(planPipedriveWebhook({ client, catchUp }).secretSchema, value)?.webhookIds.join())}`);
      stored = value;
    },
  });
  async function catchUp(): Promise<void> {
    deeds.push('catch up');
    if (it.failCatchUp) throw new Error('the store is away');
  }
  const it: WebhookSystem = Object.assign(fixture, {
    deeds,
    stored: () => stored,
    setUp: async () => setUpWebhook(planPipedriveWebhook({ client, catchUp }), about()),
    remove: async () => removeWebhook(planPipedriveWebhook({ client, catchUp }), about()),
    failCatchUp: false,
  });
  return it;
}

describe('setting up the webhook', () => {
  it('stores what proves the sender before the webhook is made, and its id afterwards', async () => {
    const { setUp, deeds, stored, sandbox } = createWebhookSystem();
    expect(await setUp()).toEqual({ status: 'configured' });
    expect(deeds).toEqual(['store ', 'store 501']);
    const [webhook] = sandbox.webhooks.all;
    expect(stored()).toEqual({
      companyId: '123',
      user: webhook?.http_auth_user,
      password: webhook?.http_auth_password,
      webhookIds: ['501'],
    });
  });

  it('stores nothing, and fetches no person, when all is in its place', async () => {
    const { setUp, deeds } = createWebhookSystem();
    await setUp();
    await setUp();
    expect(deeds).toEqual(['store ', 'store 501']);
  });

  it('catches up before it stores another webhook, again and again until that succeeds', async () => {
    const system = createWebhookSystem();
    await system.setUp();
    system.sandbox.webhooks.forget(501);
    system.failCatchUp = true;
    await expect(system.setUp()).rejects.toThrow('the store is away');
    system.failCatchUp = false;
    system.deeds.length = 0;
    expect(await system.setUp()).toEqual({ status: 'configured' });
    expect([system.deeds, system.sandbox.webhooks.all.length]).toEqual([['catch up', 'store 502'], 1]);
  });

  it('catches up when the response to the making of the webhook was lost: its events were refused', async () => {
    const system = createWebhookSystem();
    system.intercept = (request) => {
      if (request.method !== 'POST') return undefined;
      void system.sandbox.fetch(request);
      return new Response(null, { status: 504 });
    };
    await expect(system.setUp()).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
    system.intercept = () => undefined;
    expect(await system.setUp()).toEqual({ status: 'configured' });
    expect(system.deeds).toEqual(['store ', 'catch up', 'store 501']);
  });

  it('refuses an account of another company, visibly, and changes nothing', async () => {
    const system = createWebhookSystem();
    await system.setUp();
    const before = system.stored();
    system.deeds.length = 0;
    const other = pipedrive.open({ company: { id: 124, name: 'Other', country: 'US' } });
    const result = await setUpWebhook(planPipedriveWebhook({ client: other.client, catchUp: async () => {} }), {
      url: URL_1,
      stored: before,
      store: async () => void system.deeds.push('store'),
    });
    expect(result).toEqual({
      status: 'failed',
      code: 'PIPEDRIVE_COMPANY_CHANGED',
      message: expect.stringContaining('delete this integration and connect the new company as another one') as string,
    });
    expect([system.deeds, other.sandbox.webhooks.all]).toEqual([[], []]);
  });

  it('says what to do when Pipedrive refuses the webhook, and catches up when it takes it at last', async () => {
    let isReachable = false;
    const { setUp, deeds } = createWebhookSystem({ isReachable: () => isReachable });
    expect(await setUp()).toEqual({
      status: 'failed',
      code: 'PIPEDRIVE_WEBHOOK_URL_REFUSED',
      message: expect.stringContaining('public https') as string,
    });
    isReachable = true;
    expect(await setUp()).toEqual({ status: 'configured' });
    expect(deeds).toEqual(['store ', 'catch up', 'store 501']);
  });
});

describe('removing the webhook', () => {
  it('removes the webhooks of the connection and leaves those of others', async () => {
    const system = createWebhookSystem();
    await system.client.webhooks.create({
      url: 'https://app.example.test/pipedrive/c2',
      eventAction: '*',
      eventObject: 'person',
      name: 'other',
      credentials: { user: 'other', password: 'secret' },
    });
    await system.setUp();
    await system.remove();
    expect(system.sandbox.webhooks.all.map(({ name }) => name)).toEqual(['other']);
    await system.remove();
  });

  it('removes one too whose id was never reported', async () => {
    const system = createWebhookSystem();
    await system.setUp();
    Object.assign(system.stored() ?? {}, { webhookIds: [] });
    await system.remove();
    expect(system.sandbox.webhooks.all).toEqual([]);
  });

  it('sends nothing where nothing was set up', async () => {
    const system = createWebhookSystem();
    await system.remove();
    expect(system.sent).toEqual([]);
  });
});
