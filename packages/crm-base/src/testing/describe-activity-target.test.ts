import { expect, it } from 'vitest';
import { readPhoneNumbers } from '../connector/read-phone-numbers.ts';
import type { CrmPersonRef } from '../connector/logged-activity.ts';
import { createActivitySystem } from '../test-support/activity-system.ts';
import { activityTargetCases, describeActivityTarget, type ActivityTargetUnderTest } from './describe-activity-target.ts';

interface Joined extends ActivityTargetUnderTest {
  readonly people: Map<string, CrmPersonRef>;
}

function join({ canUpdate }: { readonly canUpdate: boolean } = { canUpdate: true }): Joined {
  const { activities, integration } = createActivitySystem();
  activities.canUpdate = canUpdate;
  const people = new Map<string, CrmPersonRef>();
  activities.people = people;
  let ids = 0;
  return {
    people,
    target: integration,
    addPerson([text]) {
      const person = { objectType: 'Person', externalId: `p${(ids += 1)}` };
      for (const number of readPhoneNumbers(text, 'US').values) people.set(number, person);
      return person;
    },
    textsOf: ({ externalId }) =>
      [...activities.stored.values()]
        .filter(({ person }) => person.externalId === externalId)
        .map(({ title, content }) => `${title}\n${content}`),
    deleteInCrm: (id) => void activities.stored.delete(id),
  };
}

describeActivityTarget('a CRM that can change what was written', { make: () => join() });
describeActivityTarget('a CRM that cannot', { make: () => join({ canUpdate: false }) });
describeActivityTarget('a CRM without a search', {
  searchable: false,
  make: () => {
    const joined = join();
    return { ...joined, target: Object.assign(joined.target, { findPersonsByPhone: async () => [] }) };
  },
});

it('F41: catches a search that accepts every person that the CRM returns', async () => {
  const make = (): ActivityTargetUnderTest => {
    const joined = join();
    const findPersonsByPhone = async (phone: string): Promise<readonly CrmPersonRef[]> =>
      [...joined.people].filter(([number]) => number.endsWith(phone.slice(-7))).map(([, person]) => person);
    return { ...joined, target: Object.assign(joined.target, { findPersonsByPhone }) };
  };
  const found = activityTargetCases({ make }).find(({ title }) => title.includes('ends alike'));
  await expect(found?.run()).rejects.toThrow('expected');
});
