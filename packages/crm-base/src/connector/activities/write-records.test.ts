import type { ListPage, RecordCalls } from '@frigg-crm/http';
import { expect, it } from 'vitest';
import type { LoggedActivity } from '../logged-activity.ts';
import { findWrittenRecord, writeRecords, type WrittenRecord } from './write-records.ts';

interface Note {
  readonly id: string;
  readonly text: string;
}
interface Query {
  readonly personId: string;
  readonly cursor?: string | undefined;
}

/** The notes of an API, two on a page, and what was requested. */
function createNotes(...kept: readonly Note[]) {
  const sent: unknown[] = [];
  const notes: Pick<RecordCalls<string, string, Note, Query>, 'create' | 'update' | 'list' | 'delete'> = {
    async create(text) {
      sent.push({ create: text });
      return 'new';
    },
    async update(id, text) {
      sent.push({ update: id, text });
      return 'updated';
    },
    async list(query): Promise<ListPage<Note>> {
      sent.push({ list: query });
      const from = Number(query.cursor ?? 0);
      return { data: kept.slice(from, from + 2), nextCursor: from + 2 < kept.length ? String(from + 2) : undefined };
    },
    async delete(id) {
      sent.push({ delete: id });
    },
  };
  return { notes, sent };
}

const wanted = (text: string): WrittenRecord<Note, Query> => ({
  query: { personId: '7' },
  isCandidate: () => true,
  textOf: (note) => note.text,
  text,
  isSameText: true,
});

it('writes, changes, deletes and finds an activity by the calls of its records', async () => {
  const { notes, sent } = createNotes({ id: '1', text: 'Hi' });
  const kind = writeRecords('Acme', {
    records: notes,
    toFields: ({ title, content }) => `${title}: ${content}`,
    toChanges: async ({ content }) => content,
    toWritten: ({ content }) => wanted(content),
  });
  // What the functions above read.
  const activity = { title: 'Text', content: 'Hi' } as LoggedActivity;
  expect(await kind.create(activity, {})).toBe('new');
  expect(await kind.update('1', activity, {})).toBe('updated');
  await kind.delete('1', {});
  expect(await kind.find(activity, {})).toBe('1');
  expect(sent).toEqual([
    { create: 'Text: Hi' },
    { update: '1', text: 'Hi' },
    { delete: '1' },
    { list: { personId: '7', cursor: undefined } },
  ]);
});

it('looks through all pages for what was written, and through none for what cannot have been', async () => {
  const { notes, sent } = createNotes(...['a', 'b', 'c', 'd', 'e'].map((text) => ({ id: `id of ${text}`, text })));
  expect(await findWrittenRecord('Acme', notes, wanted('e'))).toBe('id of e');
  expect(await findWrittenRecord('Acme', notes, wanted('f'))).toBeUndefined();
  expect(sent).toHaveLength(6);
  expect(await findWrittenRecord('Acme', notes, undefined)).toBeUndefined();
  expect(sent).toHaveLength(6);
});
