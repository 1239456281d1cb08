import { expect, it } from 'vitest';
import { aQuoContact } from '../test-support/a-quo-contact.ts';
import { createQuoSystem } from '../test-support/quo-system.ts';

it('reads a contact by the id of Quo, and knows none that is gone', async () => {
  const { quo, run } = createQuoSystem();
  const { id } = await run(quo.contacts.create(aQuoContact()));
  expect(await run(quo.contacts.get?.(id) ?? Promise.resolve(undefined))).toMatchObject({ id, externalId: 'rec-1' });
  await run(quo.contacts.delete(id));
  expect(await run(quo.contacts.get?.(id) ?? Promise.resolve(undefined))).toBeUndefined();
});
