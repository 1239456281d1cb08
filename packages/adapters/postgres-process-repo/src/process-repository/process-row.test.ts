import { aProcess } from '@frigg-crm/testing';
import type { Selectable } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { ProcessTable } from '../process-database.ts';
import { processToRow, rowToProcess } from './process-row.ts';

/** The row as the driver would read it. */
function readBack(changes: Readonly<Record<string, unknown>> = {}): Selectable<ProcessTable> {
  const {
    context,
    results,
    ledger,
    child_processes: children,
    created_at: created,
    updated_at: updated,
    ...rest
  } = processToRow(aProcess(), 3);
  const json = {
    context: JSON.parse(context) as unknown,
    results: JSON.parse(results) as unknown,
    ledger: JSON.parse(ledger) as unknown,
    child_processes: JSON.parse(children) as unknown,
  };
  return { ...rest, ...json, created_at: new Date(created), updated_at: new Date(updated), ...changes } as Selectable<ProcessTable>;
}

describe('a row', () => {
  it('becomes the process that it was made from', () => {
    expect(rowToProcess(readBack())).toStrictEqual(aProcess({ version: 3 }));
  });

  it('is understood when the program reads times as text', () => {
    expect(rowToProcess(readBack({ created_at: '2026-01-05 11:00:00.5+01', ended_at: '2026-01-05T10:00:01Z' }))).toMatchObject({
      createdAt: '2026-01-05T10:00:00.500Z',
      endedAt: '2026-01-05T10:00:01.000Z',
    });
  });

  it.each([
    ['context', null],
    ['context', [1]],
    ['ledger', {}],
    ['ledger', { expectedUnits: '3', settled: [], outbox: [] }],
    ['version', 1.5],
    ['child_processes', 'p1'],
    ['created_at', 'yesterday'],
  ])('is refused when %s holds %j, without showing its contents', (column, value) => {
    const read = (): unknown => rowToProcess(readBack({ [column]: value, name: 'Jane Doe' }));
    expect(read).toThrow(
      expect.objectContaining({ code: 'STORAGE_FAILED', message: `A stored process cannot be read: check ${column} of the row` }) as Error,
    );
  });
});
