import { expect, it } from 'vitest';
import { pipedriveFixture } from '../test-support/pipedrive-fixture.ts';

it('ends a list whose cursors repeat instead of reading it for ever', async () => {
  const fixture = pipedriveFixture();
  fixture.intercept = () => Response.json({ success: true, data: [], additional_data: { next_cursor: 'again' } });
  await expect(fixture.client.persons.listByIds(['1'])).rejects.toMatchObject({ code: 'API_ANSWER_UNEXPECTED' });
  expect(fixture.sent).toHaveLength(2);
});
