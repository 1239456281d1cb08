import type { SentRequest } from '@frigg-crm/connector-testing';
import type { JsonObject } from '@frigg-crm/core';
import type { WebhookSetupResult } from '@frigg-crm/crm-base';
import { describe, expect, it } from 'vitest';
import type { ZohoObjectType } from '../client/zoho-modules.ts';
import { ZohoIntegration, type ZohoIntegrationDependencies } from '../zoho-integration.ts';
import { zoho, type ZohoFixture } from '../test-support/zoho-under-test.ts';

const URL_OF_APP = 'https://app.example.test/webhooks/crm/zoho/i1';
const DAY_MS = 24 * 3_600_000;
const LIFE_MS = 7 * DAY_MS - 3_600_000;

/** An integration whose catch-ups are counted, and what it has stored. */
function setUp() {
  const fixture = zoho.open({ contacts: 3, tokens: { lifetimeMs: Number.POSITIVE_INFINITY } }, { client: { retryDelaysMs: [] } });
  const { integration, sandbox, clock } = fixture;
  const kept: { stored: JsonObject | undefined; catchUps: number; stores: number } = { stored: undefined, catchUps: 0, stores: 0 };
  Object.assign(integration, {
    syncOrchestrator: {
      getLastSyncTime: async () => '2026-01-01T00:00:00Z',
      startOngoingSync: async () => void (kept.catchUps += 1),
    },
  });
  const run = async (url = URL_OF_APP): Promise<WebhookSetupResult> =>
    clock.runUntil(
      integration.setupWebhooks({
        url,
        stored: kept.stored,
        store: async (value) => {
          kept.stored = value;
          kept.stores += 1;
        },
      }),
    );
  const watches = (method: string): readonly SentRequest[] =>
    fixture.sent.filter((request) => request.url.pathname.endsWith('/actions/watch') && request.method === method);
  return { fixture, sandbox, clock, kept, run, watches, live: () => sandbox.channels.live };
}

const bodyOf = ({ body }: SentRequest): Readonly<Record<string, unknown>> =>
  (body as { readonly watch: readonly Readonly<Record<string, unknown>>[] }).watch[0]!;

/** Has Zoho fail at requests of these methods as long as `answers` has something for them. */
function failAt(fixture: ZohoFixture, answers: Readonly<Record<string, () => Response | undefined>>): void {
  fixture.intercept = ({ method, url }) => (url.includes('/actions/watch') ? answers[method]?.() : undefined);
}

const notSubscribed = (status: number): Response =>
  Response.json({ watch: [{ code: 'NOT_SUBSCRIBED', details: {}, message: 'm', status: 'error' }] }, { status });
const FAILURES: Readonly<Record<string, () => Response>> = {
  '202 with NOT_SUBSCRIBED': () => notSubscribed(202),
  '400 with NOT_SUBSCRIBED': () => notSubscribed(400),
  'a bare 400': () => new Response(null, { status: 400 }),
  '500': () => new Response(null, { status: 500 }),
  'a cut answer': () => new Response('{"watch":[', { status: 200, headers: { 'content-type': 'application/json' } }),
  'a broken connection': () => {
    throw new TypeError('fetch failed');
  },
};

