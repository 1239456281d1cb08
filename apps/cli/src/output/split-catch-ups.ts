import type { Process } from '@frigg-crm/core';
import { readSyncContext } from '@frigg-crm/crm-base';

/** What a run came to, in two parts. */
export interface SplitProcesses {
  /** Syncs that somebody asked for. */
  readonly asked: readonly Process[];
  /** Those that followed one of them, for people who changed while it ran. */
  readonly catchUps: readonly Process[];
}

/** Tells catch-ups from what they follow. One that is continued by itself is what somebody asks for. */
export function splitCatchUps(processes: readonly Process[]): SplitProcesses {
  const ids = new Set<string | null>(processes.map(({ id }) => id));
  const isCatchUp = (process: Process): boolean => ids.has(readSyncContext(process).catchUpOf);
  return { asked: processes.filter((process) => !isCatchUp(process)), catchUps: processes.filter(isCatchUp) };
}
