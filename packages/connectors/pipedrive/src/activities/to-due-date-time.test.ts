import { expect, it } from 'vitest';
import { toDueDateTime, toNoteTime } from './to-call-activity.ts';

it.each([
  ['2026-01-05T10:00:59.999Z', { dueDate: '2026-01-05', dueTime: '10:00' }, '2026-01-05 10:00:59'],
  ['2026-01-05T00:30:00+02:00', { dueDate: '2026-01-04', dueTime: '22:30' }, '2026-01-04 22:30:00'],
  ['2024-02-29T23:59:00-05:00', { dueDate: '2024-03-01', dueTime: '04:59' }, '2024-03-01 04:59:00'],
])('writes %s in UTC', (iso, due, note) => {
  expect(toDueDateTime(iso)).toEqual(due);
  expect(toNoteTime(iso)).toBe(note);
});

it.each([null, undefined, '', 'yesterday', '+012345-01-01T00:00:00Z'])('leaves out what is no time that Pipedrive knows: %s', (iso) => {
  expect(toDueDateTime(iso)).toBeUndefined();
  expect(toNoteTime(iso)).toBeUndefined();
});
