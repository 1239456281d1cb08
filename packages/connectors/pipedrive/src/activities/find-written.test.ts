import { findWrittenRecord } from '@frigg-crm/crm-base/connector';
import { describe, expect, it } from 'vitest';
import type { PipedriveActivityFields } from '../client/create-activities.ts';
import type { PipedriveNoteFields } from '../client/create-notes.ts';
import type { PipedriveClient } from '../client/create-pipedrive-client.ts';
import { pipedrive } from '../test-support/pipedrive-under-test.ts';
import { aLoggedCall, aLoggedText } from '../test-support/a-logged-activity.ts';
import { toWrittenActivity, toWrittenNote } from './pipedrive-activity-log.ts';
import { toCallActivity, toMessageNote } from './to-call-activity.ts';

const AT = '2026-01-05T10:00:00Z';
const person = { objectType: 'Person', externalId: '2' };
const call = (title: string, timestamp = AT) =>
  toCallActivity(aLoggedCall({ title, content: 'x', timestamp, durationSeconds: 60, person }));
const note = (content: string, timestamp = AT) => toMessageNote(aLoggedText({ content, timestamp, person }));

interface Sent<Fields> {
  readonly client: PipedriveClient;
  readonly fields: Fields;
}
const findWrittenActivity = async ({ client, fields }: Sent<PipedriveActivityFields>) =>
  findWrittenRecord('Pipedrive', client.activities, toWrittenActivity(fields, AT));
const findWrittenNote = async ({ client, fields }: Sent<PipedriveNoteFields>) =>
  findWrittenRecord('Pipedrive', client.notes, toWrittenNote(fields, AT));

/** A sandbox whose next write happens, and whose response is lost. */
function losing() {
  const fixture = pipedrive.open({ people: 3 });
  const write = async (work: () => Promise<string>): Promise<void> => {
    let taken: Promise<Response> | undefined;
    fixture.intercept = (request) => {
      if (request.method !== 'POST' || taken !== undefined) return undefined;
      taken = fixture.sandbox.fetch(request);
      return new Response(null, { status: 504 });
    };
    await expect(work()).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
    await taken;
  };
  return { ...fixture, write };
}

describe('an activity whose outcome is unknown', () => {
  it('is found when it was written after all', async () => {
    const { client, write, sandbox } = losing();
    await write(async () => client.activities.create(call('Call one')));
    expect(await findWrittenActivity({ client, fields: call('Call one') })).toBe('1');
    expect(sandbox.activities()).toHaveLength(1);
  });

  it('is not taken for another of the same person, nor for one that was deleted', async () => {
    const { client } = pipedrive.open({ people: 3 });
    const find = async () => findWrittenActivity({ client, fields: call('Call one') });
    expect(await find()).toBeUndefined();
    await client.activities.create(call('Call two'));
    await client.activities.create(call('Call one', '2026-01-05T10:01:00Z'));
    await client.activities.create({ ...call('Call one'), personIds: ['3'] });
    await client.activities.delete(await client.activities.create(call('Call one')));
    expect(await find()).toBeUndefined();
    expect(await findWrittenActivity({ client, fields: { ...call('Call one'), personIds: [] } })).toBeUndefined();
  });

  it('is not taken for another call of the same minute, which has another link', async () => {
    const { client } = pipedrive.open({ people: 3 });
    const linked = (id: number) => ({ ...call('Call one'), note: `<p><a href="https://quo.test/r?a=1&amp;c=${id}">x</a></p>` });
    await client.activities.create(linked(1));
    await client.activities.create({ ...linked(2), note: '<a href="https://quo.test/r?a=1&c=2">x</a>' });
    expect(await findWrittenActivity({ client, fields: linked(3) })).toBeUndefined();
    expect(await findWrittenActivity({ client, fields: linked(2) })).toBe('2');
  });

  it('is found on a later page', async () => {
    const { client, clock } = pipedrive.open({ people: 3 });
    for (let count = 0; count < 101; count += 1) await clock.runUntil(client.activities.create(call(`Call ${count}`)));
    expect(await clock.runUntil(findWrittenActivity({ client, fields: call('Call 100') }))).toBe('101');
  });
});

describe('a note whose outcome is unknown', () => {
  it('is found when it was written after all, also when Pipedrive has rewritten its markup', async () => {
    const { client, write } = losing();
    const fields = note('<p>Hi <br> you</p><script>1</script>');
    await write(async () => client.notes.create(note('<p>Hi<br>you</p><script></script>')));
    expect(await findWrittenNote({ client, fields: note('<div>Hi you</div>') })).toBe('1');
    expect(await findWrittenNote({ client, fields })).toBeUndefined();
  });

  it('is not taken for another text of the same second, nor for the same text of another time', async () => {
    const { client } = pipedrive.open({ people: 3 });
    await client.notes.create(note('<p>Hi</p>'));
    expect(await findWrittenNote({ client, fields: note('<p>Ho</p>') })).toBeUndefined();
    expect(await findWrittenNote({ client, fields: note('<p>Hi</p>', '2026-01-05T10:00:01Z') })).toBeUndefined();
    expect(await findWrittenNote({ client, fields: note('<p>Hi</p>') })).toBe('1');
    const linked = (id: number) => note(`<p>Ho</p><a href="https://quo.test/${id}">x</a>`);
    await client.notes.create(linked(1));
    expect(await findWrittenNote({ client, fields: linked(2) })).toBeUndefined();
    expect(await findWrittenNote({ client, fields: linked(1) })).toBe('2');
  });
});
