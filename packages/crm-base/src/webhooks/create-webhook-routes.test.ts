import { describe, expect, it } from 'vitest';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { CrmEvent } from '../connector/crm-webhooks.ts';
import { createSyncSystem } from '../test-support/sync-system.ts';
import { readIntegrationMessage } from '../queue/integration-message.ts';
import {
  SECRETS,
  SIGNED_AT_MS,
  aCallEvent,
  aChange,
  createWebhookSystem,
  signed,
  signedNewly,
  crmRequest,
} from './test-support/webhook-system.ts';
import { QUO, CRM, OTHER_KEY, expectNothingKept, expectNoSecrets } from './test-support/expect-nothing-kept.ts';

describe('a webhook of Quo', () => {
  it('is stored, queued by its name alone, and answered with nothing', async () => {
    const system = await createWebhookSystem();
    const answer = await system.receive(new Request(`https://hooks.test${QUO}`, signed(aCallEvent('EV1'))));
    expect([answer.status, await answer.text()]).toEqual([200, '{}']);
    expect(await system.stored()).toMatchObject([
      { id: 'quo:EV1', kind: 'quo-event', data: { kind: 'call', callId: 'ACEV1', eventId: 'EV1' } },
    ]);
    const sent: unknown[] = [];
    const stop = new AbortController();
    const consumer = system.queue.consume(
      async (messages) => messages.map(({ body }) => (sent.push(readIntegrationMessage(JSON.parse(body))), stop.abort(), { kind: 'done' })),
      { signal: stop.signal },
    );
    await system.clock.runUntil(consumer);
    expect(sent).toEqual([{ v: 1, event: 'ON_WEBHOOK', data: { integrationId: 'i1', connector: 'fake', entryId: 'quo:EV1' } }]);
    expectNoSecrets(system.log);
  });

  it('B76: is refused when its body was parsed and written again', async () => {
    const system = await createWebhookSystem();
    const { body, ...request } = signed(aCallEvent('EV1'));
    expect(await system.send(QUO, { ...request, body: body.replace(',', ', ') })).toBe(401);
    await expectNothingKept(system);
  });

  it.each([
    ['without a signature', { method: 'POST', body: JSON.stringify(aCallEvent('EV1')) }],
    ['with a signature that cannot be read', { ...signed(aCallEvent('EV1')), headers: { 'openphone-signature': 'hmac;1;abc' } }],
    ['signed ten minutes ago', signed(aCallEvent('EV1'), { atMs: SIGNED_AT_MS - 600_000 })],
    ['signed ten minutes from now', signed(aCallEvent('EV1'), { atMs: SIGNED_AT_MS + 600_000 })],
    ['signed with a foreign key', signed(aCallEvent('EV1'), { key: OTHER_KEY })],
    ['signed newly with foreign keys', signedNewly(aCallEvent('EV1'), [OTHER_KEY])],
  ])('B76: is refused %s, and nothing of it is kept', async (_how, request) => {
    const system = await createWebhookSystem();
    const answer = await system.receive(new Request(`https://hooks.test${QUO}`, request));
    expect([answer.status, await answer.text()]).toEqual([401, '']);
    await expectNothingKept(system);
  });

  it('P17: is taken when one of its signatures fits one of the keys', async () => {
    const system = await createWebhookSystem();
    expect(await system.send(QUO, signedNewly(aCallEvent('EV1'), [OTHER_KEY, SECRETS.quoKey]))).toBe(200);
    expect(await system.stored()).toHaveLength(1);
  });

  it('B71: gets 200 and is kept once when it is redelivered, also after it was processed', async () => {
    const system = await createWebhookSystem();
    const request = signedNewly(aCallEvent('EV1'), [SECRETS.quoKey]);
    expect(await Promise.all([system.send(QUO, request), system.send(QUO, request)])).toEqual([200, 200]);
    const key = { integrationId: 'i1', id: 'quo:EV1', claimId: 'c1' };
    await system.inbox.claim({ ...key, ttlMs: 1000 });
    await system.inbox.done(key);
    expect(await system.send(QUO, request)).toBe(200);
    expect(await system.stored()).toMatchObject([{ id: 'quo:EV1', data: {} }]);
    expect(system.queue.size.waiting).toBe(1);
  });

  it('is accepted although the call has no participants: the worker skips it', async () => {
    const system = await createWebhookSystem();
    expect(await system.send(QUO, signed(aCallEvent('EV1', [])))).toBe(200);
    expect(await system.stored()).toHaveLength(1);
  });

  it('is answered 200 and not kept when it calls for nothing', async () => {
    const system = await createWebhookSystem();
    expect(await system.send(QUO, signed({ ...aCallEvent('EV1'), type: 'call.ringing' }))).toBe(200);
    await expectNothingKept(system);
  });

  it.each(['{', '[]', '{"id":"EV1","type":"call.completed"}', '{"id":"EV1","type":"call.completed","data":null}'])(
    'P14: is answered 400 when it is signed and cannot be read: %s',
    async (body) => {
      const system = await createWebhookSystem();
      expect(await system.send(QUO, signed(body))).toBe(400);
      await expectNothingKept(system);
    },
  );

  it('is kept although its text holds what no store can keep, and its id is longer than a key', async () => {
    const system = await createWebhookSystem();
    const id = '😀'.repeat(120);
    const object = {
      id: 'MSG1',
      direction: 'incoming',
      from: SECRETS.phone,
      to: ['+15551234567'],
      text: 'nul \u0000, half \ud83d.',
      createdAt: null,
    };
    expect(await system.send(QUO, signed({ id, type: 'message.received', data: { object } }))).toBe(200);
    expect(await system.stored()).toMatchObject([
      { id: expect.stringMatching(/^quo:sha256:[0-9a-f]{64}$/), data: { message: { text: 'nul \uFFFD, half \uFFFD.' } } },
    ]);
  });

  it('is refused when no key is known', async () => {
    const system = await createWebhookSystem({ vault: { read: async () => undefined } });
    expect(await system.send(QUO, signed(aCallEvent('EV1'), { key: '' }))).toBe(401);
    await expectNothingKept(system);
  });
});

