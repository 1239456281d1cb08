import type { SandboxCursors } from '@frigg-crm/http/sandbox';
import { comparePositions, type Position } from './person-store.ts';
import type { SandboxRecord } from './record-store.ts';
import { invalid, page, type SandboxAnswer } from './sandbox-answers.ts';

/** Answers a list of API v2: those in time, in order, from the cursor on. */
export function listRecords<Kept extends SandboxRecord>(
  records: readonly Kept[],
  query: URLSearchParams,
  cursors: SandboxCursors<Position>,
): SandboxAnswer {
  const cursor = query.get('cursor');
  const after = cursor === null ? undefined : cursors.read(cursor, query);
  if (cursor !== null && after === undefined) return invalid("'cursor' is invalid");
  const key = query.get('sort_by') ?? 'id';
  const sign = query.get('sort_direction') === 'desc' ? -1 : 1;
  const positionOf = (record: Kept): Position => ({ value: key === 'id' ? '' : String(record[key as keyof Kept]), id: record.id });
  const sorted = records
    .filter((record) => isInTime(record, query) && isNamed(record, query))
    .filter((record) => after === undefined || sign * comparePositions(positionOf(record), after) > 0)
    .sort((one, other) => sign * comparePositions(positionOf(one), positionOf(other)));
  const limit = Number(query.get('limit') ?? 100);
  const found = sorted.slice(0, limit);
  const last = sorted.length > limit ? found.at(-1) : undefined;
  return page(found, last === undefined ? null : cursors.write(positionOf(last), query));
}

function isInTime({ update_time: time }: SandboxRecord, query: URLSearchParams): boolean {
  const updatedMs = Date.parse(time);
  const since = query.get('updated_since');
  const until = query.get('updated_until');
  return (since === null || updatedMs >= Date.parse(since)) && (until === null || updatedMs < Date.parse(until));
}

function isNamed({ id }: SandboxRecord, query: URLSearchParams): boolean {
  const ids = query.get('ids');
  return ids === null || ids.split(',').includes(String(id));
}
