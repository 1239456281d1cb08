import { describe, expect, it } from 'vitest';
import { rowToMapping } from './mapping-row.ts';

const ROW = {
  integration_id: 'i1',
  object_type: 'person',
  external_id: 'p1',
  quo_contact_id: 'q1',
  phone_numbers: ['+15550100'],
  content_hash: 'h',
  source_modified_at: new Date('2026-01-05T10:00:00.500Z'),
  seen_in: 's',
  failed_process_id: null,
  failure_code: null,
};

/** The row after a manual change. */
const changed = (changes: Readonly<Record<string, unknown>>) => ({ ...ROW, ...changes }) as typeof ROW;

describe('a row of a person', () => {
  it('is understood when the program reads times as text', () => {
    const read = rowToMapping(changed({ source_modified_at: '2026-01-05 11:00:00.5+01' }));
    expect(read).toStrictEqual(rowToMapping(ROW));
    expect(read.sourceModifiedAt).toBe('2026-01-05T10:00:00.500Z');
  });

  it.each([
    ['phone_numbers', '{+15550100}'],
    ['content_hash', 7],
    ['source_modified_at', 'yesterday'],
  ])('is refused when %s holds %j, without showing its contents', (column, value) => {
    expect(() => rowToMapping(changed({ [column]: value }))).toThrow(
      expect.objectContaining({ code: 'STORAGE_FAILED', message: `A stored mapping cannot be read: check ${column} of the row` }) as Error,
    );
  });
});
