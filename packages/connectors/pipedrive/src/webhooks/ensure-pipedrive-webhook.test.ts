import { silentLogger } from '@frigg-crm/core';
import { createWebhookCredentials, reconcileWebhook, type BasicCredentials } from '@frigg-crm/crm-base/connector';
import { describe, expect, it } from 'vitest';
import type { PipedriveSandboxOptions } from '../sandbox/create-pipedrive-sandbox.ts';
import { pipedrive } from '../test-support/pipedrive-under-test.ts';
import { planPipedriveWebhook } from './pipedrive-webhook-channel.ts';

const URL_1 = 'https://app.example.test/pipedrive/c1';
const URL_2 = 'https://new.example.test/pipedrive/c1';

interface EnsureOptions extends Partial<BasicCredentials> {
  readonly url?: string;
  /** Ids of webhooks that were made for this connection. */
  readonly stored?: readonly string[];
}

function setUp(options: PipedriveSandboxOptions = {}) {
  const fixture = pipedrive.open({ people: 2, ...options });
  const credentials = createWebhookCredentials();
  const lines: string[] = [];
  const logger = { ...silentLogger, warn: (...line: unknown[]) => void lines.push(JSON.stringify(line)) };
  const ensure = async ({ url = URL_1, stored: webhookIds = [], ...changes }: EnsureOptions = {}) =>
    reconcileWebhook(planPipedriveWebhook({ client: fixture.client, catchUp: async () => {} }).channel, {
      url,
      webhookIds,
      secret: { companyId: '123', ...credentials, ...changes },
      logger,
    });
  const posts = () => fixture.sandbox.stats.byRoute['POST /v1/webhooks'] ?? 0;
  const urls = () => fixture.sandbox.webhooks.all.map(({ subscription_url: url }) => url);
  return { ...fixture, fixture, credentials, ensure, posts, urls, lines };
}