describe('a webhook of a CRM', () => {
  it('is stored with all its events and queued', async () => {
    const system = await createWebhookSystem();
    expect(await system.send(CRM, crmRequest([aChange('e1'), aChange('e2', 'p2')]))).toBe(200);
    expect(await system.stored()).toEqual(
      ['e1', 'e2'].map((id, index) => ({ id: `crm:${id}`, kind: 'crm-event', data: aChange(id, `p${index + 1}`) })),
    );
    expect(system.queue.size.waiting).toBe(2);
  });

  it('is verified with the address that it was sent to, where the CRM can send no other secret', async () => {
    const seen: unknown[] = [];
    const readWebhook: CrmIntegration['readWebhook'] = ({ url }) => (seen.push(url), []);
    const config = { queueConfig: { changeDelaySeconds: 0 } };
    // The routes use nothing else.
    const system = await createWebhookSystem({ loadIntegration: async () => ({ readWebhook, config }) as unknown as CrmIntegration });
    expect(await system.send(`${CRM}?token=abc`, crmRequest([aChange('e1')]))).toBe(200);
    expect(seen).toEqual([`https://hooks.test${CRM}?token=abc`]);
  });

  it('B71: keeps an event once that comes twice in one request and again in another', async () => {
    const system = await createWebhookSystem();
    expect(await system.send(CRM, crmRequest([aChange('e1'), aChange('e1')]))).toBe(200);
    expect(await system.send(CRM, crmRequest([aChange('e1'), aChange('e2')]))).toBe(200);
    expect((await system.stored()).map(({ id }) => id)).toEqual(['crm:e1', 'crm:e2']);
    expect(system.queue.size.waiting).toBe(2);
  });

  it('P26: is answered 200 and not kept when it has no events', async () => {
    const system = await createWebhookSystem();
    expect(await system.send(CRM, crmRequest([]))).toBe(200);
    await expectNothingKept(system);
  });

  it('is refused when its connector does not believe it, and 400 when it cannot be read', async () => {
    const system = await createWebhookSystem();
    expect(await system.send(CRM, crmRequest([aChange('e1')], 'another'))).toBe(401);
    expect(await system.send(CRM, { ...crmRequest([]), body: '{' })).toBe(400);
    await expectNothingKept(system);
  });

  it('P10: takes ids that are numbers for texts, and never one that is missing', async () => {
    const system = await createWebhookSystem();
    const change = (externalId: unknown): CrmEvent => ({
      ...aChange('e1'),
      change: { ...aChange('e1').change, externalId: externalId as string },
    });
    expect(await system.send(CRM, crmRequest([change(undefined)]))).toBe(503);
    await expectNothingKept(system);
    expect(await system.send(CRM, crmRequest([change(71)]))).toBe(200);
    expect(await system.stored()).toMatchObject([{ data: { change: { externalId: '71' } } }]);
  });

  it('is refused where the connector takes none', async () => {
    const system = await createWebhookSystem({ loadIntegration: async () => undefined });
    expect(await system.send(CRM, crmRequest([aChange('e1')]))).toBe(401);
    await expectNothingKept(system);
  });
});

