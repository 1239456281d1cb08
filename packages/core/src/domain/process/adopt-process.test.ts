import { expect, it } from 'vitest';
import { aProcess } from '../../test-support/a-process.ts';
import { CRM_LIKE } from '../../test-support/crm-like-process-type.ts';
import { complete } from '../../test-support/updates.ts';
import { adoptProcess } from './adopt-process.ts';
import { foldUpdate } from './fold-update.ts';
import type { Process } from './process.ts';

/** A row as Frigg writes it. */
const row = (state: string): Process => {
  const { id, userId, integrationId, name, type } = aProcess();
  const at = new Date('2026-01-05T10:00:00.000Z');
  const results = { aggregateData: { totalSynced: 3, errors: [{ contactId: '7', error: 'gone', timestamp: 'x' }] } };
  const process = { id, userId, integrationId, name, type, state, context: { processedRecords: 3 }, results, createdAt: at, updatedAt: at };
  return process as unknown as Process; // It is none: that is the point.
};

it('leaves a process of ours as it is', () => {
  const process = aProcess();
  expect(adoptProcess(process, CRM_LIKE)).toBe(process);
});

it.each(['COMPLETED', 'ERROR'])('F35: adopts a row of another program that is %s, with its numbers', (state) => {
  const adopted = adoptProcess(row(state), CRM_LIKE);
  expect(adopted).toMatchObject({
    state,
    version: 0,
    endedAt: '2026-01-05T10:00:00.000Z',
    childProcesses: [],
    context: { processedRecords: 3 },
  });
  expect(foldUpdate(adopted, complete, CRM_LIKE, 0)).toMatchObject({ outcome: 'ended', process: adopted });
});

it('F35: refuses a row of another program that is under way, and says what to do', () => {
  expect(() => adoptProcess(row('PROCESSING'), CRM_LIKE)).toThrow(
    expect.objectContaining({
      code: 'INVALID_PROCESS_DATA',
      message: expect.stringContaining('let that program end it') as string,
    }) as Error,
  );
});
