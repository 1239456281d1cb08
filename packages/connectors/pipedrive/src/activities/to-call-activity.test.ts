import { expect, it } from 'vitest';
import { pipedrive } from '../test-support/pipedrive-under-test.ts';
import { aLoggedCall, aLoggedText } from '../test-support/a-logged-activity.ts';
import { toCallActivity, toMessageNote } from './to-call-activity.ts';

const CALL = aLoggedCall({
  title: 'Call from <i>Sales</i> to Ana Ruiz',
  content: 'Incoming answered by Li Wei',
  timestamp: '2026-01-05T12:00:30+02:00',
  durationSeconds: 125,
  person: { objectType: 'Person', externalId: '71' },
});

it('writes a call of 125 s as done, on its day and hour in UTC, with the person as primary participant (acceptance 30)', () => {
  expect(toCallActivity(CALL)).toEqual({
    subject: 'Call from Sales to Ana Ruiz',
    type: 'call',
    isDone: true,
    personIds: ['71'],
    dueDate: '2026-01-05',
    dueTime: '10:00',
    duration: '00:02',
    note: '<p><strong>Call from &lt;i&gt;Sales&lt;/i&gt; to Ana Ruiz</strong></p><p>Incoming answered by Li Wei</p>',
  });
});

it('is taken by Pipedrive as it is, with all that may be known and with little', async () => {
  const { client, sandbox } = pipedrive.open({ people: 2 });
  const deal = sandbox.deals.add({ personId: 2 });
  const link = { kind: 'deal', id: String(deal.id) } as const;
  const person = { objectType: 'Person', externalId: '2' };
  const long = { ...CALL, person, title: 'x'.repeat(400), content: 'x'.repeat(200_000) };
  await client.activities.create({ ...toCallActivity(long), orgId: '12', ownerId: '3', link });
  await client.activities.create(toCallActivity({ ...long, timestamp: '', durationSeconds: 45 }));
  expect(sandbox.activities()).toMatchObject([
    { deal_id: deal.id, lead_id: null, org_id: 12, owner_id: 3, duration: '00:02:00' },
    { deal_id: null, lead_id: null, org_id: null, duration: '', due_date: '', due_time: '' },
  ]);
});

it('writes a message as a note at the time of the message, and not longer than Pipedrive takes it', async () => {
  const { client, sandbox } = pipedrive.open({ people: 2 });
  const person = { objectType: 'Person', externalId: '2' };
  const long = aLoggedText({ content: 'é'.repeat(80_000), timestamp: '2026-01-05T09:58:57.600Z', person });
  await client.notes.create({ ...toMessageNote(long), userId: '3' });
  await client.notes.create(toMessageNote({ ...long, title: 'Text', content: 'Hi', timestamp: '' }));
  expect(sandbox.notes()).toMatchObject([
    { add_time: '2026-01-05 09:58:57', user_id: 3, person_id: 2 },
    { add_time: '2026-01-05T10:00:00Z', user_id: 5, content: '<p><strong>Text</strong></p><p>Hi</p>' },
  ]);
});
