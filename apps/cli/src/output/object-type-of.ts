import type { ProcessProgress } from '@frigg-crm/core';

/** @returns the object type out of the name of a sync, such as `Person` out of `acme-Person-sync`. */
export function objectTypeOf({ processName, integrationId }: Pick<ProcessProgress, 'processName' | 'integrationId'>): string {
  return processName.slice(integrationId.length + 1).replace(/-(sync|webhook)$/, '');
}
