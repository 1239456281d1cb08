import { readAllPages } from '@frigg-crm/http';
import { describe, expect, it } from 'vitest';
import type { AxisCareRecordType } from '../person-keys.ts';
import { axiscare, type AxisCareFixture } from '../test-support/axiscare-under-test.ts';

const JOAN = {
  id: 12,
  firstName: 'Joan',
  lastName: 'Park',
  goesBy: 'Jo',
  status: { active: true, label: 'Active' },
  homePhone: '(817) 569-8900',
  mobilePhone: '',
  otherPhone: null,
  personalEmail: 'jo@x.co',
};
const AL = { id: 4, firstName: 'Al', lastName: 'Diaz', goesBy: null, mobilePhone: '817-569-8901' };
const SITE = 'https://1234.axiscare.com';

/** Responds with the bodies one after the other; the last one stays. */
function respondWith(fixture: AxisCareFixture, ...answers: readonly (object | Response)[]): void {
  const left = [...answers];
  fixture.intercept = () => {
    const next = left.length > 1 ? left.shift()! : left[0]!;
    return next instanceof Response ? next.clone() : Response.json(next);
  };
}
const clients = (data: readonly object[], nextPage: string | null = null): object => ({
  results: { clients: data, nextPage },
  errors: null,
});
const idsOf = (people: readonly { readonly id: string }[]): readonly string[] => people.map(({ id }) => id);
const noRecord = (status: number): Response =>
  Response.json({ success: false, results: null, errors: ['The client was not found'] }, { status });