describe('the notification channel of a connection', () => {
  it('is stored before it is made, has an id and token of its own, an expiry below a week, and all settings (acceptance 19)', async () => {
    const { run, watches, kept, live, clock } = setUp();
    const madeAtMs = clock.now();
    const result = await run();
    const [created] = watches('POST').map(bodyOf);
    expect(created).toEqual({
      channel_id: expect.stringMatching(/^\d{15}$/) as string,
      events: ['Contacts.all', 'Accounts.all'],
      notify_url: URL_OF_APP,
      token: expect.stringMatching(/^[\w-]{43}$/) as string,
      channel_expiry: `${new Date(madeAtMs + LIFE_MS).toISOString().slice(0, 19)}+00:00`,
      return_affected_field_values: false,
      notify_on_related_action: false,
    });
    const [channel] = live();
    expect(Date.parse(kept.stored?.['expiresAt'] as string)).toBe(channel!.expiresAtMs);
    expect(result).toEqual({ status: 'configured', renewBy: new Date(channel!.expiresAtMs - 3 * DAY_MS).toISOString() });
    expect([kept.catchUps, kept.stores]).toEqual([0, 2]);
  });

  it('P41: has another id and token in each connection of one company', async () => {
    const [one, other] = [setUp(), setUp()];
    for (const { run } of [one, other]) await run();
    expect(one.kept.stored?.['channelId']).not.toBe(other.kept.stored?.['channelId']);
    expect(one.kept.stored?.['token']).not.toBe(other.kept.stored?.['token']);
  });

  it('believes the expiry that Zoho reports, and has the next check before a short one ends', async () => {
    const { run, fixture, clock } = setUp();
    const expiry = new Date(clock.now() + 3_600_000).toISOString();
    const details = { events: [{ channel_expiry: expiry }, { channel_expiry: new Date(clock.now() + DAY_MS).toISOString() }] };
    failAt(fixture, {
      POST: () => Response.json({ watch: [{ code: 'SUCCESS', details, message: 'm', status: 'success' }] }, { status: 201 }),
    });
    expect(await run()).toEqual({ status: 'configured', renewBy: new Date(Date.parse(expiry) - 1_800_000).toISOString() });
  });

  it('is kept while it is right and has more than three days', async () => {
    const { run, watches, clock } = setUp();
    await run();
    await clock.advance(3 * DAY_MS);
    await run();
    expect([watches('POST').length, watches('PATCH').length]).toEqual([1, 0]);
  });

  it('is renewed with all its settings three days before it ends', async () => {
    const { run, watches, clock, live, kept } = setUp();
    await run();
    await clock.advance(4 * DAY_MS);
    expect(await run()).toMatchObject({ status: 'configured', renewBy: expect.any(String) as string });
    const { channel_expiry: _first, ...settings } = bodyOf(watches('POST')[0]!);
    expect(bodyOf(watches('PATCH')[0]!)).toMatchObject(settings);
    expect(live()[0]?.expiresAtMs).toBeGreaterThan(clock.now() + 6 * DAY_MS);
    expect([watches('POST').length, kept.catchUps]).toEqual([1, 0]);
  });

  const patches = Object.keys(FAILURES);
  const posts = ['works', 'is refused once', 'fails for now', 'is refused for good'] as const;
  const cases = patches.flatMap((patch) => posts.flatMap((post) => [true, false].map((isThere) => ({ patch, post, isThere }))));

  it.each(cases)(
    'P40: survives a renewal that meets $patch, a creation that $post, and a channel that is there: $isThere',
    async ({ patch, post, isThere }) => {
      const { run, fixture, clock, live, kept, sandbox, watches } = setUp();
      await run();
      const { expiresAtMs: _old, ...settings } = live()[0]!;
      await clock.advance(4 * DAY_MS);
      const listed = live()[0]!;
      let failures = post === 'works' ? 0 : post === 'is refused for good' ? 1000 : 1;
      const failCreation = (): Response | undefined => {
        failures -= 1;
        if (failures < 0) return undefined;
        return post === 'fails for now' ? new Response(null, { status: 503 }) : new Response(null, { status: 400 });
      };
      failAt(fixture, {
        PATCH: () => {
          if (!isThere) sandbox.channels.forget(listed.channel_id);
          return FAILURES[patch]?.();
        },
        POST: failCreation,
      });
      const outcome = await run().catch((error: unknown) => error);
      // What a lifecycle does next, when Zoho is well again: a failure is retried soon, everything is checked again in time.
      failures = 0;
      fixture.intercept = () => undefined;
      const isFailed = (outcome as { readonly status?: unknown }).status !== 'configured';
      const result = isFailed ? await run() : (outcome as WebhookSetupResult);
      expect(result).toMatchObject({ status: 'configured' });
      expect(Date.parse((result as { readonly renewBy: string }).renewBy)).toBeGreaterThan(clock.now());
      expect(live()).toHaveLength(1);
      expect(live()[0]).toMatchObject(settings);
      expect(Date.parse(kept.stored?.['expiresAt'] as string)).toBe(live()[0]?.expiresAtMs);
      expect(live()[0]?.expiresAtMs).toBeGreaterThan(clock.now() + 2 * DAY_MS);
      expect(watches('POST').map((sent) => bodyOf(sent)['channel_id'])).toEqual(watches('POST').map(() => settings.channel_id));
      const isRefused = patch.includes('NOT_SUBSCRIBED') || patch === 'a bare 400';
      expect(kept.catchUps > 0 || !isRefused).toBe(true);
    },
  );

  it('is made again after it has ended, and those who changed meanwhile are fetched (acceptance 21)', async () => {
    const { run, clock, live, kept, watches } = setUp();
    await run();
    await clock.advance(8 * DAY_MS);
    expect(live()).toEqual([]);
    expect(await run()).toMatchObject({ status: 'configured' });
    expect([live().length, kept.catchUps, watches('POST').length]).toEqual([1, 1, 2]);
    await run();
    expect([kept.catchUps, watches('POST').length]).toEqual([1, 2]);
  });

  it('follows the app to another address', async () => {
    const { run, live } = setUp();
    await run();
    await run('https://other.example.test/hook');
    expect(live().map(({ notify_url: url }) => url)).toEqual(['https://other.example.test/hook']);
  });

  it('is extended to a module that is synced from now on, and kept when one is not any more', async () => {
    const { run, fixture, clock, kept, live, watches } = setUp();
    await run();
    const withTypes = (objectTypes: readonly ZohoObjectType[]): ZohoIntegration => {
      const { client, integration } = fixture;
      return new ZohoIntegration({
        ...(integration as unknown as ZohoIntegrationDependencies),
        client,
        clock,
        objectTypes,
        config: undefined,
      });
    };
    const setUpWith = async (objectTypes: readonly ZohoObjectType[]): Promise<unknown> =>
      withTypes(objectTypes).setupWebhooks({ url: URL_OF_APP, stored: kept.stored, store: async (value) => void (kept.stored = value) });
    await setUpWith(['Contact', 'Lead', 'Account']);
    expect(live().map(({ events }) => events)).toEqual([['Contacts.all', 'Leads.all', 'Accounts.all']]);
    await setUpWith(['Contact']);
    expect(watches('POST')).toHaveLength(2);
  });

  it('says what is wrong when Zoho refuses it inside a status of success (acceptance 20, 22)', async () => {
    const { run, fixture } = setUp();
    const refuse = (api_name: string): Response =>
      Response.json({ watch: [{ code: 'INVALID_DATA', details: { api_name }, message: 'm', status: 'error' }] }, { status: 202 });
    failAt(fixture, { POST: () => refuse('notify_url') });
    expect(await run()).toMatchObject({ status: 'failed', code: 'ZOHO_WEBHOOK_URL_REFUSED' });
    failAt(fixture, { POST: () => refuse('events') });
    expect(await run()).toMatchObject({ status: 'failed', code: 'ZOHO_WEBHOOK_REFUSED' });
    failAt(fixture, { POST: () => Response.json({ code: 'NO_PERMISSION' }, { status: 403 }) });
    expect(await run()).toMatchObject({ status: 'failed', code: 'ZOHO_WEBHOOK_FORBIDDEN' });
    failAt(fixture, { POST: () => new Response(null, { status: 503 }) });
    await expect(run()).rejects.toMatchObject({ code: 'API_UNAVAILABLE', retryable: true });
  });

  it('is left alone when another company is connected', async () => {
    const { run, sandbox, live } = setUp();
    await run();
    const before = live();
    sandbox.orgId = '5725767000000009999';
    expect(await run('https://other.example.test/hook')).toMatchObject({ status: 'failed', code: 'ZOHO_ORGANIZATION_CHANGED' });
    expect(live()).toEqual(before);
  });

  it('ends with the connection, also when Zoho has ended it already', async () => {
    const { run, fixture, kept, live, sandbox } = setUp();
    await run();
    const remove = async (): Promise<void> => fixture.integration.removeWebhooks({ stored: kept.stored, signal: undefined });
    await remove();
    expect(live()).toEqual([]);
    await run();
    failAt(fixture, { DELETE: () => notSubscribed(400) });
    await remove();
    sandbox.channels.forget(kept.stored?.['channelId'] as string);
    await remove();
  });
});
