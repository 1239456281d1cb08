import { describe, expect, it } from 'vitest';
import { rowToDocument } from './document-row.ts';

const ROW = {
  collection: 'inbox',
  integration_id: 'i1',
  id: 'd1',
  value: { name: 'Jane Doe' },
  tags: ['failed'],
  due_at: new Date('2026-01-05T10:00:00.500Z'),
  expires_at: null,
  version: 3,
};

/** The row after a manual change. */
const changed = (changes: Readonly<Record<string, unknown>>) => ({ ...ROW, ...changes }) as typeof ROW;

describe('a row of a document', () => {
  it('is understood when the program reads times as text', () => {
    const read = rowToDocument(changed({ due_at: '2026-01-05 11:00:00.5+01' }));
    expect(read).toStrictEqual(rowToDocument(ROW));
    expect(read).toMatchObject({ integrationId: 'i1', dueAt: '2026-01-05T10:00:00.500Z', expiresAt: null });
  });

  it.each([
    ['value', null],
    ['value', ['Jane Doe']],
    ['tags', '{failed}'],
    ['due_at', 'yesterday'],
    ['version', 1.5],
  ])('is refused when %s holds %j, without showing its contents', (column, value) => {
    expect(() => rowToDocument(changed({ [column]: value }))).toThrow(
      expect.objectContaining({ code: 'STORAGE_FAILED', message: `A stored document cannot be read: check ${column} of the row` }) as Error,
    );
  });
});
