import { getValidNextStates, isTerminalState } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import { CRM_SYNC } from './crm-sync-process-type.ts';

const PATHS = [
  ['INITIALIZING', 'FETCHING_TOTAL', 'QUEUING_PAGES', 'PROCESSING_BATCHES', 'COMPLETING'],
  ['INITIALIZING', 'FETCHING_PAGE', 'PROCESSING_BATCHES', 'COMPLETING'],
];

it('F37: lets states be left out on either way, and never goes back', () => {
  for (const path of PATHS) {
    for (const [index, from] of path.entries()) {
      expect(getValidNextStates(CRM_SYNC, from)).toEqual(expect.arrayContaining(path.slice(index + 1)));
      for (const earlier of path.slice(0, index)) expect(getValidNextStates(CRM_SYNC, from)).not.toContain(earlier);
    }
  }
  expect(Object.keys(CRM_SYNC.transitions).filter((state) => isTerminalState(CRM_SYNC, state))).toEqual([
    'COMPLETED',
    'ERROR',
    'CANCELLED',
  ]);
});
