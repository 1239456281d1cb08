import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProgressChange } from '@frigg-crm/core/adapter';
import { aProcess } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { openSqliteStore } from '../open-sqlite-store.ts';
import { createSqliteProgressFeed } from './sqlite-progress-feed.ts';

it('reports that another connection has saved a process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'frigg-crm-feed-'));
  const file = join(folder, 'store.sqlite');
  const watching = await openSqliteStore({ file });
  const working = await openSqliteStore({ file });
  const changes: ProgressChange[] = [];
  const heard = new Promise<void>((resolve) => {
    const stop = createSqliteProgressFeed(watching.database).subscribe((change) => {
      changes.push(change);
      stop();
      resolve();
    });
  });
  await working.processRepository.create(aProcess());
  await heard;
  expect(changes).toEqual([{ kind: 'gap' }]);
  await watching.close();
  await working.close();
  rmSync(folder, { recursive: true });
});
