import { createAccountGuard } from '@frigg-crm/crm-base';
import { createMemoryDocumentStore } from '@frigg-crm/memory';
import { expect, it } from 'vitest';
import { toSandboxId } from './sandbox/sandbox-ids.ts';
import { attioFixture } from './test-support/attio-fixture.ts';

it('F2: is refused when another workspace is connected, and only its name is requested', async () => {
  const [before, now] = [attioFixture({ people: 1 }), attioFixture({ people: 1 })];
  now.sandbox.workspaceId = toSandboxId('workspace', 2);
  const guard = createAccountGuard({ documents: createMemoryDocumentStore(), clock: before.clock });
  await guard.verify(before.integration);
  await expect(guard.verify(now.integration)).rejects.toMatchObject({ code: 'ACCOUNT_CHANGED', side: 'crm' });
  expect(now.sent.map(({ operation }) => operation)).toEqual(['GET /v2/self']);
  await guard.verify(before.integration);
});
