import { toProcessId, type Process } from '@frigg-crm/core';
import { catchUpIdOf } from '@frigg-crm/crm-base';
import { expect, it } from 'vitest';
import { createProgress } from '../test-support/create-progress.ts';
import { createSyncProcess } from '../test-support/create-sync-process.ts';
import { createReporter } from './create-reporter.ts';

const INITIAL = createSyncProcess({ synced: 1000 });
const BARE = createSyncProcess({ synced: 3 });
const CATCH_UP: Process = { ...BARE, id: toProcessId(catchUpIdOf(INITIAL.id)), context: { ...BARE.context, catchUpOf: INITIAL.id } };

function report(processes: readonly Process[], isJson: boolean): string {
  const chunks: string[] = [];
  createReporter({ write: (text) => chunks.push(text), isTTY: false, columns: 80 }, { isJson, env: {} }).result({
    processes,
    durationMs: 1,
  });
  return chunks.join('');
}

it('gives a catch-up a row of its own, below the sync that it follows', () => {
  const [headings, initial, catchUp] = report([INITIAL, CATCH_UP], false)
    .split('\n')
    .filter((line) => line !== '');
  expect(headings).toMatch(/^object type +state/);
  expect(initial).toMatch(/^Person +COMPLETED +1,000 +1,000 /);
  expect(catchUp).toMatch(/^Person \(catch-up\) +COMPLETED +3 +3 /);
});

it('keeps catch-ups out of the processes of a JSON result, and names them beside', () => {
  const result: unknown = JSON.parse(report([INITIAL, CATCH_UP], true));
  expect(result).toMatchObject({ processes: [{ id: INITIAL.id, totalSynced: 1000 }], catchUps: [{ id: CATCH_UP.id, totalSynced: 3 }] });
});

it('takes a catch-up that is continued by itself for what was requested for', () => {
  expect(JSON.parse(report([CATCH_UP], true))).toMatchObject({ processes: [{ id: CATCH_UP.id }], catchUps: [] });
});

it('shows a catch-up as such while it runs', () => {
  const chunks: string[] = [];
  const reporter = createReporter({ write: (text) => chunks.push(text), isTTY: false, columns: 80 }, { isJson: false, env: {} });
  const sync = createProgress({ processed: 10_000 });
  reporter.progress([sync, createProgress({ processId: toProcessId(catchUpIdOf(sync.processId)), processed: 1, total: 3 })]);
  expect(
    chunks
      .join('')
      .split('\n')
      .map((line) => line.slice(0, 8)),
  ).toEqual(['Person  ', 'catch-up', '']);
});
