import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createPipedriveSandbox, type PipedriveSandbox } from './create-pipedrive-sandbox.ts';
import type { SandboxPerson } from './sandbox-person.ts';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { success: boolean; data: SandboxPerson[]; code?: string; additional_data?: { next_cursor: string | null } };
}

async function get(sandbox: PipedriveSandbox, path: string, authorization = `Bearer ${sandbox.accessToken}`): Promise<Answer> {
  const response = await sandbox.fetch(new Request(`https://any.pipedrive.com/api/v2${path}`, { headers: { authorization } }));
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
}

async function refresh(sandbox: PipedriveSandbox, form: Record<string, string>, secret = sandbox.clientSecret): Promise<Response> {
  const headers = { authorization: `Basic ${btoa(`${sandbox.clientId}:${secret}`)}` };
  return sandbox.fetch(
    new Request('https://oauth.pipedrive.com/oauth/token', { method: 'POST', headers, body: new URLSearchParams(form) }),
  );
}

describe('createPipedriveSandbox', () => {
  it.each([
    'limit=0',
    'limit=501',
    'limit=ten',
    'limit=',
    'page=2',
    'start=0',
    'since_timestamp=x',
    'constructor=1',
    'sort_by=name',
    'sort=id',
    'sort_direction=up',
    'updated_since=2026-01-05',
    'updated_since=2026-01-05%2010:00:00',
    'ids=1,a',
    'ids=1&ids=2',
    `ids=${Array.from({ length: 101 }, (_, index) => index + 1).join(',')}`,
    'cursor=forged',
    'include_labels=1',
  ])('refuses the query %s', async (query) => {
    expect(await get(createPipedriveSandbox(), `/persons?${query}`)).toMatchObject({
      status: 400,
      body: { success: false, code: 'ERR_SCHEMA_VALIDATION_FAILED', data: null },
    });
  });

  it('ties a cursor to its query, and not to the size of its page', async () => {
    const sandbox = createPipedriveSandbox();
    const { body } = await get(sandbox, '/persons?limit=10&sort_by=id');
    const cursor = body.additional_data?.next_cursor ?? '';
    expect((await get(sandbox, `/persons?sort_by=id&limit=10&cursor=${cursor}`)).body.data[0]?.id).toBe(11);
    expect((await get(sandbox, `/persons?sort_by=id&limit=4&cursor=${cursor}`)).body.data.map(({ id }) => id)).toEqual([11, 12, 13, 14]);
    for (const query of ['limit=10', 'limit=10&sort_by=id&updated_since=2026-01-05T10:00:00Z']) {
      expect((await get(sandbox, `/persons?${query}&cursor=${cursor}`)).status).toBe(400);
    }
  });

  it('lets cursors grow old', async () => {
    const clock = createVirtualClock();
    const sandbox = createPipedriveSandbox({ clock, cursorLifetimeMs: 60_000 });
    const cursor = (await get(sandbox, '/persons?limit=10')).body.additional_data?.next_cursor ?? '';
    await clock.advance(60_000);
    expect((await get(sandbox, `/persons?limit=10&cursor=${cursor}`)).status).toBe(200);
    await clock.advance(1);
    expect((await get(sandbox, `/persons?limit=10&cursor=${cursor}`)).status).toBe(400);
  });

  it('refuses missing, wrong and expired tokens as the API does', async () => {
    const clock = createVirtualClock();
    const sandbox = createPipedriveSandbox({ clock });
    for (const authorization of ['', 'Bearer wrong', `Basic ${sandbox.accessToken}`]) {
      expect(await get(sandbox, '/persons', authorization)).toMatchObject({
        status: 401,
        body: { success: false, error: 'unauthorized access', errorCode: 401 },
      });
    }
    await clock.advance(3_599_000);
    expect((await get(sandbox, '/persons')).status).toBe(401);
  });

  it('exchanges refresh tokens, and only with the right client, grant and form', async () => {
    const sandbox = createPipedriveSandbox();
    const grant = { grant_type: 'refresh_token', refresh_token: sandbox.refreshToken };
    expect((await refresh(sandbox, grant, 'wrong')).status).toBe(401);
    expect(await (await refresh(sandbox, { ...grant, refresh_token: 'x' })).json()).toMatchObject({ error: 'invalid_grant' });
    expect(await (await refresh(sandbox, { ...grant, grant_type: 'password' })).json()).toMatchObject({ error: 'unsupported_grant_type' });
    expect(await (await refresh(sandbox, grant)).json()).toMatchObject({
      access_token: sandbox.accessToken,
      expires_in: 3599,
      api_domain: sandbox.apiDomain,
    });
    expect((await get(sandbox, '/persons', 'Bearer sandbox-access-1')).status).toBe(401);
  });

  it('responds with 429 with its headers to too many requests in 2 s', async () => {
    const clock = createVirtualClock();
    const sandbox = createPipedriveSandbox({ clock, requestsPer2s: 2 });
    await get(sandbox, '/persons/1');
    await clock.advance(500);
    await get(sandbox, '/persons/1');
    const refused = await get(sandbox, '/persons/1');
    expect(refused).toMatchObject({ status: 429, body: { success: false } });
    expect(['limit', 'remaining', 'reset'].map((name) => refused.headers.get(`x-ratelimit-${name}`))).toEqual(['2', '0', '2']);
    await clock.advance(1500);
    expect((await get(sandbox, '/persons/1')).status).toBe(200);
    expect(sandbox.stats).toMatchObject({ requests: 3, rateLimited: 1 });
  });

  it('makes the same people of the same seed, and others of another', async () => {
    const page = async (seed: number) => (await get(createPipedriveSandbox({ seed }), '/persons')).body.data;
    expect(await page(7)).toEqual(await page(7));
    expect(await page(7)).not.toEqual(await page(8));
  });

  it('leaves about 2 % without a usable number, both kinds of them, and never gives two people one number', async () => {
    const people = createPipedriveSandbox({ people: 10_000, awkward: 0 }).people;
    const all = Array.from({ length: people.size }, (_, index) => people.get(index + 1)!);
    const without = all.filter(({ phones }) => phones.every(({ value }) => value === ''));
    expect(without.length).toBeGreaterThan(150);
    expect(without.length).toBeLessThan(250);
    expect(new Set(without.map(({ phones }) => phones.length))).toEqual(new Set([0, 1]));
    const numbers = all
      .flatMap(({ phones }) => phones.map(({ value }) => value.replace(/\D/g, '').slice(-10)))
      .filter((value) => value !== '');
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('gives the middle of ten million people at once, since it holds none of them', async () => {
    const sandbox = createPipedriveSandbox({ people: 10_000_000 });
    const { body } = await get(sandbox, '/persons?limit=5&sort_by=update_time&updated_since=2025-06-01T00:00:00Z');
    expect(body.data.map(({ update_time: time }) => time >= '2025-06-01T00:00:00Z')).toEqual([true, true, true, true, true]);
    expect(sandbox.people.get(9_999_999)?.id).toBe(9_999_999);
  });

  it.each(['asc', 'desc'])('sorts by time of change %s, changed and new people among the others', async (direction) => {
    const clock = createVirtualClock();
    const sandbox = createPipedriveSandbox({ clock, people: 20 });
    sandbox.people.change(3, { update_time: '2025-05-01T00:00:00Z' });
    sandbox.people.change(15, {});
    sandbox.people.add({ update_time: '2025-01-20T00:00:00Z' });
    const times: string[] = [];
    let cursor = '';
    do {
      const { body } = await get(sandbox, `/persons?limit=3&sort_by=update_time&sort_direction=${direction}${cursor}`);
      times.push(...body.data.map(({ update_time: time }) => time));
      cursor = body.additional_data?.next_cursor == null ? '' : `&cursor=${body.additional_data.next_cursor}`;
    } while (cursor !== '');
    const sorted = [...times].sort();
    expect(times).toEqual(direction === 'asc' ? sorted : sorted.reverse());
    expect(times).toHaveLength(21);
  });

  it('answers a deleted person for 30 days', async () => {
    const clock = createVirtualClock();
    const sandbox = createPipedriveSandbox({ clock, people: 2, tokens: { lifetimeMs: 90 * 86_400_000 } });
    sandbox.people.delete(2);
    expect(sandbox.people.size).toBe(1);
    expect((await get(sandbox, '/persons?ids=1,2')).body.data.map((person) => person.is_deleted)).toEqual([false, true]);
    await clock.advance(30 * 86_400_000);
    expect((await get(sandbox, '/persons?ids=1,2')).body.data).toHaveLength(1);
    expect((await get(sandbox, '/persons/2')).status).toBe(404);
    expect(() => sandbox.people.delete(2)).toThrow(RangeError);
  });

  it('leaves deleted people out of lists when set to', async () => {
    const sandbox = createPipedriveSandbox({ people: 3, listDeleted: false });
    sandbox.people.delete(2);
    expect((await get(sandbox, '/persons')).body.data.map(({ id }) => id)).toEqual([1, 3]);
    expect((await get(sandbox, '/persons?ids=2')).body.data).toHaveLength(1);
  });

  it('makes people as a function says', async () => {
    const sandbox = createPipedriveSandbox({ people: { count: 3, person: (id) => ({ name: `Person ${id}`, org_id: null }) } });
    expect((await get(sandbox, '/persons')).body.data.map(({ name }) => name)).toEqual(['Person 1', 'Person 2', 'Person 3']);
  });

  it.each(['/persons/abc', '/organizations/abc', '/organizations', '/persons/1?x=1'])('refuses %s', async (path) => {
    expect((await get(createPipedriveSandbox(), path)).status).toBe(400);
  });

  it.each(['/persons/101', '/organizations/51', '/products'])('finds nothing at %s', async (path) => {
    expect((await get(createPipedriveSandbox(), path)).status).toBe(404);
  });
});
