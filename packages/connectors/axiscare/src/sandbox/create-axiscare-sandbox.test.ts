import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createAxisCareSandbox } from './create-axiscare-sandbox.ts';

const HEADERS = { authorization: 'Bearer sandbox-token', 'x-axiscare-api-version': '2023-10-01' };
const LOG = {
  callerName: 'A',
  callerPhone: 'B',
  followUp: false,
  dateTime: '2026-01-05T10:00:00+00:00',
  subject: 'C',
  notes: 'D',
  tags: [],
};

interface Listed {
  readonly clients: readonly object[];
  readonly nextPage: string | null;
}

function setUp(options: Parameters<typeof createAxisCareSandbox>[0] = {}) {
  const clock = createVirtualClock();
  const sandbox = createAxisCareSandbox({ clock, requestsPerSecond: 1000, ...options });
  const send = async (
    path: string,
    { method = 'GET', body, headers = HEADERS }: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
  ) => {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await sandbox.fetch(new Request(`https://1234.axiscare.com${path}`, { method, headers, ...init }));
    return { status: response.status, body: (await response.json()) as { readonly results: Listed } };
  };
  return { clock, sandbox, send };
}

describe('the sandbox', () => {
  it.each([
    ['without a token', '/api/clients', { headers: { 'x-axiscare-api-version': '2023-10-01' } }, 401],
    ['without the version', '/api/clients', { headers: { authorization: 'Bearer sandbox-token' } }, 400],
    ['for those who changed', '/api/clients?updatedSinceDate=2026-01-05', {}, 400],
    ['for sensitive fields', '/api/clients?requestedSensitiveFields=ssn', {}, 400],
    ['for too many', '/api/clients?limit=501', {}, 400],
    ['for a limit of applicants', '/api/applicants?limit=10', {}, 400],
    ['for a page of leads by id', '/api/leads?startAfterId=3', {}, 400],
    ['for what is not there', '/api/visitors', {}, 404],
    ['to delete', '/api/call-logs/1', { method: 'DELETE' }, 404],
    ['to log without a subject', '/api/call-logs', { method: 'POST', body: { ...LOG, subject: undefined } }, 400],
    ['to log with a field of another API', '/api/call-logs', { method: 'POST', body: { ...LOG, duration: 5 } }, 400],
    [
      'to log at a time with milliseconds',
      '/api/call-logs',
      { method: 'POST', body: { ...LOG, dateTime: '2026-01-05T10:00:00.000Z' } },
      400,
    ],
    [
      'to log with an unknown person',
      '/api/call-logs',
      { method: 'POST', body: { ...LOG, tags: [{ type: 'client', entityId: 999 }] } },
      400,
    ],
    [
      'to log with an id that is a text',
      '/api/call-logs',
      { method: 'POST', body: { ...LOG, tags: [{ type: 'client', entityId: '1' }] } },
      400,
    ],
  ])('refuses a request %s', async (...[, path, request, status]) => {
    expect((await setUp().send(path, request)).status).toBe(status);
  });

  it('lists 100 clients unless another number is requested, and names the next page', async () => {
    const { send } = setUp({ people: { client: 150 } });
    const { body } = await send('/api/clients');
    expect(body.results.clients).toHaveLength(100);
    expect(body.results.nextPage).toBe('https://1234.axiscare.com/api/clients?startAfterId=100');
    expect((await send('/api/clients?startAfterId=100')).body.results).toMatchObject({ nextPage: null });
  });

  it('makes up the same people each time, and takes no memory for them', async () => {
    const [one, other] = [setUp({ people: { client: 2_000_000 } }), setUp({ people: { client: 2_000_000 } })];
    const path = '/api/clients/1999999';
    expect(await one.send(path)).toEqual(await other.send(path));
    const phones = one.sandbox.people.client.after(0, 500).map(({ homePhone }) => String(homePhone).replaceAll(/\D/g, '').slice(0, 11));
    expect(new Set(phones).size).toBe(500);
  });

  it('informs of people and of call logs, but of no deletion, and again after a failure', async () => {
    let isAway = true;
    const received: string[] = [];
    const { sandbox, clock, send } = setUp({
      async deliver(request) {
        if (isAway) return new Response(null, { status: 500 });
        received.push(((await request.json()) as { event: string }).event);
        return new Response();
      },
    });
    sandbox.people.client.change(1, { lastName: 'Before' });
    sandbox.webhooks.enter('https://app.example.test/hook');
    sandbox.people.lead.add({});
    sandbox.people.client.change(1, { lastName: 'After' });
    sandbox.people.client.delete(2);
    await send('/api/call-logs', { method: 'POST', body: LOG });
    await sandbox.webhooks.deliveries.flush();
    isAway = false;
    await clock.advance(10_000);
    await sandbox.webhooks.deliveries.flush();
    expect(received).toEqual(['lead.created', 'client.updated', 'calllog.created']);
  });
});