describe('a list of people', () => {
  it('sends token, version and a limit, and neither a time of change nor sensitive fields (acceptance 1, 3, 16)', async () => {
    const fixture = axiscare.open({ people: { client: 3 } });
    await fixture.integration.fetchPersonPage({
      objectType: 'client',
      page: null,
      cursor: null,
      limit: 100,
      modifiedSince: '2026-01-05T10:00:00Z',
      sortDesc: false,
    });
    const [request] = fixture.sent;
    expect(request?.url.href).toBe(`${SITE}/api/clients?limit=100`);
    expect(request?.headers.get('authorization')).toBe('Bearer sandbox-token');
    expect(request?.headers.get('x-axiscare-api-version')).toBe('2023-10-01');
  });

  it.each([
    ['in results, as an array', { results: { caregivers: [AL], nextPage: null }, errors: null }],
    ['in results, by id (acceptance 9)', { results: { caregivers: { 4: AL, 7: { ...AL, id: 7 } }, nextPage: null }, errors: null }],
    ['beside results, as an array (acceptance 10)', { caregivers: [AL], nextPage: null, caregiversNotFound: [] }],
    ['beside results, by id', { caregivers: { 4: AL } }],
  ])('reads people that come %s', async (_case, body) => {
    const fixture = axiscare.open();
    respondWith(fixture, body);
    const { data, nextCursor } = await fixture.client.people.list({ type: 'caregiver', limit: 10 });
    expect(data[0]).toMatchObject({ id: '4', firstName: 'Al', phones: [{ label: 'mobile', value: '817-569-8901' }] });
    expect(idsOf(data)).toEqual(JSON.stringify(body).includes('"7"') ? ['4', '7'] : ['4']);
    expect(nextCursor).toBeUndefined();
  });

  it('P11: goes on behind an empty page that names a next one (acceptance 11)', async () => {
    const fixture = axiscare.open();
    respondWith(fixture, clients([], `${SITE}/api/clients?startAfterId=9&limit=1`), clients([JOAN]));
    const first = await fixture.client.people.list({ type: 'client', limit: 1 });
    expect(first).toMatchObject({ data: [], nextCursor: expect.any(String) as string });
    const second = await fixture.client.people.list({ type: 'client', limit: 1, cursor: first.nextCursor });
    expect(idsOf(second.data)).toEqual(['12']);
  });

  it('requests the next page as AxisCare names it (acceptance 12)', async () => {
    const fixture = axiscare.open();
    respondWith(fixture, { results: { leads: [], nextPage: `${SITE}/api/leads?nextPageToken=ODEz&limit=50` } }, { results: { leads: [] } });
    const { nextCursor } = await fixture.client.people.list({ type: 'lead', limit: 50 });
    await fixture.client.people.list({ type: 'lead', limit: 50, cursor: nextCursor });
    expect(fixture.sent[1]?.url.href).toBe(`${SITE}/api/leads?nextPageToken=ODEz&limit=50`);
    expect(fixture.sent[1]?.headers.get('x-axiscare-api-version')).toBe('2023-10-01');
  });

  it.each([
    'https://other.axiscare.com/api/clients?startAfterId=1',
    'https://evil.com/api/clients?startAfterId=1',
    'http://1234.axiscare.com/api/clients?startAfterId=1',
    `${SITE}/api/leads?startAfterId=1`,
    'https://1234.axiscare.com@evil.com/api/clients',
  ])('sends no token to a next page at %s (acceptance 13)', async (nextPage) => {
    const fixture = axiscare.open();
    respondWith(fixture, clients([JOAN], nextPage));
    await expect(fixture.client.people.list({ type: 'client', limit: 1 })).rejects.toMatchObject({ code: 'API_ANSWER_UNEXPECTED' });
    expect(fixture.sent).toHaveLength(1);
  });

  it('fails where a page names itself as the next one (acceptance 14)', async () => {
    const fixture = axiscare.open();
    respondWith(fixture, clients([JOAN], `${SITE}/api/clients?limit=1`));
    const pages = async (cursor: string | undefined) => fixture.client.people.list({ type: 'client', limit: 1, cursor });
    const about = { api: 'AxisCare', operation: 'GET /api/clients' };
    await expect(readAllPages(pages, about)).rejects.toMatchObject({ code: 'API_ANSWER_UNEXPECTED' });
    expect(fixture.sent).toHaveLength(2);
  });

  it('begins again once where AxisCare has lost the position, and then fails (acceptance 15)', async () => {
    const fixture = axiscare.open({ people: { client: 5 } });
    const { list } = fixture.client.people;
    const first = await list({ type: 'client', limit: 2 });
    fixture.intercept = ({ url }) => (url.includes('startAfterId') ? noRecord(404) : undefined);
    const again = await list({ type: 'client', limit: 2, cursor: first.nextCursor });
    expect(idsOf(again.data)).toEqual(idsOf(first.data));
    expect(again.nextCursor).not.toBe(first.nextCursor);
    await expect(list({ type: 'client', limit: 2, cursor: again.nextCursor })).rejects.toMatchObject({ code: 'API_REFUSED', status: 404 });
  });

  it('takes a 404 with an empty list for no people, and any other one for a failure', async () => {
    const fixture = axiscare.open();
    respondWith(fixture, Response.json({ caregivers: [], caregiversNotFound: [] }, { status: 404 }));
    expect(await fixture.client.people.list({ type: 'caregiver', limit: 10 })).toEqual({ data: [], nextCursor: undefined });
    respondWith(fixture, noRecord(404));
    await expect(fixture.client.people.list({ type: 'caregiver', limit: 10 })).rejects.toMatchObject({ status: 404 });
  });

  it('hands out a page that is larger than requested in parts, each person once', async () => {
    const fixture = axiscare.open({ people: { applicant: 7 } });
    const pages: (readonly string[])[] = [];
    let cursor: string | undefined;
    do {
      const page = await fixture.client.people.list({ type: 'applicant', limit: 3, cursor });
      pages.push(idsOf(page.data));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(pages).toEqual([['1', '2', '3'], ['4', '5', '6'], ['7']]);
    expect(fixture.sent[0]!.url.search).toBe('');
  });

  it('P10: lets one odd record fail alone', async () => {
    const fixture = axiscare.open();
    respondWith(
      fixture,
      clients([JOAN, { ...JOAN, id: 13, firstName: 5 }, { ...JOAN, id: undefined }, null as never, { ...JOAN, mobilePhone: 5551234 }]),
    );
    const { data } = await fixture.client.people.list({ type: 'client', limit: 10 });
    expect(data.map(({ id, unusableField }) => [id, unusableField])).toEqual([
      ['12', null],
      ['13', 'firstName'],
      ['', 'id'],
      ['', 'record'],
      ['12', null],
    ]);
  });

  it('fetches many by their ids in parts of 100, and leaves out who does not exist', async () => {
    const fixture = axiscare.open({ people: { caregiver: 150 } });
    const ids = Array.from({ length: 160 }, (_, index) => String(index + 1));
    expect(idsOf(await fixture.client.people.listByIds('caregiver', [...ids, 'x']))).toEqual(ids.slice(0, 150));
    expect(fixture.sent.map(({ url }) => new URL(url).searchParams.get('caregiverIds')?.split(',').length)).toEqual([100, 60]);
    respondWith(fixture, Response.json({ caregivers: [], caregiversNotFound: [1] }, { status: 404 }));
    expect(await fixture.client.people.listByIds('caregiver', ['1'])).toEqual([]);
  });

  it('keeps no birth date, note or number of an insurance of anyone', async () => {
    const fixture = axiscare.open();
    respondWith(
      fixture,
      clients([{ ...JOAN, ssn: '123-45-6789', medicaidNumber: '1234567890', dateOfBirth: '1950-02-01', priorityNote: 'x' }]),
    );
    const { data } = await fixture.client.people.list({ type: 'client', limit: 1 });
    expect(JSON.stringify(data)).not.toMatch(/123|1950|priorityNote/);
  });
});

describe('one person', () => {
  it.each(['client', 'lead', 'caregiver', 'applicant'] as const)('is read as a %s (acceptance 17)', async (type: AxisCareRecordType) => {
    const { client } = axiscare.open({ people: { [type]: 4 } });
    expect(await client.people.get(type, '4')).toMatchObject({ id: '4', unusableField: null });
    expect(await client.people.get(type, '5')).toBeUndefined();
  });

  it.each([
    ['results of null (acceptance 18)', { results: null, errors: null }],
    ['an empty list', { results: [], errors: null }],
    ['200 and an error that says so', { results: null, errors: ['Client was not found'] }],
    ['an empty data', { results: { data: null }, errors: null }],
  ])('is none where the response is %s', async (_case, body) => {
    const fixture = axiscare.open();
    respondWith(fixture, body);
    expect(await fixture.client.people.get('client', '1')).toBeUndefined();
  });
});

describe('a failure', () => {
  it.each([
    ['200 with errors (acceptance 6)', 200, 'Something broke', 'API_REFUSED', undefined],
    ['200 that says so', 200, "You don't have permission to perform this action", 'API_UNAUTHORIZED', 'permission_denied'],
    ['403 (acceptance 5)', 403, "You don't have permission to perform this action", 'API_UNAUTHORIZED', 'permission_denied'],
    ['401', 401, 'The token is unknown', 'API_UNAUTHORIZED', undefined],
    ['500', 500, 'Internal server error', 'API_UNAVAILABLE', 'internal_error'],
  ])('with %s is named by a code, never by its text', async (...[, status, text, code, apiCode]) => {
    const fixture = axiscare.open({}, { client: { retryDelaysMs: [] } });
    respondWith(fixture, Response.json({ success: false, results: null, errors: [text] }, { status }));
    const error = await fixture.client.verify().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, apiCode });
    expect(String(error)).not.toContain(text);
    expect(fixture.sent).toHaveLength(1);
  });

  it('names the field that is refused', async () => {
    const fixture = axiscare.open();
    respondWith(fixture, Response.json({ results: null, errors: ['dateTime field is required and must be ISO8601'] }, { status: 400 }));
    await expect(fixture.client.callLogs.list({ from: 'x', to: 'y' })).rejects.toMatchObject({ fields: ['dateTime'], apiCode: 'bad_time' });
  });
});
