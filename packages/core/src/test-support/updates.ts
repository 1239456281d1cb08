import { toProcessId } from '../domain/process/process-id.ts';
import type {
  CompleteProcessUpdate,
  EffectsDispatchedUpdate,
  ExpectUnitsUpdate,
  OutcomeCounts,
  PauseProcessUpdate,
  ReopenProcessUpdate,
  ResumeProcessUpdate,
  SettleUnitUpdate,
  UpdateMetricsUpdate,
  UpdateStateUpdate,
} from '../domain/process/process-update.ts';

const processId = toProcessId('process-1');

export function expectUnits(expectedUnits: number, closed: boolean, more: Partial<ExpectUnitsUpdate> = {}): ExpectUnitsUpdate {
  return { type: 'EXPECT_UNITS', processId, updateId: `expect:${expectedUnits}:${closed}`, expectedUnits, closed, ...more };
}

export function settleUnit(unit: number, counts: Partial<OutcomeCounts> = {}, more: Partial<SettleUnitUpdate> = {}): SettleUnitUpdate {
  const all = { synced: 0, failed: 0, skipped: 0, ...counts };
  return { type: 'SETTLE_UNIT', processId, updateId: `settle#${unit}`, unit, outcome: 'PROCESSED', counts: all, ...more };
}

export function goTo(state: string, more: Partial<UpdateStateUpdate> = {}): UpdateStateUpdate {
  return { type: 'UPDATE_STATE', processId, updateId: `state:${state}`, state, ...more };
}

export function addMetrics(updateId: string, metrics: UpdateMetricsUpdate['metrics']): UpdateMetricsUpdate {
  return { type: 'UPDATE_METRICS', processId, updateId, metrics };
}

export function dispatched(...effectIds: readonly string[]): EffectsDispatchedUpdate {
  return { type: 'EFFECTS_DISPATCHED', processId, updateId: 'outbox', effectIds };
}

export const complete: CompleteProcessUpdate = { type: 'COMPLETE_PROCESS', processId, updateId: 'complete' };

export function pause(updateId: string, reason: Partial<PauseProcessUpdate['reason']> = {}): PauseProcessUpdate {
  return { type: 'PAUSE_PROCESS', processId, updateId, reason: { code: 'OPERATOR', message: 'An operator paused it', ...reason } };
}

export function resume(updateId: string): ResumeProcessUpdate {
  return { type: 'RESUME_PROCESS', processId, updateId };
}

export function reopen(updateId: string, units?: ReopenProcessUpdate['units']): ReopenProcessUpdate {
  return { type: 'REOPEN_PROCESS', processId, updateId, ...(units !== undefined && { units }) };
}
