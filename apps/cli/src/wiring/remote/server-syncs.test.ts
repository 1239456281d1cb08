import { createClient } from '@frigg-crm/client';
import { expect, it } from 'vitest';
import { createServerSyncs } from './server-syncs.ts';

it('lists the people that failed over all pages, and no more than were wanted', async () => {
  const asked: string[] = [];
  const fetch = async ({ url }: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(url);
    const cursor = searchParams.get('cursor');
    asked.push(`${pathname} ${searchParams.get('limit')} ${cursor}`);
    return Response.json(cursor === null ? { crmIds: ['1', '2'], nextCursor: 'c' } : { crmIds: ['3'], nextCursor: null });
  };
  const { findFailed } = createServerSyncs(createClient({ baseUrl: 'http://crm.test', fetch }));
  expect(await findFailed('s1', { limit: 1000 })).toEqual(['1', '2', '3']);
  expect(asked).toEqual(['/api/v1/syncs/s1/failed-records 200 null', '/api/v1/syncs/s1/failed-records 200 c']);
  expect(await findFailed('s1', { limit: 1 })).toEqual(['1']);
  expect(asked.at(-1)).toBe('/api/v1/syncs/s1/failed-records 1 null');
});
