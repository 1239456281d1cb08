import { readPhoneNumbers } from '@frigg-crm/crm-base';
import { describe, expect, it } from 'vitest';
import { pipedrive } from '../test-support/pipedrive-under-test.ts';

const WANTED = '+14155550132';
const options = { readNumbers: (text: string) => readPhoneNumbers(text, 'US').values };
const phone = (value: string) => ({ phones: [{ value, primary: true, label: 'work' }] });
const items = (...phones: readonly string[]) =>
  Response.json({ success: true, data: { items: phones.map((value, index) => ({ item: { id: index + 1, phones: [value] } })) } });

describe('searchPersonsByPhone', () => {
  it('takes the person who has the number, not the first who is found (acceptance 27)', async () => {
    const fixture = pipedrive.open();
    fixture.intercept = () => items('+14155550199', '(415) 555-0132');
    expect(await fixture.client.persons.searchByPhone(WANTED, options)).toEqual([{ id: '2', name: '', orgId: null }]);
    expect(fixture.sent).toHaveLength(1);
  });

  it('P6: finds no person when the only hit has another number, without an error (acceptance 27)', async () => {
    const fixture = pipedrive.open();
    fixture.intercept = () => items('+14155550199');
    expect(await fixture.client.persons.searchByPhone(WANTED, options)).toEqual([]);
    expect(fixture.sent.map(({ query }) => Object.fromEntries(query))).toEqual(
      [WANTED, '4155550132', '5550132'].map((term) => ({ term, fields: 'phone', limit: '100' })),
    );
  });

  it.each([
    '(415) 555-0132',
    '415-555-0132 / 415-555-0177',
    '\u202D415-555-0132\u202C (ask for room 2)',
    '+1 (415) 555-0132',
    '415.555.0132',
    '0014155550132',
    '4155550132 ext. 12',
  ])('finds who wrote %s, in Pipedrive itself', async (written) => {
    const fixture = pipedrive.open({ people: [phone('+14155550199'), { ...phone(written), name: 'Ana Ruiz', org_id: 12 }] });
    expect(await fixture.client.persons.searchByPhone('(415) 555-0132', options)).toEqual([{ id: '2', name: 'Ana Ruiz', orgId: '12' }]);
  });

  it('F1: finds a person whose field holds several numbers, by each of them, and by no number that only looks alike', async () => {
    const fixture = pipedrive.open({
      people: [phone('415-555-0132 / 415-555-0199'), phone('415 555 0177; 415 555 0199 or +44 20 7946 0958'), phone('14155550199132')],
    });
    const idsOf = async (number: string): Promise<readonly string[]> =>
      (await fixture.client.persons.searchByPhone(number, options)).map(({ id }) => id);
    expect(await idsOf(WANTED)).toEqual(['1']);
    expect(await idsOf('+14155550199')).toEqual(['1', '2']);
    expect(await idsOf('+442079460958')).toEqual(['2']);
    expect(await idsOf('+14155550178')).toEqual([]);
  });

  it('returns every person who has the number, lowest id first, and leaves the choice to the caller', async () => {
    const fixture = pipedrive.open();
    const found = [12, 9, 100].map((id) => ({ item: { id, phones: [null, 'ask Bob', WANTED] } }));
    fixture.intercept = () => Response.json({ success: true, data: { items: found } });
    expect((await fixture.client.persons.searchByPhone(WANTED, options)).map(({ id }) => id)).toEqual(['9', '12', '100']);
  });

  it('sends nothing for what is no number', async () => {
    const fixture = pipedrive.open();
    expect(await fixture.client.persons.searchByPhone('unknown', options)).toEqual([]);
    expect(fixture.sent).toEqual([]);
  });

  it('waits out a 429 for as long as it says and then finds the person (acceptance 28)', async () => {
    const fixture = pipedrive.open({ people: [phone(WANTED)] });
    const startMs = fixture.clock.now();
    fixture.intercept = () =>
      fixture.sent.length > 1 ? undefined : Response.json({ success: false }, { status: 429, headers: { 'retry-after': '10' } });
    expect(await fixture.clock.runUntil(fixture.client.persons.searchByPhone(WANTED, options))).toHaveLength(1);
    expect(fixture.clock.now() - startMs).toBeGreaterThanOrEqual(10_000);
  });

  it('P7: throws what may pass, so that no caller takes it for "not found"', async () => {
    const fixture = pipedrive.open();
    fixture.intercept = () => Response.json({ success: false }, { status: 503 });
    await expect(fixture.clock.runUntil(fixture.client.persons.searchByPhone(WANTED, options))).rejects.toMatchObject({
      code: 'API_UNAVAILABLE',
      retryable: true,
    });
  });

  it('keeps within 10 searches in 2 s, so that many at once are never refused', async () => {
    const fixture = pipedrive.open({ people: [phone(WANTED)] });
    const searches = Array.from({ length: 25 }, async () => fixture.client.persons.searchByPhone(WANTED, options));
    await fixture.clock.runUntil(Promise.all(searches));
    expect(fixture.sandbox.stats).toMatchObject({ rateLimited: 0, byRoute: { 'GET /persons/search': 25 }, cost: 500 });
  });

  it('keeps other calls back too when it has to wait for minutes, since storms are answered with a ban', async () => {
    const fixture = pipedrive.open({ people: 1 });
    fixture.intercept = () => Response.json({ success: false }, { status: 429, headers: { 'retry-after': '120' } });
    await expect(fixture.client.persons.searchByPhone(WANTED, options)).rejects.toMatchObject({ code: 'API_RATE_LIMITED' });
    await expect(fixture.client.persons.get('1')).rejects.toMatchObject({ code: 'API_RATE_LIMITED', retryAfterMs: 120_000 });
    expect(fixture.sent).toHaveLength(1);
  });

  it('says which permission is missing, instead of finding no person', async () => {
    const fixture = pipedrive.open({ scopes: ['base'] });
    await expect(fixture.client.persons.searchByPhone(WANTED, options)).rejects.toMatchObject({ code: 'API_UNAUTHORIZED', status: 403 });
  });
});
