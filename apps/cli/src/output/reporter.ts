import type { Process, ProcessProgress } from '@frigg-crm/core';

/** What a workspace of Quo holds after a run, beside what the run counted. */
export interface QuoCheck {
  /** Contacts that Quo holds. */
  readonly quoContacts: number;
  readonly totalSynced: number;
}

/** What a run came to. */
export interface RunReport {
  readonly processes: readonly Process[];
  readonly durationMs: number;
  readonly check?: QuoCheck | undefined;
}

/** What one of several runs came to that were done at once. */
export interface NamedReport extends RunReport {
  /** The connector's id. */
  readonly connector: string;
  /** Whether every process is COMPLETED, and Quo holds what was counted. */
  readonly isRight: boolean;
}

/** Shows how far a run is. */
export interface ProgressReporter {
  /** Milliseconds between two calls of `progress`. */
  readonly intervalMs: number;
  progress(syncs: readonly ProcessProgress[]): void;
}

/** Shows a run to the person or program that started it. */
export interface Reporter extends ProgressReporter {
  /** One sentence, before the start. */
  begin(text: string): void;
  /** The last call. */
  result(report: RunReport): void;
  /** The last call instead of `result`, where several connectors ran at once. */
  results(reports: readonly NamedReport[], options: { readonly durationMs: number }): void;
}

/** Where text goes. */
export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** @returns whether Quo holds what the run counted. */
export function isRight({ quoContacts, totalSynced }: QuoCheck): boolean {
  return quoContacts === totalSynced;
}
