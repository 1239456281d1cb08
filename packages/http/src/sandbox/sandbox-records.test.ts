import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { SandboxCursors } from './sandbox-cursors.ts';
import { SandboxRecords, type SandboxChange } from './sandbox-records.ts';

describe('SandboxRecords', () => {
  it('keeps fields apart from ids and times, and moves the time of a change', async () => {
    const clock = createVirtualClock();
    const records = new SandboxRecords<{ readonly name: string; readonly age: number }>({ clock, toId: (number) => `p-${number}` });
    const { createdAtMs } = records.add({ name: 'Ann', age: 1 });
    await clock.advance(500);
    expect(records.change('p-1', { age: 2 })).toEqual({
      id: 'p-1',
      fields: { name: 'Ann', age: 2 },
      createdAtMs,
      changedAtMs: createdAtMs + 500,
      deletedAtMs: undefined,
    });
  });

  it('leaves tombstones, which are no records any more', async () => {
    const clock = createVirtualClock();
    const records = new SandboxRecords<string>({ clock, initial: { count: 3, make: (number) => `person ${number}` } });
    await clock.advance(1000);
    records.delete('2');
    expect([records.size, records.get('2'), records.list().map(({ id }) => id)]).toEqual([2, undefined, ['1', '3']]);
    expect(records.deletedSince(clock.now())).toMatchObject([{ id: '2', deletedAtMs: clock.now(), changedAtMs: clock.now() }]);
    expect(records.deletedSince(clock.now() + 1)).toEqual([]);
    expect(() => records.delete('2')).toThrow(RangeError);
    expect(records.all()).toHaveLength(3);
  });

  it('reports what happens, after it has happened', () => {
    const records = new SandboxRecords<{ readonly name: string }>({ clock: createVirtualClock() });
    const changes: SandboxChange<{ readonly name: string }>[] = [];
    records.onChange = (change) => void changes.push(change);
    const { id } = records.add({ name: 'Ann' });
    records.change(id, { name: 'Anna' });
    records.delete(id);
    expect(changes.map(({ action, previous, current }) => [action, previous?.fields.name, current.fields.name])).toEqual([
      ['create', undefined, 'Ann'],
      ['change', 'Ann', 'Anna'],
      ['delete', 'Anna', 'Anna'],
    ]);
  });

  it('starts with records of different times, the last one of now', () => {
    const clock = createVirtualClock();
    const records = new SandboxRecords<number>({ clock, initial: { count: 3, make: (number) => number } });
    expect(records.list().map(({ changedAtMs }) => changedAtMs - clock.now())).toEqual([-3000, -2000, -1000]);
  });
});

describe('SandboxCursors', () => {
  const query = (text: string): URLSearchParams => new URLSearchParams(text);

  it('reads its own cursors with the query they came from, in any order, and no others', () => {
    const cursors = new SandboxCursors<{ readonly after: number }>({ clock: createVirtualClock() });
    const cursor = cursors.write({ after: 7 }, query('limit=5&sort=id'));
    expect(cursors.read(cursor, query(`sort=id&limit=5&cursor=${cursor}`))).toEqual({ after: 7 });
    expect(cursors.read(cursor, query('limit=6&sort=id'))).toBeUndefined();
    for (const forged of ['', 'x', btoa('{}')]) expect(cursors.read(forged, query('limit=5&sort=id'))).toBeUndefined();
  });

  it('lets cursors expire, by time and at once', async () => {
    const clock = createVirtualClock();
    const cursors = new SandboxCursors<number>({ clock, lifetimeMs: 1000 });
    const [one, other] = [cursors.write(1, query('')), cursors.write(2, query(''))];
    await clock.advance(1000);
    expect(cursors.read(one, query(''))).toBe(1);
    await clock.advance(1);
    expect(cursors.read(one, query(''))).toBeUndefined();
    const forever = new SandboxCursors<number>({ clock });
    const cursor = forever.write(3, query(''));
    forever.expire();
    expect([other === cursor, forever.read(cursor, query(''))]).toEqual([false, undefined]);
  });
});
