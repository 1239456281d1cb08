import { describe, expect, it } from 'vitest';
import { createOrganizationNames } from './organization-names.ts';

function lookup() {
  const asked: (readonly string[])[] = [];
  const client = {
    organizations: {
      listByIds: async (ids: readonly string[]) => {
        asked.push(ids);
        return ids.map((id) => ({ id, name: `Name ${id}`, isDeleted: id === '9' }));
      },
    },
  };
  return { asked, client };
}

describe('createOrganizationNames', () => {
  it('sends nothing when nothing is wanted', async () => {
    const { asked, client } = lookup();
    expect((await createOrganizationNames({ client }).namesOf([])).size).toBe(0);
    expect(asked).toEqual([]);
  });

  it('asks only for those it does not know', async () => {
    const { asked, client } = lookup();
    const names = createOrganizationNames({ client });
    await names.namesOf(['1', '2']);
    expect([...(await names.namesOf(['2', '3', '3']))]).toEqual([
      ['2', 'Name 2'],
      ['3', 'Name 3'],
    ]);
    expect(asked).toEqual([['1', '2'], ['3']]);
  });

  it('gives no name to an organisation that was deleted', async () => {
    expect((await createOrganizationNames(lookup()).namesOf(['9'])).size).toBe(0);
  });

  it('forgets the oldest when it is full, and still answers a request larger than that', async () => {
    const { asked, client } = lookup();
    const names = createOrganizationNames({ client, maxEntries: 2 });
    expect((await names.namesOf(['1', '2', '3'])).size).toBe(3);
    await names.namesOf(['2', '3']);
    await names.namesOf(['1']);
    expect(asked).toEqual([['1', '2', '3'], ['1']]);
  });
});
