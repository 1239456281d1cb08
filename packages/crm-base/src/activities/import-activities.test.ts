import { NO_CALL_FACTS } from '@frigg-crm/quo';
import { expect, it } from 'vitest';
import { createActivitySystem } from '../test-support/activity-system.ts';
import { aCall } from '../test-support/fake-workspace.ts';
import { importActivities } from './import-activities.ts';

const ANA = '+14155550132';
const PERSON = { objectType: 'Person', externalId: 'p0' };

it('lets a call that another program has written be updated when it is reported again; what is known stays', async () => {
  const { documents, clock, ...system } = createActivitySystem();
  system.activities.people = new Map([[ANA, PERSON]]);
  system.workspace.calls.set('AC1', aCall());
  const facts = { ...NO_CALL_FACTS, call: aCall() };
  const written = {
    kind: 'call',
    sourceId: 'AC1',
    contactPhone: ANA,
    person: PERSON,
    integrationId: system.integration.integrationId,
  } as const;
  system.activities.stored.set('note-7', { ...(await firstActivity()), id: 'note-7' });
  expect(await importActivities({ documents, clock }, [{ ...written, activityId: 'note-7' }])).toBe(1);
  expect(await importActivities({ documents, clock }, [{ ...written, activityId: 'note-8' }])).toBe(0);
  const result = await system.log.logCall(system.integration, { callId: 'AC1', facts });
  expect(result).toMatchObject({ participants: [{ action: 'updated', activityId: 'note-7' }] });
  expect(system.activities.calls).not.toContain('create');
});

/** An activity as the CRM would hold it. */
async function firstActivity() {
  const other = createActivitySystem();
  other.activities.people = new Map([[ANA, PERSON]]);
  other.workspace.calls.set('AC1', aCall());
  await other.log.logCall(other.integration, { callId: 'AC1', facts: { ...NO_CALL_FACTS, call: aCall() } });
  const [activity] = other.activities.stored.values();
  if (activity === undefined) throw new Error('nothing was written');
  return activity;
}
