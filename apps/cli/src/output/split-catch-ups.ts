import type { Process } from '@frigg-crm/core';
import { readSyncContext } from '@frigg-crm/crm-base';

/** What a run came to, in two parts. */
export interface SplitProcesses {
  /** Syncs that were requested. */
  readonly requested: readonly Process[];
  /** Those that followed one of them, for persons that changed while it ran. */
  readonly catchUps: readonly Process[];
}

/** Separates catch-ups from what they follow. One that is continued by itself counts as requested. */
export function splitCatchUps(processes: readonly Process[]): SplitProcesses {
  const ids = new Set<string | null>(processes.map(({ id }) => id));
  const isCatchUp = (process: Process): boolean => ids.has(readSyncContext(process).catchUpOf);
  return { requested: processes.filter((process) => !isCatchUp(process)), catchUps: processes.filter(isCatchUp) };
}
