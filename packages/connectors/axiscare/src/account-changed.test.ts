import { createAccountGuard } from '@frigg-crm/crm-base';
import { createMemoryDocumentStore } from '@frigg-crm/memory';
import { expect, it } from 'vitest';
import { axiscareFixture } from './test-support/axiscare-fixture.ts';

it('F2: is refused when another home site is connected, before its people are listed', async () => {
  const [before, now] = [axiscareFixture({ people: { client: 1 } }), axiscareFixture({ people: { client: 1 }, siteNumber: '5678' })];
  const guard = createAccountGuard({ documents: createMemoryDocumentStore(), clock: before.clock });
  await guard.verify(before.integration);
  await expect(guard.verify(now.integration)).rejects.toMatchObject({ code: 'ACCOUNT_CHANGED', side: 'crm' });
  // The check of the token lists a single client.
  expect(now.sent.map(({ url }) => new URL(url).searchParams.get('limit'))).toEqual(['1']);
  await guard.verify(before.integration);
});
