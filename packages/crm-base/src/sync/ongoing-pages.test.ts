import { readProgress } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { TEST_START_MS } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem } from '../test-support/sync-system.ts';
import { runAll } from '../test-support/until-quiet.ts';

const KINDS = [
  ['cursors', { paginationType: 'CURSOR_BASED', supportsTotal: false }],
  ['pages with a total', { paginationType: 'PAGE_BASED', supportsTotal: true }],
  ['pages without a total', { paginationType: 'PAGE_BASED', supportsTotal: false }],
] as const;

it.each(KINDS)('B51, B95: every page of an ongoing sync over %s is asked for with the same ISO text', async (_kind, syncConfig) => {
  const config = { syncConfig: { ...syncConfig, initialBatchSize: 10, ongoingBatchSize: 10, catchUp: false } };
  const system = createSyncSystem({ people: fakePeople(45), config });
  await runAll(system);
  const updatedAt = toIso(TEST_START_MS + 3_600_000);
  system.crm.people = fakePeople(45).map((person) => ({ ...person, name: 'changed', updatedAt }));
  system.crm.pages.length = 0;
  const { process } = await runAll(system, { kind: 'ongoing' });
  expect([process.state, process.context['syncType'], readProgress(process).totalSynced]).toEqual(['COMPLETED', 'ONGOING', 45]);
  expect(system.crm.pages).toHaveLength(5);
  expect(new Set(system.crm.pages.map(({ modifiedSince }) => modifiedSince))).toEqual(new Set([toIso(TEST_START_MS - 300_000)]));
});
