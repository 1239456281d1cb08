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

/** Shows a run to the person or program that started it. */
export interface Reporter {
  /** Milliseconds between two calls of `progress`. */
  readonly intervalMs: number;
  /** One sentence, before the start. */
  begin(text: string): void;
  progress(syncs: readonly ProcessProgress[]): void;
  /** The last call. */
  result(report: RunReport): void;
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
