import type { Process } from '@frigg-crm/core';
import { MAX_ERRORS } from '@frigg-crm/core/adapter';
import { summariseProcess, type ProcessSummary } from './process-summary.ts';

const SHOWN_ERRORS = 5;

/** @returns the newest errors of each process, with what there is to know of the place. */
export function errorLines(processes: readonly Process[]): readonly string[] {
  return processes.map(summariseProcess).flatMap(linesOf);
}

function linesOf({ objectType, errors }: ProcessSummary): readonly string[] {
  if (errors.length === 0) return [];
  const shown = errors.slice(-SHOWN_ERRORS);
  const lines = shown.map(({ externalId, unit, code, message }) => {
    const place = [externalId, unit === undefined ? undefined : `page ${unit}`].filter((part) => part !== undefined);
    return `  ${[...place, code].join(', ')}: ${message}`;
  });
  const kept = errors.length === MAX_ERRORS ? `at least ${errors.length}` : String(errors.length);
  return [`${objectType}: the last ${shown.length} of ${kept} errors`, ...lines];
}
