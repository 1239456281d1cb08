import { createActivitySystem } from '../test-support/activity-system.ts';
import { describeActivityTarget, type ActivityTargetUnderTest } from './describe-activity-target.ts';

function join({ canUpdate }: { readonly canUpdate: boolean }): ActivityTargetUnderTest {
  const { activities, integration } = createActivitySystem();
  activities.canUpdate = canUpdate;
  const people = new Map<string, { objectType: string; externalId: string }>();
  activities.people = people;
  return {
    target: integration,
    addPerson([phoneNumber = '']) {
      const digits = phoneNumber.replaceAll(/\D/g, '');
      const person = { objectType: 'Person', externalId: `p${people.size}` };
      people.set(digits.length === 10 ? `+1${digits}` : `+${digits}`, person);
      return person;
    },
    textsOf: ({ externalId }) =>
      [...activities.stored.values()]
        .filter(({ person }) => person.externalId === externalId)
        .map(({ title, content }) => `${title}\n${content}`),
    deleteInCrm: (id) => void activities.stored.delete(id),
  };
}

describeActivityTarget('a CRM that can change what was written', { make: () => join({ canUpdate: true }) });
describeActivityTarget('a CRM that cannot', { make: () => join({ canUpdate: false }) });
