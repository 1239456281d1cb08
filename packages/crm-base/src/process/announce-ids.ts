import type { CreateSyncProcessData } from './process-manager.ts';

/** @returns the pages of a sync of named people. Announced at once and closed: the ids are all there is. The messages are stored with the process. */
export function announceIds(ids: readonly string[], pageSize: number): Pick<CreateSyncProcessData, 'announced' | 'firstMessages'> {
  const chunks = Array.from({ length: Math.ceil(ids.length / pageSize) }, (_, index) =>
    ids.slice(index * pageSize, (index + 1) * pageSize),
  );
  const references = chunks.map((crmPersonIds) => ({ kind: 'ids', crmPersonIds }));
  return {
    announced: {
      expectedUnits: chunks.length,
      closed: true,
      totalRecords: ids.length,
      open: Object.fromEntries(references.map((reference, unit) => [String(unit), reference])),
    },
    firstMessages: references.map((reference, unit) => ({ event: 'PROCESS_PERSON_BATCH', data: { unit, reference } })),
  };
}
