import { defineProcessType, type ProcessType } from './process-type.ts';

/** The life of a process whose type is not defined: Frigg's plain states. */
export const PLAIN_PROCESS_TYPE: ProcessType = defineProcessType({
  type: 'PLAIN',
  initialState: 'INITIALIZING',
  transitions: {
    INITIALIZING: ['RUNNING', 'PAUSED', 'COMPLETED', 'ERROR', 'CANCELLED'],
    RUNNING: ['RUNNING', 'PAUSED', 'COMPLETED', 'ERROR', 'CANCELLED'],
    PAUSED: ['RUNNING', 'COMPLETED', 'ERROR', 'CANCELLED'],
    COMPLETED: [],
    ERROR: [],
    CANCELLED: [],
  },
  roles: { completed: 'COMPLETED', failed: 'ERROR', cancelled: 'CANCELLED', paused: 'PAUSED', started: 'RUNNING', reopened: 'RUNNING' },
  whenUnitsSettled: { kind: 'complete' },
});

/** @returns the machine defined for `type`, the plain one when there is none. */
export function findProcessType(types: readonly ProcessType[], type: string): ProcessType {
  return types.find((candidate) => candidate.type === type) ?? PLAIN_PROCESS_TYPE;
}
