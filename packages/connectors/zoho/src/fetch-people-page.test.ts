import { describe, expect, it } from 'vitest';
import { zoho, type ZohoFixture } from './test-support/zoho-under-test.ts';

const FIRST = { objectType: 'Contact', page: null, cursor: null, limit: 10, modifiedSince: null, sortDesc: false };
const lists = ({ sent }: ZohoFixture) => sent.filter(({ url }) => url.pathname.endsWith('/Contacts'));

/** Walks to the end. @returns the ids, in order. */
async function walk({ integration }: ZohoFixture, modifiedSince: string | null = null, onPage: (number: number) => void = () => undefined) {
  const ids: string[] = [];
  let cursor: string | null = null;
  for (let number = 1; ; number += 1) {
    const page: Awaited<ReturnType<typeof integration.fetchPersonPage>> = await integration.fetchPersonPage({
      ...FIRST,
      cursor,
      modifiedSince,
    });
    ids.push(...page.data.map(({ id }) => id));
    onPage(number);
    if (!page.hasMore) return ids;
    cursor = page.cursor ?? null;
  }
}

describe('pages of people', () => {
  it('go on by token from the first page on, and never by number (acceptance 13)', async () => {
    const fixture = zoho.open({ contacts: 25 });
    await walk(fixture);
    const queries = lists(fixture).map(({ url }) => Object.fromEntries(url.searchParams));
    expect(queries[0]).toEqual({
      fields: expect.stringContaining('Title') as string,
      per_page: '10',
      sort_by: 'Modified_Time',
      sort_order: 'asc',
    });
    expect(queries.map(({ page_token: token }) => token !== undefined)).toEqual([false, true, true]);
    expect(queries.some((query) => 'page' in query)).toBe(false);
  });

  it('reach more than 2,000 people', async () => {
    const fixture = zoho.open({ contacts: 2500 });
    const page = { ...FIRST, limit: 200 };
    let [cursor, count]: [string | null, number] = [null, 0];
    do {
      const { data, ...next } = await fixture.integration.fetchPersonPage({ ...page, cursor });
      count += data.length;
      cursor = next.cursor ?? null;
    } while (cursor !== null);
    expect(count).toBe(2500);
  });

  it.each([204, 304])('are empty for %i, which has no body (acceptance 12)', async (status) => {
    const fixture = zoho.open();
    fixture.intercept = ({ url }) => (url.includes('/Contacts?') ? new Response(null, { status }) : undefined);
    expect(await fixture.integration.fetchPersonPage(FIRST)).toEqual({ data: [], cursor: null, hasMore: false });
  });

  it('P42: request changes with If-Modified-Since, a second early, and no made-up parameter (acceptance 14)', async () => {
    const fixture = zoho.open({ contacts: 3 });
    expect(await walk(fixture, '2026-01-05T10:00:00.999Z')).toEqual([]);
    const [{ url, headers }] = lists(fixture) as [(typeof fixture.sent)[number]];
    expect(headers.get('if-modified-since')).toBe('2026-01-05T09:59:59+00:00');
    expect([...url.searchParams.keys()]).toEqual(['fields', 'per_page', 'sort_by', 'sort_order']);
  });

  it('list those who were deleted before those who changed', async () => {
    const fixture = zoho.open({ contacts: 30 });
    const since = new Date(fixture.clock.now()).toISOString();
    await fixture.clock.advance(10_000);
    const [kept, ...gone] = fixture.sandbox.contacts.list().slice(0, 13);
    for (const { id } of gone) fixture.sandbox.contacts.delete(id);
    fixture.sandbox.contacts.change(kept!.id, { Title: 'CEO' });
    expect(await walk(fixture, since)).toEqual([...gone.map(({ id }) => id), kept!.id]);
    expect(fixture.sent.map(({ url }) => url.searchParams.get('page'))).toEqual([null, '1', '2', null]);
  });

  it.each(['EXPIRED_VALUE', 'PAGINATION_LIMIT_EXCEEDED'])(
    'go on by the time of the last page after %s, and lose no person (acceptance 15)',
    async (code) => {
      const fixture = zoho.open(code === 'EXPIRED_VALUE' ? { contacts: 35 } : { contacts: 35, maxListed: 20 });
      const ids = await walk(fixture, null, (number) => {
        if (number === 2 && code === 'EXPIRED_VALUE') fixture.sandbox.pageTokens.expire();
      });
      expect(new Set(ids)).toEqual(new Set(fixture.sandbox.contacts.list().map(({ id }) => id)));
      expect(lists(fixture).some(({ headers }) => headers.has('if-modified-since'))).toBe(true);
    },
  );

  it('fail where more people changed in one second than tokens reach, instead of going round for ever', async () => {
    const fixture = zoho.open({ contacts: 1, maxListed: 20 });
    const person = { id: '1', Last_Name: 'Ruiz', Modified_Time: '2026-01-05T11:00:00+01:00' };
    fixture.intercept = ({ url }) => {
      if (!url.includes('/Contacts?')) return undefined;
      if (url.includes('page_token')) return Response.json({ code: 'PAGINATION_LIMIT_EXCEEDED', status: 'error' }, { status: 400 });
      return Response.json({ data: [person], info: { more_records: true, next_page_token: 't' } });
    };
    await expect(walk(fixture)).rejects.toMatchObject({ code: 'API_REFUSED', apiCode: 'PAGINATION_LIMIT_EXCEEDED' });
  });

  it('come newest first where that is configured, but never for changes', async () => {
    const fixture = zoho.open({ contacts: 3 });
    const newestFirst = { ...FIRST, sortDesc: true };
    const { data } = await fixture.integration.fetchPersonPage(newestFirst);
    expect(data.map(({ id }) => id)).toEqual(
      fixture.sandbox.contacts
        .list()
        .map(({ id }) => id)
        .reverse(),
    );
    await fixture.integration.fetchPersonPage({ ...newestFirst, modifiedSince: '2026-01-05T10:00:00Z', cursor: '{"step":"changed"}' });
    expect(lists(fixture).map(({ url }) => url.searchParams.get('sort_order'))).toEqual(['desc', 'asc']);
  });

  it('let any other refusal of a token pass', async () => {
    const fixture = zoho.open({ contacts: 30 });
    const { cursor } = await fixture.integration.fetchPersonPage(FIRST);
    const other = fixture.integration.fetchPersonPage({ ...FIRST, limit: 11, cursor: cursor ?? null });
    await expect(other).rejects.toMatchObject({ apiCode: 'TOKEN_BOUND_DATA_MISMATCH', fields: ['page_token'] });
  });

  it('fail when more are promised without a token', async () => {
    const fixture = zoho.open();
    fixture.intercept = ({ url }) => (url.includes('/Contacts?') ? Response.json({ data: [], info: { more_records: true } }) : undefined);
    await expect(fixture.integration.fetchPersonPage(FIRST)).rejects.toMatchObject({ code: 'API_ANSWER_UNEXPECTED' });
  });

  it('fail when the company cannot be read: a wrong address would be written', async () => {
    const fixture = zoho.open({ contacts: 3 });
    fixture.intercept = ({ url }) => (url.endsWith('/org') ? Response.json({ code: 'NO_PERMISSION' }, { status: 403 }) : undefined);
    await expect(fixture.integration.fetchPersonPage(FIRST)).rejects.toMatchObject({ code: 'API_UNAUTHORIZED' });
    expect(lists(fixture)).toEqual([]);
  });

  it('know people of three types only', async () => {
    const { integration } = zoho.open();
    await expect(integration.fetchPersonPage({ ...FIRST, objectType: 'Deal' })).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
  });
});

