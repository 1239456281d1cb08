import type { Process } from '@frigg-crm/core';
import { MAX_ERRORS } from '@frigg-crm/core/adapter';
import { summariseProcess, type ProcessSummary } from './process-summary.ts';

const SHOWN_ERRORS = 5;
/** Where several connectors ran at once. */
const SHOWN_ERRORS_EACH = 1;

/** @returns the newest errors of each process, with what there is to know of the place; with `isJoint` also of the connector. */
export function errorLines(processes: readonly Process[], { isJoint }: { readonly isJoint: boolean }): readonly string[] {
  return processes.flatMap((process) => {
    const { objectType, errors } = summariseProcess(process);
    if (!isJoint) return linesOf(objectType, errors.slice(-SHOWN_ERRORS), errors);
    return linesOf(`${process.integrationId} ${objectType}`, errors.slice(-SHOWN_ERRORS_EACH), errors);
  });
}

type Errors = ProcessSummary['errors'];

function linesOf(name: string, shown: Errors, errors: Errors): readonly string[] {
  if (errors.length === 0) return [];
  const lines = shown.map(({ externalId, unit, code, message }) => {
    const place = [externalId, unit === undefined ? undefined : `page ${unit}`].filter((part) => part !== undefined);
    return `  ${[...place, code].join(', ')}: ${message}`;
  });
  const kept = errors.length === MAX_ERRORS ? `at least ${errors.length}` : String(errors.length);
  return [`${name}: the last ${shown.length} of ${kept} errors`, ...lines];
}
