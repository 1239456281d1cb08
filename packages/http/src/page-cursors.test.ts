import { describe, expect, it } from 'vitest';
import { readNextPageUrl, readOffsetCursor, toPageQuery } from './page-cursors.ts';

describe('readOffsetCursor', () => {
  it.each([
    [undefined, 3, ['a', 'b', 'c'], '3'],
    ['50', 2, ['a', 'b'], '52'],
    ['50', 3, ['a'], undefined],
    ['100', 50, [], undefined],
  ])('names behind the page at %j, limit %i, of %j the next one: %j', (cursor, limit, data, nextCursor) => {
    const { offset, page } = readOffsetCursor(cursor, limit);
    expect([offset, page(data)]).toEqual([Number(cursor ?? 0), { data, nextCursor }]);
  });

  it.each(['', 'x', '-1', '1.5'])('refuses the cursor %j', (cursor) => {
    expect(() => readOffsetCursor(cursor, 1)).toThrow(RangeError);
  });
});

describe('readNextPageUrl', () => {
  const about = { api: 'Acme', operation: 'GET /clients', baseUrl: 'https://1234.acme.test', path: '/api/clients' };
  const read = (next: string | null | undefined): string | undefined => readNextPageUrl(next, about);

  it('gives the query of the next page, unchanged', () => {
    expect(read('https://1234.acme.test/api/clients?nextPageToken=ODEz&limit=50')).toBe('?nextPageToken=ODEz&limit=50');
    expect(read('/api/clients?startAfterId=12')).toBe('?startAfterId=12');
    expect(toPageQuery('?a=1&a=2&b=3')).toEqual({ a: ['1', '2'], b: ['3'] });
  });

  it.each([null, undefined, ''])('takes %j for the end', (next) => {
    expect(read(next)).toBeUndefined();
  });

  it.each([
    'https://other.acme.test/api/clients?x=1',
    'https://evil.test/api/clients',
    'http://1234.acme.test/api/clients',
    'https://user@1234.acme.test/api/clients',
    'https://1234.acme.test/api/leads',
    '//evil.test/api/clients',
  ])('refuses %s before a token is sent there', (next) => {
    expect(() => read(next)).toThrow(expect.objectContaining({ code: 'API_ANSWER_UNEXPECTED' }));
  });
});
