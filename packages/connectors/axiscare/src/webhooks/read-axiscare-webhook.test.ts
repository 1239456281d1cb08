import { createWebhookSecret } from '@frigg-crm/crm-base/connector';
import { describe, expect, it } from 'vitest';
import type { SandboxEvent } from '../sandbox/create-axiscare-sandbox.ts';
import { readAxisCareWebhook, toWebhookAddress, type AxisCareWebhookScope } from './read-axiscare-webhook.ts';

const token = createWebhookSecret();
const ADDRESS = toWebhookAddress('https://app.example.test/webhooks/crm/axiscare/i1', { token })!;
const SCOPE: AxisCareWebhookScope = {
  siteNumbers: ['1234', '5678'],
  subscriberIds: undefined,
  isWanted: (objectType) => ['client', '5678:client'].includes(objectType),
};
const EVENT: SandboxEvent = {
  event: 'client.updated',
  description: 'Client updated',
  data: { entity: 'client', action: 'updated', id: '12' },
  timestamp: '2026-01-05T10:00:00Z',
  publisher_url: 'https://1234.axiscare.com',
};

function read(
  body: unknown,
  {
    url = ADDRESS,
    subscriber = 'subscriber-1',
    stored = { token },
    scope = {},
  }: { url?: string; subscriber?: string; stored?: { token: string } | undefined; scope?: Partial<AxisCareWebhookScope> } = {},
) {
  const headers = new Headers({ 'content-type': 'application/json', ...(subscriber !== '' && { 'x-webhook-id': subscriber }) });
  const rawBody = new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
  return readAxisCareWebhook({ method: 'POST', url, headers, rawBody, stored }, { ...SCOPE, ...scope });
}

const changeOf = (objectType: string, externalId: string) => ({ kind: 'person-changed', objectType, externalId });

describe('an event', () => {
  it('is a change of the person, under one id however often it is delivered', () => {
    const events = read(EVENT);
    expect(events).toEqual([{ eventId: '1234:client.updated:12:2026-01-05T10:00:00Z', change: changeOf('client', 'client-12') }]);
    expect(read(EVENT)).toEqual(events);
    expect(read({ ...EVENT, timestamp: '2026-01-05T10:00:01Z' })[0]?.eventId).not.toBe(events[0]?.eventId);
  });

  it('is read in any case (acceptance 44)', () => {
    expect(read({ ...EVENT, data: { ...EVENT.data, entity: 'Client' } })).toHaveLength(1);
  });

  it('belongs to the site that it comes from (acceptance 45)', () => {
    expect(read({ ...EVENT, publisher_url: 'https://5678.axiscare.com' })[0]?.change).toEqual(changeOf('5678:client', '5678:client-12'));
  });

  it('also concerns the responsible parties of a client where they are synced', () => {
    const events = read(EVENT, { scope: { isWanted: (type) => type === 'client-party' } });
    expect(events.map(({ change }) => change.externalId)).toEqual(['client-12-rp1', 'client-12-rp2', 'client-12-rp3']);
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(3);
  });

  it.each(['calllog', 'caregiver', 'visit', 'something'])(
    'of a %s that is not synced is accepted and ignored (acceptance 43)',
    (entity) => {
      expect(read({ ...EVENT, event: `${entity}.created`, data: { ...EVENT.data, entity } })).toEqual([]);
    },
  );

  it.each([
    ['without a token', { url: ADDRESS.split('?')[0]! }, 'token'],
    ['with another token', { url: `${ADDRESS}x` }, 'token'],
    ['while nothing is stored', { stored: undefined }, 'token'],
    ['without a subscriber (acceptance 41)', { subscriber: '' }, 'no-subscriber'],
    ['of another subscriber (acceptance 42)', { scope: { subscriberIds: ['subscriber-2'] } }, 'subscriber'],
  ])('is refused %s', (_case, options, reason) => {
    // A default would take the place of what is absent.
    const act = () => ('stored' in options ? readWithoutStored() : read(EVENT, options));
    expect(act).toThrow(expect.objectContaining({ code: 'WEBHOOK_REFUSED', reason }));
  });

  it.each(['https://9999.axiscare.com', 'https://1234.axiscare.com.evil.com', 'https://evil.com/1234.axiscare.com', 'nonsense', ''])(
    'is refused from %j, which is no site of the connection',
    (publisher) => {
      expect(() => read({ ...EVENT, publisher_url: publisher })).toThrow(
        expect.objectContaining({ code: 'WEBHOOK_REFUSED', reason: 'site' }),
      );
    },
  );

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['without data', { ...EVENT, data: undefined }],
    ['with an id that is none', { ...EVENT, data: { ...EVENT.data, id: '../1' } }],
  ])('is invalid as %s (acceptance 46)', (_case, body) => {
    expect(() => read(body)).toThrow(expect.objectContaining({ code: 'WEBHOOK_INVALID' }));
  });

  it('of the known subscriber is taken', () => {
    expect(read(EVENT, { scope: { subscriberIds: ['subscriber-2', 'subscriber-1'] } })).toHaveLength(1);
  });
});

function readWithoutStored(): unknown {
  const headers = new Headers({ 'x-webhook-id': 'subscriber-1' });
  const rawBody = new TextEncoder().encode(JSON.stringify(EVENT));
  return readAxisCareWebhook({ method: 'POST', url: ADDRESS, headers, rawBody, stored: undefined }, SCOPE);
}
