import { expect, it } from 'vitest';
import { pipedriveFixture } from '../test-support/pipedrive-fixture.ts';
import { readPages } from './read-pages.ts';

it('ends a list whose cursors repeat instead of reading it for ever', async () => {
  const fixture = pipedriveFixture();
  fixture.intercept = () => Response.json({ success: true, data: [], additional_data: { next_cursor: 'again' } });
  await expect(fixture.client.persons.listByIds(['1'])).rejects.toMatchObject({ code: 'API_ANSWER_UNEXPECTED' });
  expect(fixture.sent).toHaveLength(2);
});

it('ends a list whose cursors are new each time after 10,000 pages', async () => {
  let count = 0;
  const fetchPage = async (): Promise<{ data: readonly never[]; nextCursor: string }> => ({ data: [], nextCursor: String((count += 1)) });
  const read = async (): Promise<void> => {
    for await (const _page of readPages(fetchPage, { operation: 'GET /persons' }));
  };
  await expect(read()).rejects.toMatchObject({ code: 'API_ANSWER_UNEXPECTED' });
  expect(count).toBe(10_001);
});
