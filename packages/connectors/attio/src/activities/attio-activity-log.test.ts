import type { LoggedActivity } from '@frigg-crm/crm-base';
import { toIso } from '@frigg-crm/core/adapter';
import { describe, expect, it } from 'vitest';
import { toSandboxId } from '../sandbox/sandbox-ids.ts';
import type { AttioSandboxOptions } from '../sandbox/create-attio-sandbox.ts';
import { attio } from '../test-support/attio-under-test.ts';
import { AttioActivityLog } from './attio-activity-log.ts';

const LINK = '[View the call in Quo](https://my.quo.com/inbox/PN1?at=AC1)';

/** An answered call of 125 s with person 1. */
function aCall(overrides: Partial<LoggedActivity> = {}): LoggedActivity {
  return {
    kind: 'call',
    sourceId: 'AC1',
    person: { objectType: 'people', externalId: toSandboxId('person', 1) },
    contactPhone: '+14155550132',
    direction: 'inbound',
    timestamp: '2025-12-05T09:58:30.250Z',
    durationSeconds: 125,
    isAnswered: true,
    quoUser: null,
    title: '☎️ Call +14155550132 → 📞 Sales Line +15551234567',
    content: `Incoming answered by Ann Lee\n\n${LINK}`,
    ...overrides,
  };
}

function setUp(options: AttioSandboxOptions = {}) {
  const fixture = attio.open({ people: 2, ...options });
  return { ...fixture, fixture, log: new AttioActivityLog({ client: fixture.client, clock: fixture.clock }) };
}

