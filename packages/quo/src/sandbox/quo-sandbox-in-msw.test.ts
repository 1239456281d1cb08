import { http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aQuoContact } from '../test-support/a-quo-contact.ts';
import { createQuoClient } from '../create-quo-client.ts';
import { createQuoSandbox } from './create-quo-sandbox.ts';

const sandbox = createQuoSandbox();
const server = setupServer(http.all('https://api.quo.com/*', async ({ request }) => sandbox.fetch(request)));

beforeAll(() => {
  server.listen({ onUnhandledFrame: 'error' });
});
afterAll(() => {
  server.close();
});

it('answers the real fetch when it is mounted in msw', async () => {
  const quo = createQuoClient({ apiKey: 'key-1', source: 'acme' });
  await quo.verifyKey();
  const contact = aQuoContact({ externalId: 'a&b +1', defaultFields: { firstName: 'Zoë 😀' } });
  expect((await quo.contacts.upsertMany([contact])).map(({ kind }) => kind)).toEqual(['created']);
  expect((await quo.contacts.upsertMany([contact])).map(({ kind }) => kind)).toEqual(['unchanged']);
  await quo.contacts.deleteByExternalId('a&b +1');
  expect(sandbox.size).toBe(0);
});
