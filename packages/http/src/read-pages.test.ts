import { describe, expect, it } from 'vitest';
import { fetchInChunks, findInPages, readAllPages, readPages, readPagesByIds, type ListPage } from './read-pages.ts';

const about = { api: 'Acme', operation: 'GET /people' };
/** Pages of which each names the next one. */
const listOf = (...pages: readonly (readonly number[])[]) => {
  const read: (string | undefined)[] = [];
  const fetchPage = async (cursor: string | undefined): Promise<ListPage<number>> => {
    read.push(cursor);
    const at = Number(cursor ?? 0);
    return { data: pages[at] ?? [], nextCursor: at + 1 < pages.length ? String(at + 1) : undefined };
  };
  return { fetchPage, read };
};

describe('readPages', () => {
  it('reads to the end, over empty pages that have a next one', async () => {
    const { fetchPage, read } = listOf([1], [], [2, 3]);
    expect(await readAllPages(fetchPage, about)).toEqual([1, 2, 3]);
    expect(read).toEqual([undefined, '1', '2']);
  });

  it('ends a list whose cursors repeat instead of reading it for ever', async () => {
    const again = async (): Promise<ListPage<number>> => ({ data: [], nextCursor: 'again' });
    await expect(readAllPages(again, about)).rejects.toMatchObject({
      code: 'API_ANSWER_UNEXPECTED',
      api: 'Acme',
      operation: 'GET /people',
    });
  });

  it('ends a list of an API that ignores offsets, though its cursors are counted on', async () => {
    let requests = 0;
    const fetchPage = async (cursor: string | undefined): Promise<ListPage<number>> => {
      requests += 1;
      return { data: [1, 2], nextCursor: String(Number(cursor ?? 0) + 2) };
    };
    await expect(readAllPages(fetchPage, about)).rejects.toMatchObject({ code: 'API_ANSWER_UNEXPECTED' });
    expect(requests).toBe(2);
  });

  it('ends a list whose cursors are new each time after 10,000 pages', async () => {
    let count = 0;
    const fetchPage = async (): Promise<ListPage<never>> => ({ data: [], nextCursor: String((count += 1)) });
    const read = async (): Promise<void> => {
      for await (const _page of readPages(fetchPage, about));
    };
    await expect(read()).rejects.toMatchObject({ code: 'API_ANSWER_UNEXPECTED' });
    expect(count).toBe(10_001);
  });

  it('requests no page after its signal', async () => {
    const { fetchPage, read } = listOf([1], [2]);
    const stop = new AbortController();
    const pages = readPages(fetchPage, { ...about, signal: stop.signal });
    await pages.next();
    stop.abort(new Error('stop'));
    await expect(pages.next()).rejects.toThrow('stop');
    expect(read).toHaveLength(1);
  });
});

it('finds an item, and requests no page behind it', async () => {
  const { fetchPage, read } = listOf([1], [2], [3]);
  expect(await findInPages(fetchPage, (item) => item === 2, about)).toBe(2);
  expect(read).toHaveLength(2);
  expect(await findInPages(fetchPage, (item) => item === 9, about)).toBeUndefined();
});

it('fetches each id once, so many at a time, and none that can be no id', async () => {
  const chunks: (readonly string[])[] = [];
  const fetchChunk = async (ids: readonly string[]): Promise<readonly number[]> => {
    chunks.push(ids);
    return ids.map(Number);
  };
  const options = { size: 2, isId: (id: string) => /^\d+$/.test(id) };
  expect(await fetchInChunks(['1', 'x', '2', '1', '3'], fetchChunk, options)).toEqual([1, 2, 3]);
  expect(chunks).toEqual([['1', '2'], ['3']]);
  expect(await fetchInChunks([''], fetchChunk, { size: 2 })).toEqual([]);
});

describe('readPagesByIds', () => {
  it('fetches each id once, over all pages of each request, and keeps the order of the ids where that is wanted', async () => {
    const sent: unknown[] = [];
    const read = async (isOrdered: boolean) =>
      readPagesByIds(
        ['3', '1', 'x', '3', '4', '2'],
        async (query) => {
          sent.push(query);
          const [id = '', ...rest] = [...query.ids].reverse();
          if (query.cursor === 'rest') return { data: rest.map((each) => ({ id: each })), nextCursor: undefined };
          return { data: id === '4' ? [] : [{ id }], nextCursor: 'rest' };
        },
        { api: 'Acme', size: 3, isId: (id) => id !== 'x', isOrdered },
      );
    expect((await read(true)).map(({ id }) => id)).toEqual(['3', '1', '2']);
    expect(sent).toEqual([
      { ids: ['3', '1', '4'], cursor: undefined },
      { ids: ['3', '1', '4'], cursor: 'rest' },
      { ids: ['2'], cursor: undefined },
      { ids: ['2'], cursor: 'rest' },
    ]);
    expect((await read(false)).map(({ id }) => id)).toEqual(['1', '3', '2']);
  });
});
