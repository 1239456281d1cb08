import { createHash } from 'node:crypto';
import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createQuoSandbox } from './sandbox/create-quo-sandbox.ts';
import { createQuoAnalytics, type QuoAnalyticsEvent, type QuoAnalyticsOptions } from './create-quo-analytics.ts';

const EVENT: QuoAnalyticsEvent = {
  name: 'CallLogged',
  integrationId: 'i1',
  connector: 'pipedrive',
  occurredAt: '2026-01-05T10:00:00.000Z',
  data: { count: 1 },
};

function setUp(overrides: Partial<QuoAnalyticsOptions> = {}) {
  const clock = createVirtualClock();
  const quo = createQuoSandbox({ clock, apiKeys: ['key-1'], partnerKeys: ['partner'] });
  const analytics = createQuoAnalytics({
    baseUrl: 'https://analytics.example/',
    partnerKey: ' partner ',
    identify: async () => ({ orgId: 'OR1', apiKey: 'key-1' }),
    fetch: quo.fetch,
    clock,
    ...overrides,
  });
  return { quo, clock, send: async (...events: QuoAnalyticsEvent[]) => clock.runUntil(analytics.send(events)) };
}

describe('analytics of Quo', () => {
  it('counts an event with the organisation, the workspace as a hash of its key, and ids alone', async () => {
    const { quo, send } = setUp();
    await send(EVENT);
    expect(quo.analytics()).toEqual([
      {
        orgId: 'OR1',
        userId: createHash('sha256').update('key-1').digest('hex'),
        integration: 'pipedrive',
        event: 'CallLogged',
        data: { count: 1, integrationId: 'i1', occurredAt: '2026-01-05T10:00:00.000Z' },
      },
    ]);
  });

  it('sends each of many events once, no faster than it may', async () => {
    const { quo, send } = setUp();
    await send(...Array.from({ length: 30 }, (_, count) => ({ ...EVENT, data: { count } })));
    expect(quo.analytics().map(({ data }) => data['count'])).toHaveLength(30);
    expect(quo.stats.rateLimited).toBe(0);
  });

  it('leaves out events of whom Quo does not know', async () => {
    const { quo, send } = setUp({
      identify: async ({ integrationId }) => (integrationId === 'i1' ? undefined : { orgId: 'OR1', apiKey: 'key-1' }),
    });
    await send(EVENT, { ...EVENT, integrationId: 'i2' });
    expect(quo.analytics()).toHaveLength(1);
  });

  it('throws when some were refused, after it has tried all of them', async () => {
    const { quo, send } = setUp({
      identify: async ({ integrationId }) => ({ orgId: 'OR1', apiKey: integrationId === 'i1' ? 'other' : 'key-1' }),
    });
    await expect(send(EVENT, { ...EVENT, integrationId: 'i2' })).rejects.toMatchObject({ code: 'API_UNAUTHORIZED' });
    expect(quo.analytics()).toHaveLength(1);
  });

  it('repeats nothing', async () => {
    let requests = 0;
    const { send } = setUp({
      fetch: async () => {
        requests += 1;
        return new Response(null, { status: 503 });
      },
    });
    await expect(send(EVENT)).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
    expect(requests).toBe(1);
  });

  it.each([
    ['https://analytics.example/v2/analytics/', 'leave /v2/analytics out'],
    ['ftp://analytics.example', 'must be an http or https URL'],
  ])('refuses the address %s', (baseUrl, message) => {
    expect(() => setUp({ baseUrl })).toThrow(message);
  });

  it('refuses to be made without the partner key', () => {
    expect(() => setUp({ partnerKey: ' ' })).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
  });
});
