import type { JsonValue } from '@frigg-crm/core';

/** What an assistant of Quo had to find out on a call, and what it found. */
export type QuoSummaryJob = {
  readonly icon: string | null;
  readonly name: string;
  readonly items: readonly { readonly name: string; readonly value: JsonValue }[];
};

/** Quo's own summary of a call. */
export type QuoCallSummary = {
  /** Only a `completed` one holds anything. */
  readonly status: string | null;
  readonly summary: readonly string[];
  readonly nextSteps: readonly string[];
  readonly jobs: readonly QuoSummaryJob[];
};