describe('AttioActivityLog', () => {
  it('writes a note of the person, in Markdown, at the time of the call', async () => {
    const { log, sandbox } = setUp();
    const id = await log.logCallToActivity(aCall(), {});
    const { title, content, timestamp } = aCall();
    expect(sandbox.notes()).toEqual([{ id, person: 1, title, format: 'markdown', content, createdAtMs: Date.parse(timestamp) }]);
  });

  it('writes lists and lines as Attio shows them, and lets no text become a highlight', async () => {
    const { log, sandbox } = setUp();
    const link = '[Recording](https://media.example.com/1.mp3?sig=a==)';
    const content = `Answered by Ann Lee\nat ==five==\n\n**Summary:**\n• Prices\n• Dates\n\n${link}`;
    await log.logCallToActivity(aCall({ content }), {});
    const written = String.raw`Answered by Ann Lee  \nat \=\=five\=\=\n\n**Summary:**\n- Prices\n- Dates\n\n`.replaceAll(
      String.raw`\n`,
      '\n',
    );
    expect(sandbox.notes().map((note) => note.content)).toEqual([written + link]);
  });

  it('writes no time of the future, which Attio refuses, and finds the note again by its link (acceptance 44)', async () => {
    const { log, sandbox, clock } = setUp();
    const late = aCall({ timestamp: toIso(clock.now() + 2000) });
    const id = await log.logCallToActivity(late, {});
    expect(sandbox.notes().map(({ createdAtMs }) => createdAtMs)).toEqual([clock.now()]);
    expect(await log.findLoggedActivity(late, {})).toBe(id);
    expect(await log.findLoggedActivity({ ...late, content: LINK.replace('AC1', 'AC2') }, {})).toBeUndefined();
    expect(await log.findLoggedActivity({ ...late, content: 'without a link' }, {})).toBeUndefined();
  });

  it('changes the note in its place (acceptance 40)', async () => {
    const { log, sandbox, sent } = setUp();
    const id = await log.logCallToActivity(aCall(), {});
    expect(await log.updateActivity(id, aCall({ content: 'with a summary' }), {})).toBe('updated');
    expect(sandbox.notes()).toMatchObject([{ id, content: 'with a summary' }]);
    expect(sent.at(-1)).toMatchObject({
      operation: `PATCH /v2/notes/${id}`,
      body: { data: { title: aCall().title, format: 'markdown', content: 'with a summary' } },
    });
  });

  it('keeps a note for each of two people on one call, and changes both (acceptance 43)', async () => {
    const { log, sandbox } = setUp();
    const calls = [1, 2].map((number) => aCall({ person: { objectType: 'people', externalId: toSandboxId('person', number) } }));
    const ids: string[] = [];
    for (const call of calls) ids.push(await log.logCallToActivity(call, {}));
    for (const [index, call] of calls.entries()) await log.updateActivity(ids[index] ?? '', { ...call, content: 'summary' }, {});
    expect(sandbox.notes().map(({ person, content }) => [person, content])).toEqual([
      [1, 'summary'],
      [2, 'summary'],
    ]);
    for (const [index, call] of calls.entries()) expect(await log.findLoggedActivity(call, {})).toBe(ids[index]);
  });

  it('P5: says that a note which a user has deleted is gone (acceptance 41)', async () => {
    const { log, client } = setUp();
    const id = await log.logCallToActivity(aCall(), {});
    await client.notes.delete(id);
    expect(await log.updateActivity(id, aCall(), {})).toBe('gone');
  });

  it.each([404, 405])('says that an API without that route cannot change a note (%i)', async (status) => {
    const { log, fixture } = setUp();
    fixture.intercept = ({ method }) => (method === 'PATCH' ? new Response('Cannot PATCH', { status }) : undefined);
    expect(await log.updateActivity(toSandboxId('note', 1), aCall(), {})).toBe('unsupported');
  });

  it.each(['POST', 'PATCH'])('repeats a %s that met another write once', async (method) => {
    const { log, fixture, sandbox } = setUp();
    let conflicts = 1;
    fixture.intercept = (request) => {
      if (request.method !== method) return undefined;
      conflicts -= 1;
      return conflicts < 0 ? undefined : Response.json({ status_code: 409, code: 'concurrent_write_conflict' }, { status: 409 });
    };
    const id = await log.logCallToActivity(aCall(), {});
    expect(await log.updateActivity(id, aCall({ content: 'second' }), {})).toBe('updated');
    expect(sandbox.notes()).toMatchObject([{ id, content: 'second' }]);
    conflicts = 2;
    await expect(method === 'POST' ? log.logCallToActivity(aCall(), {}) : log.updateActivity(id, aCall(), {})).rejects.toMatchObject({
      code: 'API_REFUSED',
      status: 409,
    });
  });

  it('lets the 404 of a person who is gone pass, for the number to be looked up again (acceptance 38)', async () => {
    const { log, sandbox } = setUp();
    sandbox.people.delete(1);
    await expect(log.logCallToActivity(aCall(), {})).rejects.toMatchObject({ code: 'API_REFUSED', status: 404, apiCode: 'not_found' });
  });

  it('B74: finds what was written though the response was lost, on the second page too, and no other call of that moment', async () => {
    const { log, clock } = setUp();
    for (let index = 0; index < 55; index += 1)
      await clock.runUntil(log.logSMSToActivity(aCall({ kind: 'message', title: `Message ${index}` }), {}));
    const id = await clock.runUntil(log.logCallToActivity(aCall(), {}));
    expect(await log.findLoggedActivity(aCall(), {})).toBe(id);
    expect(await log.findLoggedActivity(aCall({ content: LINK.replace('AC1', 'AC2') }), {})).toBeUndefined();
    expect(
      await log.findLoggedActivity(aCall({ person: { objectType: 'people', externalId: toSandboxId('person', 2) } }), {}),
    ).toBeUndefined();
  });

  it('finds nothing on a person who is gone', async () => {
    const { log, fixture } = setUp();
    fixture.intercept = () => Response.json({ status_code: 404, code: 'not_found' }, { status: 404 });
    expect(await log.findLoggedActivity(aCall(), {})).toBeUndefined();
  });

  it('B91: does not repeat a write whose response was lost', async () => {
    const { log, fixture, clock, sandbox } = setUp();
    fixture.intercept = async (request) => {
      await sandbox.fetch(request);
      return new Response('<html></html>', { status: 502 });
    };
    await expect(clock.runUntil(log.logCallToActivity(aCall(), {}))).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
    expect(sandbox.notes()).toHaveLength(1);
  });
});
