import type { CallOptions, Clock, DocumentStore } from '@frigg-crm/core';
import { ActivityStore, type ImportedActivity } from './activity-store.ts';

/**
 * Notes which calls and messages are in the CRM already, so that they are updated instead of written a second time. Those that
 * are known stay as they are.
 * @returns how many were not known.
 */
export async function importActivities(
  dependencies: { readonly documents: DocumentStore; readonly clock: Clock },
  activities: readonly ImportedActivity[],
  options: CallOptions = {},
): Promise<number> {
  return new ActivityStore(dependencies).addWritten(activities, options);
}