describe('people by id and by phone', () => {
  it('fetches 120 ids in 3 requests, in their order, without those who are gone (acceptance 16)', async () => {
    const fixture = zoho.open({ contacts: 120 });
    const ids = fixture.sandbox.contacts
      .list()
      .map(({ id }) => id)
      .reverse();
    fixture.sandbox.contacts.delete(ids[7]!);
    const found = await fixture.integration.fetchPersonsByIds([...ids, 'odd'], { objectType: 'Contact' });
    expect(found.map(({ id }) => id)).toEqual(ids.toSpliced(7, 1));
    expect(lists(fixture).map(({ url }) => url.searchParams.get('ids')?.split(',').length)).toEqual([50, 50, 20]);
    expect(lists(fixture).every(({ url }) => url.searchParams.get('ids')!.length <= 1024)).toBe(true);
  });

  it('searches E.164 first, then national digits, and takes true matches only (acceptance 17)', async () => {
    const contacts = [
      { Last_Name: 'Ruiz', Phone: '(415) 555-0132' },
      { Last_Name: 'Chen', Phone: '+52 415 555 0132 99' },
    ];
    const { integration, sandbox, sent } = zoho.open({ contacts });
    const [ana] = sandbox.contacts.list();
    expect(await integration.findPersonsByPhone('+14155550132', {})).toEqual([{ objectType: 'Contact', externalId: ana!.id }]);
    const searches = sent.filter(({ url }) => url.pathname.endsWith('/search'));
    expect(searches.map(({ url }) => /phone=([^&]*)/.exec(url.search)?.[1])).toEqual(['%2B14155550132', '4155550132']);
    expect(searches.every(({ url }) => !url.searchParams.has('criteria'))).toBe(true);
  });

  it('prefers the contact to its account, and only searches modules that are synced', async () => {
    const Phone = '+14155550132';
    const fixture = zoho.open({
      contacts: [{ Last_Name: 'Ruiz', Phone }],
      accounts: [{ Account_Name: 'Acme', Phone }],
      leads: [{ Last_Name: 'Ruiz', Phone }],
    });
    expect(await fixture.integration.findPersonsByPhone(Phone, {})).toMatchObject([{ objectType: 'Contact' }]);
    fixture.sandbox.contacts.delete(fixture.sandbox.contacts.list()[0]!.id);
    expect(await fixture.integration.findPersonsByPhone(Phone, {})).toMatchObject([{ objectType: 'Account' }]);
  });

  it('does not take a search that is refused for one that finds none (acceptance 18)', async () => {
    const fixture = zoho.open();
    fixture.intercept = ({ url }) => (url.includes('/search') ? Response.json({ code: 'INVALID_QUERY' }, { status: 400 }) : undefined);
    await expect(fixture.integration.findPersonsByPhone('+14155550132', {})).rejects.toMatchObject({
      code: 'API_REFUSED',
      status: 400,
      apiCode: 'INVALID_QUERY',
    });
  });

  it('reads numbers in the country of the company unless another is given', async () => {
    const { integration, sandbox } = zoho.open({ contacts: [{ Last_Name: 'Ruiz', Phone: '030 123456' }], country: 'DE' });
    const person = await integration.fetchPersonById(sandbox.contacts.list()[0]!.id, { objectType: 'Contact' });
    expect((await integration.transformPersonToQuo(person!)).defaultFields.phoneNumbers).toEqual([{ name: 'Work', value: '+4930123456' }]);
  });

  it('names the company that is connected', async () => {
    const { integration, sandbox } = zoho.open();
    expect(await integration.accountIdentity({})).toBe(`zoho/${sandbox.orgId}`);
  });
});
