import { describe, expect, it } from 'vitest';
import type { SandboxUser } from '../sandbox/sandbox-users.ts';
import { pipedrive } from '../test-support/pipedrive-under-test.ts';

const NOTE = { personId: '2', content: '<p>Hi 😀</p>' };
const user = (id: number, isAdmin: boolean): SandboxUser => ({
  id,
  name: `User ${id}`,
  email: `user${id}@acme.test`,
  active_flag: true,
  isAdmin,
});
const refusing = (response: () => Response) => {
  const fixture = pipedrive.open({ people: 2 });
  fixture.intercept = () => (fixture.sent.length > 1 ? undefined : response());
  return fixture;
};

describe('notes', () => {
  it('writes a note at the time of the message, in the name of its author', async () => {
    const { client, sandbox } = pipedrive.open({ people: 2 });
    const id = await client.notes.create({ ...NOTE, userId: '3', addTime: '2026-01-05 09:59:58' });
    expect(sandbox.notes()).toMatchObject([{ id: 1, person_id: 2, user_id: 3, content: NOTE.content }]);
    expect(await client.notes.get(id)).toEqual({
      id: '1',
      content: NOTE.content,
      personId: '2',
      userId: '3',
      addTime: '2026-01-05 09:59:58',
      isDeleted: false,
    });
  });

  it('writes the note without an author when this user may not name one (acceptance 37)', async () => {
    const fixture = pipedrive.open({ people: 2, users: [user(1, true), user(2, false)] });
    await fixture.client.notes.create({ ...NOTE, userId: '1' });
    expect(fixture.sandbox.notes()).toMatchObject([{ user_id: 2 }]);
    expect(fixture.sent).toHaveLength(2);
  });

  it('writes the note without an author whom Pipedrive does not know', async () => {
    const { client, sandbox } = pipedrive.open({ people: 2 });
    await client.notes.create({ ...NOTE, userId: '77' });
    expect(sandbox.notes()).toMatchObject([{ user_id: 5 }]);
  });

  it('does not try a second time when no author was given', async () => {
    const fixture = refusing(() => Response.json({ success: false }, { status: 403 }));
    await expect(fixture.client.notes.create(NOTE)).rejects.toMatchObject({ status: 403 });
    expect(fixture.sent).toHaveLength(1);
  });

  it('takes the page of the edge for no response about the author', async () => {
    const fixture = refusing(() => new Response('<html></html>', { status: 403, headers: { 'content-type': 'text/html' } }));
    await expect(fixture.client.notes.create({ ...NOTE, userId: '3' })).rejects.toMatchObject({ code: 'API_RATE_LIMITED' });
    expect(fixture.sent).toHaveLength(1);
  });

  it('B91: does not send a note twice when it is unknown what became of the first', async () => {
    const fixture = refusing(() => Response.json({ success: false }, { status: 504 }));
    await expect(fixture.client.notes.create({ ...NOTE, userId: '3' })).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
    expect(fixture.sent).toHaveLength(1);
  });

  it('B74: takes a response without an id for a failure', async () => {
    const fixture = refusing(() => Response.json({ success: true, data: {} }));
    await expect(fixture.client.notes.create(NOTE)).rejects.toMatchObject({ code: 'API_ANSWER_UNEXPECTED' });
  });

  it('replaces the text, and says when the note is gone', async () => {
    const fixture = pipedrive.open({ people: 2 });
    const id = await fixture.client.notes.create(NOTE);
    expect(await fixture.client.notes.update(id, '<p>New</p>')).toBe('updated');
    expect((await fixture.client.notes.get(id))?.content).toBe('<p>New</p>');
    await fixture.client.notes.delete(id);
    await fixture.client.notes.delete(id);
    expect(await fixture.client.notes.update(id, '<p>Newer</p>')).toBe('gone');
    expect(await fixture.client.notes.get(id)).toBeUndefined();
    fixture.intercept = () => Response.json({ success: true, data: { id: 1, active_flag: false } });
    expect(await fixture.client.notes.update(id, '<p>Newer</p>')).toBe('gone');
  });

  it('lists the notes of one person, newest first, page after page', async () => {
    const { client, clock, sandbox } = pipedrive.open({ people: 2 });
    for (let count = 0; count < 103; count += 1) await clock.runUntil(client.notes.create(NOTE));
    await client.notes.create({ ...NOTE, personId: '1' });
    const first = await clock.runUntil(client.notes.list({ personId: '2' }));
    const second = await client.notes.list({ personId: '2', cursor: first.nextCursor });
    expect([first.data.length, first.nextCursor, second.data.length, second.nextCursor]).toEqual([100, '100', 3, undefined]);
    expect([first.data[0]?.id, second.data.at(-1)?.id]).toEqual(['103', '1']);
    await clock.advance(60_000);
    sandbox.people.add({});
    const since = new Date(clock.now()).toISOString();
    expect((await client.notes.list({ personId: '2', updatedSince: since })).data).toEqual([]);
  });

  it('understands that version 1 writes an empty list as null', async () => {
    const fixture = refusing(() => Response.json({ success: true, data: null, additional_data: { pagination: null } }));
    expect(await fixture.client.notes.list({ personId: '2' })).toEqual({ data: [], nextCursor: undefined });
  });
});
