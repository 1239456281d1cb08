import { createAccountGuard } from '@frigg-crm/crm-base';
import { createMemoryDocumentStore } from '@frigg-crm/memory';
import { expect, it } from 'vitest';
import { zohoFixture } from './test-support/zoho-fixture.ts';

it('F2: is refused when another company is connected, and only its name is requested', async () => {
  const [before, now] = [zohoFixture({ contacts: 1 }), zohoFixture({ contacts: 1 })];
  now.intercept = ({ url }) =>
    url.endsWith('/org') ? Response.json({ org: [{ id: '999', domain_name: 'org999', country_code: 'US' }] }) : undefined;
  const guard = createAccountGuard({ documents: createMemoryDocumentStore(), clock: before.clock });
  await guard.verify(before.integration);
  await expect(guard.verify(now.integration)).rejects.toMatchObject({ code: 'ACCOUNT_CHANGED', side: 'crm' });
  expect(now.sent.map(({ url }) => url.pathname)).toEqual([expect.stringMatching(/\/org$/)]);
  await guard.verify(before.integration);
});
