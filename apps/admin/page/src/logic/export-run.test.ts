import { expect, it } from 'vitest';
import { exportRun, type RunParts } from './export-run.ts';

it('puts states and numbers of one run into a file, and nothing of people or other runs', () => {
  const parts = {
    sync: { id: 's1' },
    pages: { known: 3 },
    errors: { groups: [] },
    events: [
      { seq: 1, at: '2026-05-01T12:00:00Z', type: 'sync.moved', data: { processId: 's1', state: 'PAUSED', processName: 'Jane Doe' } },
      { seq: 2, at: '2026-05-01T12:00:00Z', type: 'sync.moved', data: { processId: 's2', state: 'PAUSED' } },
      { seq: 3, at: '2026-05-01T12:00:00Z', type: 'webhook.received', data: { phone: '+14155550123' } },
    ],
  } as unknown as RunParts;
  const file = exportRun(parts, { at: '2026-05-01T12:01:00Z' });
  expect(file.events).toEqual([{ seq: 1, at: '2026-05-01T12:00:00Z', type: 'sync.moved', data: { processId: 's1', state: 'PAUSED' } }]);
  expect(JSON.stringify(file)).not.toMatch(/Jane|\+1/);
});
