import { describe, expect, it } from 'vitest';
import { ApiRefusedError } from './errors/api-refused-error.ts';
import { createNextPageList, type NextPageQuery, type PageQuery } from './next-page-list.ts';

const PLACE = { api: 'Acme', operation: 'GET /people', baseUrl: 'https://acme.test', path: '/people' };
const lost = new ApiRefusedError({ ...PLACE, status: 404 });

/** A list of 1 to 5: pages of two, which begin at `after`. */
function setUp({ fails = () => false, pageSize = 2 }: { readonly fails?: (query: PageQuery) => boolean; readonly pageSize?: number } = {}) {
  const requested: PageQuery[] = [];
  const restarts: string[] = [];
  const list = createNextPageList<number>({
    ...PLACE,
    onRestart: () => restarts.push('again'),
    async fetchPage(query) {
      requested.push(query);
      if (fails(query)) throw lost;
      const after = Number(String(query['after'] ?? 0));
      const data = [1, 2, 3, 4, 5].slice(after, after + pageSize);
      return { data, nextPage: after + pageSize < 5 ? `https://acme.test/people?after=${after + pageSize}` : null };
    },
  });
  const readAll = async (query: Omit<NextPageQuery<number>, 'first'> = {}): Promise<readonly (readonly number[])[]> => {
    const pages: (readonly number[])[] = [];
    for (let cursor: string | undefined, isLast = false; !isLast;) {
      const page = await list({ first: { size: 2 }, ...query, cursor });
      pages.push(page.data);
      cursor = page.nextCursor;
      isLast = cursor === undefined;
    }
    return pages;
  };
  return { list, readAll, requested, restarts };
}

describe('a list whose pages name the next one by its URL', () => {
  it('is requested as the API names its pages', async () => {
    const { readAll, requested } = setUp();
    expect(await readAll()).toEqual([[1, 2], [3, 4], [5]]);
    expect(requested).toEqual([{ size: 2 }, { after: ['2'] }, { after: ['4'] }]);
  });

  it('is handed out in parts where a page is larger than requested', async () => {
    expect(await setUp({ pageSize: 5 }).readAll({ limit: 2 })).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('begins again once where a position is lost, and fails then', async () => {
    let failures = 1;
    const once = setUp({ fails: ({ after }) => after !== undefined && (failures -= 1) >= 0 });
    expect((await once.readAll()).flat()).toEqual([1, 2, 1, 2, 3, 4, 5]);
    expect(once.restarts).toHaveLength(1);
    const always = setUp({ fails: ({ after }) => after !== undefined });
    await expect(always.readAll()).rejects.toBe(lost);
    const never = setUp({ fails: ({ after }) => after !== undefined });
    await expect(never.readAll({ restarts: 0 })).rejects.toBe(lost);
    expect([always.requested.length, never.requested.length]).toEqual([4, 2]);
  });

  it('may be empty by a 404 of its first page', async () => {
    const { readAll } = setUp({ fails: () => true });
    await expect(readAll()).rejects.toBe(lost);
    expect(await readAll({ onNone: () => ({ data: [], nextCursor: undefined }) })).toEqual([[]]);
  });

  it('refuses a cursor of another list', async () => {
    await expect(setUp().list({ first: {}, cursor: 'x' })).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
  });
});
