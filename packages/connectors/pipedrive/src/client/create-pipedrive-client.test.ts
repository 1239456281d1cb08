import { createTokenSource, type AccessToken } from '@frigg-crm/http';
import { describe, expect, it } from 'vitest';
import { pipedrive, type PipedriveFixture } from '../test-support/pipedrive-under-test.ts';
import type { ListPersonsQuery } from './create-persons.ts';

async function walk({ client, clock }: PipedriveFixture, query: ListPersonsQuery): Promise<readonly (readonly string[])[]> {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await clock.runUntil(client.persons.list({ ...query, cursor }));
    pages.push(page.data.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return pages;
}

const json = (body: unknown, init?: ResponseInit) => Response.json(body, init);

describe('createPipedriveClient', () => {
  it.each([
    [0, 1],
    [1, 1],
    [100, 1],
    [101, 2],
    [1050, 11],
  ])('walks over %i people in %i pages and meets each once', async (people, pages) => {
    const fixture = pipedrive.open({ people });
    const walked = await walk(fixture, { limit: 100 });
    expect(walked).toHaveLength(pages);
    expect(walked.flat()).toEqual(Array.from({ length: people }, (_, index) => String(index + 1)));
  });

  it('sends the same values with each cursor (acceptance 13)', async () => {
    const fixture = pipedrive.open({ people: 30 });
    await walk(fixture, { limit: 10, updatedSince: '2020-01-01T00:00:00Z', sortBy: 'update_time' });
    const queries = fixture.sent.map(({ query }) => Object.fromEntries(query));
    expect(queries.map(({ cursor }) => cursor !== undefined)).toEqual([false, true, true]);
    for (const { cursor: _cursor, ...rest } of queries) {
      expect(rest).toEqual({ limit: '10', sort_by: 'update_time', sort_direction: 'asc', updated_since: '2020-01-01T00:00:00Z' });
    }
  });

  it.each([{ next_cursor: null }, {}, null, undefined])('takes additional_data %j for the end (acceptance 13)', async (additionalData) => {
    const fixture = pipedrive.open();
    fixture.intercept = () => json({ success: true, data: [], additional_data: additionalData });
    expect(await fixture.client.persons.list({ limit: 10 })).toEqual({ data: [], nextCursor: undefined });
  });

  it('goes on after an empty page that names a next one', async () => {
    const fixture = pipedrive.open();
    fixture.intercept = () => json({ success: true, data: [], additional_data: { next_cursor: 'abc' } });
    expect((await fixture.client.persons.list({ limit: 10 })).nextCursor).toBe('abc');
  });

  it('lists who changed since a time, that time included, oldest change first', async () => {
    const fixture = pipedrive.open({ people: 5 });
    fixture.sandbox.people.change(4, {});
    await fixture.clock.advance(1000);
    fixture.sandbox.people.change(2, {});
    expect(await walk(fixture, { limit: 1, updatedSince: '2026-01-05T10:00:00.900Z', sortBy: 'update_time' })).toEqual([['4'], ['2']]);
    expect(await walk(fixture, { limit: 9, updatedSince: '2026-01-05T10:00:01Z', sortBy: 'update_time' })).toEqual([['2']]);
  });

  it('meets a person who is changed during the walk again, at the end', async () => {
    const fixture = pipedrive.open({ people: 4 });
    const query = { limit: 2, updatedSince: '2020-01-01T00:00:00Z', sortBy: 'update_time' } as const;
    const first = await fixture.client.persons.list(query);
    fixture.sandbox.people.change(1, { name: 'Changed' });
    const second = await fixture.client.persons.list({ ...query, cursor: first.nextCursor });
    const third = await fixture.client.persons.list({ ...query, cursor: second.nextCursor });
    expect([first, second, third].map(({ data }) => data.map(({ id }) => id))).toEqual([['1', '2'], ['3', '4'], ['1']]);
  });

  it('reports a cursor that has expired as refused, without repeating the call', async () => {
    const fixture = pipedrive.open({ people: 30 });
    const { nextCursor } = await fixture.client.persons.list({ limit: 10 });
    fixture.sandbox.expireCursors();
    await expect(fixture.client.persons.list({ limit: 10, cursor: nextCursor })).rejects.toMatchObject({
      code: 'API_REFUSED',
      status: 400,
      apiCode: 'ERR_SCHEMA_VALIDATION_FAILED',
    });
    expect(fixture.sent).toHaveLength(2);
  });

  it('requests no more than 500 people at once', async () => {
    const fixture = pipedrive.open({ people: 600 });
    expect((await fixture.client.persons.list({ limit: 1000 })).data).toHaveLength(500);
  });

  it('raises success:false as a failure, also with status 200 (acceptance 41)', async () => {
    const fixture = pipedrive.open();
    fixture.intercept = () => json({ success: false, error: 'Ana Ruiz is not visible', code: 'ERR_SOMETHING' });
    const failed = fixture.client.persons.list({ limit: 10 });
    await expect(failed).rejects.toMatchObject({ code: 'API_REFUSED', apiCode: 'ERR_SOMETHING', retryable: false });
    await expect(failed).rejects.not.toThrow(/Ana/);
  });

  it('waits out a 429 for as long as x-ratelimit-reset says', async () => {
    const fixture = pipedrive.open();
    const startMs = fixture.clock.now();
    fixture.intercept = () =>
      fixture.sent.length > 1 ? undefined : json({ success: false }, { status: 429, headers: { 'x-ratelimit-reset': '7' } });
    await fixture.clock.runUntil(fixture.client.persons.list({ limit: 10 }));
    expect(fixture.clock.now() - startMs).toBeGreaterThanOrEqual(7000);
  });

  it('takes the HTML page of the edge for a rate limit, not for JSON (acceptance 29)', async () => {
    const fixture = pipedrive.open();
    fixture.intercept = () =>
      new Response('<html>Blocked</html>', { status: 403, headers: { 'content-type': 'text/html', 'retry-after': '120' } });
    await expect(fixture.clock.runUntil(fixture.client.persons.list({ limit: 10 }))).rejects.toMatchObject({
      code: 'API_RATE_LIMITED',
      retryAfterMs: 120_000,
    });
  });

  it('repeats a request whose response was cut off', async () => {
    const fixture = pipedrive.open({ people: 3 });
    fixture.intercept = () =>
      fixture.sent.length > 1
        ? undefined
        : new Response('{"success":true,"data":[{"id":1,', { headers: { 'content-type': 'application/json' } });
    expect((await fixture.clock.runUntil(fixture.client.persons.list({ limit: 10 }))).data).toHaveLength(3);
  });

  it.each(['<html>login</html>', '{"success":true,"data":null}', '{"data":[]}', '[]', ''])('does not take %j for a page', async (body) => {
    const fixture = pipedrive.open();
    fixture.intercept = () => new Response(body);
    await expect(fixture.clock.runUntil(fixture.client.persons.list({ limit: 10 }))).rejects.toMatchObject({
      code: 'API_ANSWER_UNEXPECTED',
    });
  });

  it('finds every person in spite of 429, 503, lost and cut responses', async () => {
    const fixture = pipedrive.open({
      people: 400,
      faults: { rateLimited: 0.1, retryAfterSeconds: 1, unavailable: 0.05, lostAnswer: 0.05, truncated: 0.05 },
    });
    expect((await walk(fixture, { limit: 20 })).flat()).toHaveLength(400);
  });

  it('keeps within 80 requests in 2 s, so that a hundred callers at once are never refused', async () => {
    const fixture = pipedrive.open({ people: 1, requestsPer2s: 80 });
    await fixture.clock.runUntil(Promise.all(Array.from({ length: 200 }, async () => fixture.client.persons.get('1'))));
    expect(fixture.sandbox.stats).toMatchObject({ requests: 200, rateLimited: 0 });
  });

  it('keeps one odd record from costing the page it is on', async () => {
    const fixture = pipedrive.open();
    fixture.intercept = () => json({ success: true, data: [{ id: 1, phones: [] }, { id: 2, phones: 'x' }, 'nonsense'] });
    const { data } = await fixture.client.persons.list({ limit: 10 });
    expect(data.map(({ id, unusableField }) => [id, unusableField])).toEqual([
      ['1', null],
      ['2', 'phones'],
      ['', 'record'],
    ]);
  });

  it('P6: gets a person by id, deleted ones too, and undefined for none', async () => {
    const fixture = pipedrive.open({ people: 3 });
    fixture.sandbox.people.delete(2);
    expect(await fixture.client.persons.get('1')).toMatchObject({ id: '1', isDeleted: false });
    expect(await fixture.client.persons.get('2')).toMatchObject({ id: '2', isDeleted: true });
    expect(await fixture.client.persons.get('4')).toBeUndefined();
    for (const id of ['abc', '', '1/../2', '0', '-1']) expect(await fixture.client.persons.get(id)).toBeUndefined();
    expect(fixture.sent).toHaveLength(3);
  });

  it('gets people by ids 100 at a time, each once, and leaves out who is not there', async () => {
    const fixture = pipedrive.open({ people: 230 });
    const ids = [...Array.from({ length: 250 }, (_, index) => String(index + 1)), '7', 'abc'];
    expect(await fixture.client.persons.listByIds(ids)).toHaveLength(230);
    expect(fixture.sent.map(({ query }) => query.get('ids')?.split(',').length)).toEqual([100, 100, 50]);
    expect(await fixture.client.persons.listByIds([])).toEqual([]);
  });

  it('requests 230 organisations in 3 calls (acceptance 11)', async () => {
    const fixture = pipedrive.open({ organizations: 230 });
    const ids = Array.from({ length: 230 }, (_, index) => String(index + 1));
    expect(await fixture.client.organizations.listByIds(ids)).toHaveLength(230);
    expect(fixture.sent.map(({ query }) => query.get('ids')?.split(',').length)).toEqual([100, 100, 30]);
  });

  it('says API_UNAUTHORIZED at once when a fixed token is refused', async () => {
    const fixture = pipedrive.open({}, { client: { token: 'wrong' } });
    await expect(fixture.client.persons.list({ limit: 10 })).rejects.toMatchObject({ code: 'API_UNAUTHORIZED', status: 401 });
    expect(fixture.sent).toHaveLength(1);
  });

  it('refreshes once for ten calls that are refused at the same time, and repeats them (acceptance 16)', async () => {
    let refreshes = 0;
    const refresh = async (): Promise<AccessToken> => {
      refreshes += 1;
      return { value: 'sandbox-access-1' };
    };
    const fixture = pipedrive.open({ people: 10 }, { client: { token: createTokenSource({ token: 'stale', refresh }) } });
    const people = await Promise.all(Array.from({ length: 10 }, async (_, index) => fixture.client.persons.get(String(index + 1))));
    expect(people.every((person) => person !== undefined)).toBe(true);
    expect(refreshes).toBe(1);
  });

  it('gives up when the new token is refused too', async () => {
    const fixture = pipedrive.open(
      {},
      { client: { token: createTokenSource({ token: 'stale', refresh: async () => ({ value: 'no better' }) }) } },
    );
    await expect(fixture.client.persons.list({ limit: 10 })).rejects.toMatchObject({ code: 'API_UNAUTHORIZED', status: 401 });
    expect(fixture.sent).toHaveLength(2);
  });

  it('stops when it is aborted', async () => {
    const fixture = pipedrive.open();
    const stop = AbortSignal.abort(new Error('shutting down'));
    await expect(fixture.client.persons.list({ limit: 10 }, { signal: stop })).rejects.toThrow('shutting down');
    expect(fixture.sent).toHaveLength(0);
  });
});