describe('the webhook of a connection', () => {
  it('makes the one webhook, with credentials of its own', async () => {
    const { ensure, sandbox, credentials } = setUp();
    expect(await ensure()).toEqual({ kind: 'ready', webhookId: '501', isNew: true, ids: ['501'] });
    expect(sandbox.webhooks.all).toMatchObject([
      {
        event_action: '*',
        event_object: 'person',
        version: '2.0',
        subscription_url: URL_1,
        http_auth_user: credentials.user,
        http_auth_password: credentials.password,
      },
    ]);
  });

  it('uses again what is there, and makes nothing (acceptance 25)', async () => {
    const { ensure, posts } = setUp();
    await ensure();
    expect(await ensure({ stored: ['501'] })).toEqual({ kind: 'ready', webhookId: '501', isNew: false, ids: ['501'] });
    expect(posts()).toBe(1);
  });

  it('finds the one again whose creation succeeded although its response was lost', async () => {
    const { ensure, fixture, posts } = setUp();
    fixture.intercept = (request) => {
      if (request.method !== 'POST') return undefined;
      void fixture.sandbox.fetch(request);
      return new Response(null, { status: 504 });
    };
    await expect(ensure()).rejects.toMatchObject({ code: 'API_UNAVAILABLE', retryable: true });
    fixture.intercept = () => undefined;
    expect(await ensure()).toEqual({ kind: 'ready', webhookId: '501', isNew: false, ids: ['501'] });
    expect(posts()).toBe(1);
  });

  it('makes it again when Pipedrive has dropped it, and says that events may be missing (acceptance 26)', async () => {
    const { ensure, sandbox } = setUp();
    await ensure();
    sandbox.webhooks.forget(501);
    expect(await ensure({ stored: ['501'] })).toEqual({ kind: 'ready', webhookId: '502', isNew: true, ids: ['502'] });
  });

  it('makes another when the stored one is inactive, and removes that', async () => {
    const { ensure, fixture, sandbox } = setUp();
    await ensure();
    fixture.intercept = ({ method }) =>
      method === 'GET'
        ? Response.json({ success: true, data: sandbox.webhooks.all.map((webhook) => ({ ...webhook, is_active: 0 })) })
        : undefined;
    expect(await ensure({ stored: ['501'] })).toEqual({ kind: 'ready', webhookId: '502', isNew: true, ids: ['502'] });
    expect(sandbox.webhooks.all).toHaveLength(1);
  });

  it('B79: moves to another address by making the new one first and then removing the old one', async () => {
    const { ensure, fixture, urls } = setUp();
    await ensure();
    const seen: (readonly string[])[] = [];
    fixture.intercept = ({ method }) => {
      if (method === 'DELETE') seen.push(urls());
      return undefined;
    };
    expect(await ensure({ url: URL_2, stored: ['501'] })).toMatchObject({ kind: 'ready', webhookId: '502', isNew: true });
    expect([seen, urls()]).toEqual([[[URL_1, URL_2]], [URL_2]]);
  });

  it('makes another when the credentials have changed', async () => {
    const { ensure, sandbox } = setUp();
    await ensure();
    const other = createWebhookCredentials();
    expect(await ensure({ ...other, stored: ['501'] })).toMatchObject({ webhookId: '502', isNew: true });
    expect(sandbox.webhooks.all).toMatchObject([{ http_auth_user: other.user }]);
  });

  it('leaves the webhooks of other connections alone', async () => {
    const { ensure, client, urls } = setUp();
    const fields = { eventAction: '*', eventObject: 'person', name: 'x', credentials: { user: 'other', password: 'p' } } as const;
    await client.webhooks.create({ ...fields, url: 'https://app.example.test/pipedrive/c2' });
    await client.webhooks.create({ ...fields, url: URL_2 });
    expect(await ensure()).toMatchObject({ webhookId: '503', isNew: true, ids: ['503'] });
    expect(urls()).toHaveLength(3);
  });

  it.each(['other', null])('replaces one at its own address with credentials that are lost (reported user: %s)', async (user) => {
    const { ensure, fixture, client, sandbox, credentials } = setUp();
    const lost = { user: 'other', password: 'p' };
    await client.webhooks.create({ eventAction: '*', eventObject: 'person', name: 'x', url: URL_1, credentials: lost });
    fixture.intercept = ({ method }) =>
      method === 'GET'
        ? Response.json({ success: true, data: sandbox.webhooks.all.map((webhook) => ({ ...webhook, http_auth_user: user })) })
        : undefined;
    expect(await ensure()).toEqual({ kind: 'ready', webhookId: '502', isNew: true, ids: ['502'] });
    expect(sandbox.webhooks.all).toMatchObject([{ http_auth_user: credentials.user }]);
  });

  it('makes room at the limit by removing its own old ones first, and no other', async () => {
    const { ensure, client, urls } = setUp();
    await ensure({ url: URL_2 });
    const fields = { eventAction: '*', eventObject: 'person', name: 'x', credentials: { user: 'other', password: 'p' } } as const;
    for (let count = 1; count < 40; count += 1)
      await client.webhooks.create({ ...fields, url: `https://app.example.test/pipedrive/o${count}` });
    expect(await ensure({ stored: ['501'] })).toEqual({ kind: 'ready', webhookId: '541', isNew: true, ids: ['541'] });
    expect([urls().length, urls().includes(URL_1), urls().includes(URL_2)]).toEqual([40, true, false]);
  });

  it('says that it is at the limit, with the ids that are left, when there is no room even so', async () => {
    const { ensure, fixture, posts } = setUp();
    await ensure({ url: URL_2 });
    let refused = 0;
    fixture.intercept = ({ method }) => {
      if (method !== 'POST') return undefined;
      refused += 1;
      return Response.json({ success: false }, { status: 422 });
    };
    expect(await ensure({ stored: ['501'] })).toMatchObject({ kind: 'refused', reason: 'limit-reached', ids: [] });
    expect([refused, posts()]).toEqual([2, 1]);
  });

  it('B78: keeps the ids of those that could not be removed', async () => {
    const { ensure, fixture, lines, credentials } = setUp();
    await ensure();
    fixture.intercept = ({ method }) => (method === 'DELETE' ? Response.json({ success: false }, { status: 403 }) : undefined);
    expect(await ensure({ url: URL_2, stored: ['501'] })).toEqual({ kind: 'ready', webhookId: '502', isNew: true, ids: ['502', '501'] });
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toMatch(new RegExp(`${credentials.user}|${credentials.password}|example`));
  });

  it.each([
    ['limit-reached', 422, {}, /40 webhooks/],
    ['url-refused', 400, { errors: { subscription_url: ['invalid or non-reachable URL'] } }, /public https/],
    ['refused', 400, { errors: { name: ['too long'] } }, /its name/],
    ['refused', 200, {}, /refused/],
    ['forbidden', 403, {}, /webhooks:full/],
  ])(
    'reports %s when Pipedrive answers %i, so that the rest is set up all the same (acceptance 25)',
    async (reason, status, body, text) => {
      const { ensure, fixture, credentials } = setUp();
      fixture.intercept = ({ method }) => (method === 'POST' ? Response.json({ success: false, ...body }, { status }) : undefined);
      const result = await ensure();
      expect(result).toMatchObject({ kind: 'refused', reason, ids: [], message: expect.stringMatching(text) as string });
      expect(JSON.stringify(result)).not.toMatch(new RegExp(`${credentials.user}|${credentials.password}|example`));
    },
  );

  it('keeps what works when a move is refused', async () => {
    const { ensure, sandbox } = setUp({ isReachable: (url) => url === URL_1 });
    await ensure();
    expect(await ensure({ url: URL_2, stored: ['501'] })).toMatchObject({ kind: 'refused', reason: 'url-refused', ids: ['501'] });
    expect(sandbox.webhooks.all).toHaveLength(1);
  });

  it.each([
    [401, 'API_UNAUTHORIZED'],
    [429, 'API_RATE_LIMITED'],
    [503, 'API_RATE_LIMITED'],
  ])('throws when Pipedrive responds with %i: that is no response about the webhook', async (status, code) => {
    const { ensure, fixture, clock } = setUp();
    fixture.intercept = () => Response.json({ success: false }, { status, headers: { 'retry-after': '60' } });
    await expect(clock.runUntil(ensure())).rejects.toMatchObject({ code });
  });

  it('throws when the response is none that Pipedrive gives', async () => {
    const { ensure, fixture } = setUp();
    fixture.intercept = ({ method }) => (method === 'POST' ? Response.json({ success: true, data: {} }) : undefined);
    await expect(ensure()).rejects.toMatchObject({ code: 'API_ANSWER_UNEXPECTED' });
  });
});
