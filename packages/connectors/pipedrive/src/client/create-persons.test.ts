import { expect, it } from 'vitest';
import { pipedrive } from '../test-support/pipedrive-under-test.ts';

it('ends a list whose cursors repeat instead of reading it for ever', async () => {
  const fixture = pipedrive.open();
  fixture.intercept = () => Response.json({ success: true, data: [], additional_data: { next_cursor: 'again' } });
  await expect(fixture.client.persons.listByIds(['1'])).rejects.toMatchObject({ code: 'API_ANSWER_UNEXPECTED' });
  expect(fixture.sent).toHaveLength(2);
});
