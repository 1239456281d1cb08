import { createClient } from '@frigg-crm/client';
import { expect, it } from 'vitest';
import { listHistory } from './accounts.ts';

/** A log of so many events, of which the first are forgotten. @returns the numbers of those that are listed, and what was asked for. */
async function list({ last, first = 1, limit }: { readonly last: number; readonly first?: number; readonly limit: number }) {
  const asked: string[] = [];
  const fetch = async ({ url }: Request): Promise<Response> => {
    const { searchParams } = new URL(url);
    const [after, count] = [Number(searchParams.get('after')), Number(searchParams.get('limit'))];
    asked.push(`${after} ${count}`);
    const from = Math.max(after, first - 1) + 1;
    const numbers = Array.from({ length: Math.max(0, Math.min(count, last - from + 1)) }, (_, index) => from + index);
    const items = numbers.map((seq) => ({ seq, at: '2026-01-05T08:00:00.000Z', type: 'sync.ended', data: {} }));
    return Response.json({ items, first, last });
  };
  const written: { readonly seq: number }[] = [];
  const write = (line: string): void => void written.push(JSON.parse(line) as { readonly seq: number });
  await listHistory('i1', { limit }, { client: createClient({ baseUrl: 'http://crm.test', fetch }), json: true, write });
  return { listed: [written.length, written[0]?.seq, written.at(-1)?.seq], asked: asked.slice(1) };
}

it('lists the newest events of a log that is read from its beginning, page by page', async () => {
  expect(await list({ last: 450, limit: 300 })).toEqual({ listed: [300, 151, 450], asked: ['150 200', '350 100'] });
  expect(await list({ last: 3, limit: 100 })).toEqual({ listed: [3, 1, 3], asked: ['0 3'] });
  expect(await list({ last: 450, first: 440, limit: 100 })).toEqual({ listed: [11, 440, 450], asked: ['350 100'] });
  expect(await list({ last: 0, limit: 100 })).toEqual({ listed: [0, undefined, undefined], asked: [] });
  expect(await list({ last: 9, first: 10, limit: 100 })).toEqual({ listed: [0, undefined, undefined], asked: ['0 9'] });
});
