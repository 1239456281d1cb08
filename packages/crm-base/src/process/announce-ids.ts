import type { CreateSyncProcessData } from './process-manager.ts';

/** What the ids of one page take in a message, at most: half of what the narrowest queue carries (SQS, 256 KiB). */
const MAX_ID_BYTES = 128_000;
/** A character outside ASCII may travel as an escape of six bytes. */
const BYTES_PER_UNIT = 6;

/** @returns the pages of a sync of named people. Announced at once and closed: the ids are all there is. The messages are stored with the process. */
export function announceIds(ids: readonly string[], pageSize: number): Pick<CreateSyncProcessData, 'announced' | 'firstMessages'> {
  const chunks = toChunks(ids, pageSize);
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

/** As many ids as are on a page, and as fit into a message. */
function toChunks(ids: readonly string[], pageSize: number): readonly (readonly string[])[] {
  const chunks: string[][] = [];
  let last: string[] = [];
  let bytes = 0;
  for (const id of ids) {
    const size = id.length * BYTES_PER_UNIT;
    if (last.length === 0 || last.length >= pageSize || bytes + size > MAX_ID_BYTES) {
      last = [];
      bytes = 0;
      chunks.push(last);
    }
    last.push(id);
    bytes += size;
  }
  return chunks;
}
