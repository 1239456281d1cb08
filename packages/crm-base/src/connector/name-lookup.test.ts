import { createVirtualClock } from '@frigg-crm/testing';
import { ApiRefusedError, ApiUnavailableError } from '@frigg-crm/http';
import { describe, expect, it } from 'vitest';
import { createNameLookup, type NameLookupOptions } from './name-lookup.ts';

function setUp(options: Partial<NameLookupOptions> = {}) {
  const requested: (readonly string[])[] = [];
  const clock = createVirtualClock();
  const fetchNames = async (ids: readonly string[]) => {
    requested.push(ids);
    return ids.map((id) => ({ id, name: id === '9' ? null : `Name ${id}` }));
  };
  return { requested, clock, names: createNameLookup({ records: 'companies', fetchNames, clock, ...options }) };
}

describe('createNameLookup', () => {
  it('sends nothing when nothing is wanted', async () => {
    const { requested, names } = setUp();
    expect((await names.namesOf([])).size).toBe(0);
    expect(requested).toEqual([]);
  });

  it('asks only for those it does not know', async () => {
    const { requested, names, clock } = setUp();
    await names.namesOf(['1', '2']);
    expect([...(await names.namesOf(['2', '3', '3']))]).toEqual([
      ['2', 'Name 2'],
      ['3', 'Name 3'],
    ]);
    await clock.advance(600_000);
    await names.namesOf(['1']);
    expect(requested).toEqual([['1', '2'], ['3'], ['1']]);
  });

  it('gives no name to one that was deleted, nor to one that is missing, and requests neither again', async () => {
    const { requested, names } = setUp();
    for (let times = 0; times < 2; times += 1) expect((await names.namesOf(['9'])).size).toBe(0);
    const missing = setUp({ fetchNames: async () => [] });
    expect((await missing.names.namesOf(['1'])).size).toBe(0);
    expect(requested).toEqual([['9']]);
  });

  it('forgets the oldest when it is full, and still answers a request larger than that', async () => {
    const { requested, names } = setUp({ maxEntries: 2 });
    expect((await names.namesOf(['1', '2', '3'])).size).toBe(3);
    await names.namesOf(['2', '3']);
    await names.namesOf(['1']);
    expect(requested).toEqual([['1', '2', '3'], ['1']]);
  });

  it('gives no names where they may not be read, and throws what may succeed later', async () => {
    const facts = { api: 'Acme', operation: 'GET /companies' };
    const fail = (error: Error) => setUp({ fetchNames: async () => Promise.reject(error) }).names.namesOf(['1']);
    expect((await fail(new ApiRefusedError({ ...facts, status: 403 }))).size).toBe(0);
    expect((await fail(new ApiRefusedError({ ...facts, status: 404 }))).size).toBe(0);
    await expect(fail(new ApiUnavailableError({ ...facts, status: 503 }))).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
  });
});
