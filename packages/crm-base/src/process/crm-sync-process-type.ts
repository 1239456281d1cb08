import { defineProcessType, type ProcessType } from '@frigg-crm/core';

const ENDS = ['PAUSED', 'ERROR', 'CANCELLED'];

/** The life of a CRM sync. States only move forward; a pause goes back to where it came from. */
export const CRM_SYNC: ProcessType = defineProcessType({
  type: 'CRM_SYNC',
  initialState: 'INITIALIZING',
  transitions: {
    INITIALIZING: ['FETCHING_TOTAL', 'QUEUING_PAGES', 'FETCHING_PAGE', 'PROCESSING_BATCHES', 'COMPLETING', ...ENDS],
    FETCHING_TOTAL: ['QUEUING_PAGES', 'FETCHING_PAGE', 'PROCESSING_BATCHES', 'COMPLETING', ...ENDS],
    QUEUING_PAGES: ['PROCESSING_BATCHES', 'COMPLETING', ...ENDS],
    FETCHING_PAGE: ['PROCESSING_BATCHES', 'COMPLETING', ...ENDS],
    PROCESSING_BATCHES: ['COMPLETING', ...ENDS],
    COMPLETING: ['COMPLETED', ...ENDS],
    PAUSED: ['INITIALIZING', 'FETCHING_TOTAL', 'QUEUING_PAGES', 'FETCHING_PAGE', 'PROCESSING_BATCHES', 'COMPLETING', 'ERROR', 'CANCELLED'],
    COMPLETED: [],
    ERROR: [],
    CANCELLED: [],
  },
  roles: { completed: 'COMPLETED', failed: 'ERROR', cancelled: 'CANCELLED', paused: 'PAUSED', reopened: 'PROCESSING_BATCHES' },
  whenUnitsSettled: { kind: 'emit', state: 'COMPLETING', event: 'COMPLETE_SYNC' },
});