it('answers for an integration that does not exist as for a wrong signature', async () => {
  const system = await createWebhookSystem();
  const paths = ['/quo/i404', '/crm/fake/i404', '/crm/other/i1', `/quo/${SECRETS.crmToken}`];
  for (const path of paths) {
    const answer = await system.receive(
      new Request(`https://hooks.test${path}`, { ...signed(aCallEvent('EV1')), headers: { 'x-token': SECRETS.crmToken } }),
    );
    expect([answer.status, await answer.text(), [...answer.headers]]).toEqual([401, '', []]);
  }
  expect(await system.send('/quo/i404', signed(aCallEvent('EV1')))).toBe(401);
  await expectNothingKept(system);
  expectNoSecrets(system.log, ['i404']);
});

it('reads no store for an unsigned webhook of Quo', async () => {
  const asked: string[] = [];
  const ask = (what: string) => async (): Promise<undefined> => void asked.push(what);
  const findByLookupKey = async (): Promise<readonly never[]> => [];
  const system = await createWebhookSystem({ integrations: { findById: ask('record'), findByLookupKey }, vault: { read: ask('vault') } });
  expect(await system.send(QUO, { method: 'POST', body: JSON.stringify(aCallEvent('EV1')) })).toBe(401);
  expect(asked).toEqual([]);
});

it('refuses what comes for a connector that takes no webhooks', async () => {
  const system = await createWebhookSystem({ loadIntegration: async () => createSyncSystem().integration });
  expect(await system.send(CRM, crmRequest([aChange('e1')]))).toBe(401);
  expect(system.log.join()).toContain('its connector takes none');
  await expectNothingKept(system);
});

it.each(['DISABLED', 'IN_DELETION'] as const)('verifies what comes for an integration that is %s, and keeps nothing', async (status) => {
  const system = await createWebhookSystem({}, status);
  expect(await system.send(QUO, signed(aCallEvent('EV1')))).toBe(200);
  expect(await system.send(CRM, crmRequest([aChange('e1')]))).toBe(200);
  expect(await system.send(QUO, signed(aCallEvent('EV1'), { key: OTHER_KEY }))).toBe(401);
  expect(await system.send(CRM, crmRequest([aChange('e1')], 'another'))).toBe(401);
  await expectNothingKept(system);
});

it.each(['ERROR', 'NEEDS_CONFIG', 'PROCESSING'] as const)('keeps what comes for an integration that is %s', async (status) => {
  const system = await createWebhookSystem({}, status);
  expect([await system.send(QUO, signed(aCallEvent('EV1'))), await system.send(CRM, crmRequest([aChange('e1')]))]).toEqual([200, 200]);
  expect(await system.stored()).toHaveLength(2);
});

it.each([
  ['/quo/i1', 'GET', 405],
  ['/crm/fake/i1', 'PUT', 405],
  ['/', 'POST', 404],
  ['/quo', 'POST', 404],
  ['/quo/', 'POST', 404],
  ['/quo/i1/more', 'POST', 404],
  ['/quo/%00', 'POST', 404],
  ['/quo/%E0%A4%A', 'POST', 404],
  [`/quo/${'x'.repeat(300)}`, 'POST', 404],
  ['/crm/fake', 'POST', 404],
  ['/uninstall/unknown', 'POST', 404],
  ['/uninstall/constructor', 'DELETE', 404],
  ['/other/i1', 'POST', 404],
])('answers %s %s with %i', async (path, method, status) => {
  const system = await createWebhookSystem();
  expect(await system.send(path, { method })).toBe(status);
  expect(system.log).toEqual([]);
});

it('listens under a base path, and only there', async () => {
  const system = await createWebhookSystem({ basePath: '/hooks/v1/' });
  expect(await system.send('/hooks/v1/quo/i1', signed(aCallEvent('EV1')))).toBe(200);
  expect(await system.send(QUO, signed(aCallEvent('EV2')))).toBe(404);
});
