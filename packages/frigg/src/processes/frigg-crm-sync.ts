import { defineProcessType, type ProcessType } from '@frigg-crm/core';

const ENDS = ['COMPLETED', 'ERROR', 'CANCELLED'] as const;
const UNDER_WAY = [
  'INITIALIZING',
  'FETCHING_TOTAL',
  'FETCHING_PAGE',
  'QUEUING_PAGES',
  'PROCESSING_BATCHES',
  'COMPLETING',
  'RUNNING',
  'PAUSED',
] as const;

/**
 * The life of a `CRM_SYNC` that an app of Frigg moves itself: from each state under way to every other, as Frigg allows it.
 * The engine of this project has a stricter one for the syncs that it runs.
 */
export const FRIGG_CRM_SYNC: ProcessType = defineProcessType({
  type: 'CRM_SYNC',
  initialState: 'INITIALIZING',
  transitions: {
    ...Object.fromEntries(UNDER_WAY.map((state) => [state, [...UNDER_WAY.filter((other) => other !== state), ...ENDS]])),
    ...Object.fromEntries(ENDS.map((state) => [state, []])),
  },
  roles: { completed: 'COMPLETED', failed: 'ERROR', cancelled: 'CANCELLED', paused: 'PAUSED' },
  whenUnitsSettled: { kind: 'complete' },
});
