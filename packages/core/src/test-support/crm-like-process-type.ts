import { defineProcessType, type ProcessType } from '../domain/process/process-type.ts';

const ENDS = ['ERROR', 'CANCELLED'];

/** A machine like that of a CRM sync: when all units are settled, a message has a worker complete the process. */
export const CRM_LIKE: ProcessType = defineProcessType({
  type: 'CRM_LIKE',
  initialState: 'INITIALIZING',
  transitions: {
    INITIALIZING: ['FETCHING', 'PROCESSING', 'COMPLETING', 'PAUSED', ...ENDS],
    FETCHING: ['PROCESSING', 'COMPLETING', 'PAUSED', ...ENDS],
    PROCESSING: ['COMPLETING', 'PAUSED', ...ENDS],
    COMPLETING: ['COMPLETED', 'PAUSED', ...ENDS],
    PAUSED: ['FETCHING', 'PROCESSING', ...ENDS],
    COMPLETED: [],
    ERROR: [],
    CANCELLED: [],
  },
  roles: { completed: 'COMPLETED', failed: 'ERROR', cancelled: 'CANCELLED', paused: 'PAUSED', reopened: 'PROCESSING' },
  whenUnitsSettled: { kind: 'emit', state: 'COMPLETING', event: 'COMPLETE_SYNC' },
});
