import { describe, expect, it } from 'vitest';
import { createProgress } from '../test-support/create-progress.ts';
import { createSyncProcess } from '../test-support/create-sync-process.ts';
import { createReporter } from './create-reporter.ts';

function record({
  isTTY = false,
  isJson = false,
  env = {},
  columns = 200,
  isJoint = false,
}: { isTTY?: boolean; isJson?: boolean; env?: Record<string, string>; columns?: number; isJoint?: boolean } = {}) {
  const chunks: string[] = [];
  const reporter = createReporter({ write: (text) => chunks.push(text), isTTY, columns }, { isJson, env, isJoint });
  return { reporter, chunks, text: () => chunks.join('') };
}

const ESC = '\u001B';

describe('createReporter', () => {
  it('writes plain lines, each state once, where the output is no terminal', () => {
    const { reporter, text } = record();
    reporter.progress([createProgress()]);
    reporter.progress([createProgress()]);
    reporter.progress([createProgress({ processed: 6000 })]);
    expect(text()).toBe(
      'Person    [██████░░░░░░]   50 %  5,000 / 10,000  123/s  40 failed, 60 skipped  PROCESSING_BATCHES\n' +
        'Person    [███████░░░░░]   60 %  6,000 / 10,000  123/s  40 failed, 60 skipped  PROCESSING_BATCHES\n',
    );
    expect(reporter.intervalMs).toBe(1000);
  });

  it('draws over its own lines on a terminal, and never wraps one', () => {
    const { reporter, chunks } = record({ isTTY: true, columns: 40 });
    reporter.progress([createProgress(), createProgress()]);
    reporter.progress([createProgress(), createProgress()]);
    expect(chunks[1]).toBe(`${ESC}[2A`);
    const lines = (chunks[2] ?? '').split('\n').slice(0, -1);
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line.replace(`${ESC}[2K`, '')).toHaveLength(39);
  });

  it('colours the outcome on a terminal, unless NO_COLOR is set', () => {
    const report = { processes: [createSyncProcess({ state: 'ERROR', failed: 1 })], durationMs: 1500 };
    const coloured = record({ isTTY: true });
    coloured.reporter.result(report);
    expect(coloured.text()).toContain(`${ESC}[31mPerson`);
    const plain = record({ isTTY: true, env: { NO_COLOR: '1' } });
    plain.reporter.result(report);
    expect(plain.text()).not.toContain(ESC);
  });

  it('draws nothing over and over on a dumb terminal', () => {
    const { reporter, text } = record({ isTTY: true, env: { TERM: 'dumb', NO_COLOR: '1' } });
    reporter.progress([createProgress()]);
    reporter.progress([createProgress({ processed: 6000 })]);
    expect(text()).not.toContain(ESC);
  });

  it('ends with a table, the newest errors, and whether Quo agrees', () => {
    const errors = Array.from({ length: 7 }, (_, index) => ({ externalId: `x${index}`, code: 'C', message: 'no' }));
    const { reporter, text } = record();
    reporter.result({
      processes: [createSyncProcess({ synced: 1200, failed: 7, skipped: 3, errors })],
      durationMs: 61_000,
      check: { quoContacts: 1199, totalSynced: 1200 },
    });
    expect(text().split('\n')).toEqual([
      '',
      'object type  state      records  synced  failed  skipped  pages',
      'Person       COMPLETED    1,210   1,200       7        3  1 / 1',
      'took 1 min 1 s',
      'Person: the last 5 of 7 errors',
      ...[2, 3, 4, 5, 6].map((index) => `  x${index}, C: no`),
      'check: Quo holds 1,199 contacts, 1,200 were counted as synced: WRONG',
      '',
    ]);
  });

  it('writes one JSON object per line, a progress per change, and the result last', () => {
    const { reporter, text } = record({ isJson: true, isTTY: true });
    reporter.begin('not for programs');
    reporter.progress([createProgress()]);
    reporter.progress([createProgress()]);
    const reason = { errorCode: 'UNITS_FAILED', error: '1 of 1 units failed: 0' };
    reporter.result({
      processes: [createSyncProcess({ state: 'ERROR', failed: 2, reason })],
      durationMs: 5,
      check: { quoContacts: 3, totalSynced: 3 },
    });
    const lines = text().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        type: 'progress',
        processId: 'p1',
        objectType: 'Person',
        state: 'PROCESSING_BATCHES',
        processed: 5000,
        total: 10_000,
        synced: 4900,
        failed: 40,
        skipped: 60,
        recordsPerSecond: 123.4,
        secondsLeft: null,
      },
      { type: 'check', quoContacts: 3, totalSynced: 3, ok: true },
      {
        type: 'result',
        processes: [
          {
            id: 'process-1',
            objectType: 'Person',
            state: 'ERROR',
            totalRecords: 2,
            processedRecords: 2,
            totalSynced: 0,
            totalFailed: 2,
            totalSkipped: 0,
            pages: { totalPages: 1, processedPages: 1, failedPages: 0 },
            errors: [{ code: 'UNITS_FAILED', message: '1 of 1 units failed: 0' }],
          },
        ],
        catchUps: [],
        durationMs: 5,
      },
    ]);
  });

  it('names the connectors that ran at once, and says of each and of all whether they are right', () => {
    const { reporter, text } = record({ isJoint: true });
    const failed = createSyncProcess({
      integrationId: 'zoho',
      synced: 1,
      failed: 2,
      errors: [1, 2].map((index) => ({ externalId: `x${index}`, code: 'C', message: 'no' })),
    });
    reporter.progress([createProgress({ integrationId: 'attio', processName: 'attio-people-sync' })]);
    reporter.results(
      [
        {
          connector: 'attio',
          processes: [createSyncProcess({ integrationId: 'attio', synced: 2 })],
          durationMs: 1,
          check: { quoContacts: 2, totalSynced: 2 },
          isRight: true,
        },
        { connector: 'zoho', processes: [failed], durationMs: 2, check: { quoContacts: 2, totalSynced: 1 }, isRight: false },
        { connector: 'axiscare', processes: [], durationMs: 3, isRight: false },
      ],
      { durationMs: 4000 },
    );
    expect(text().split('\n')).toEqual([
      'attio people  [██████░░░░░░]   50 %  5,000 / 10,000  123/s  40 failed, 60 skipped  PROCESSING_BATCHES',
      '',
      'connector  object type  state      records  synced  failed  skipped  pages',
      'attio      Person       COMPLETED        2       2       0        0  1 / 1',
      'zoho       Person       COMPLETED        3       1       2        0  1 / 1',
      'took 4.0 s',
      'zoho Person: the last 1 of 2 errors',
      '  x2, C: no',
      'check attio: Quo holds 2 contacts, 2 were counted as synced: right',
      'check zoho: Quo holds 2 contacts, 1 were counted as synced: WRONG',
      'check axiscare: the run failed: WRONG',
      'check: 1 of 3 connectors are right',
      '',
    ]);
  });

  it('names the connector in each line of JSON where several ran at once, and ends with the verdict', () => {
    const { reporter, text } = record({ isJson: true, isJoint: true });
    reporter.progress([createProgress({ integrationId: 'attio' })]);
    const check = { quoContacts: 2, totalSynced: 2 };
    reporter.results(
      [
        { connector: 'attio', processes: [], durationMs: 1, check, isRight: true },
        { connector: 'zoho', processes: [], durationMs: 2, isRight: false },
      ],
      { durationMs: 4 },
    );
    const lines = text()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(lines).toMatchObject([{ type: 'progress', connector: 'attio' }, {}, {}, {}, {}]);
    expect(lines.slice(1)).toEqual([
      { type: 'check', connector: 'attio', ...check, ok: true },
      { type: 'result', connector: 'attio', processes: [], catchUps: [], durationMs: 1 },
      { type: 'result', connector: 'zoho', processes: [], catchUps: [], durationMs: 2 },
      {
        type: 'verdict',
        connectors: [
          { connector: 'attio', ok: true },
          { connector: 'zoho', ok: false },
        ],
        ok: false,
        durationMs: 4,
      },
    ]);
  });
});
