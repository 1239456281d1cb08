import type { SandboxCursors } from '@frigg-crm/http/sandbox';
import { positionOf, type PersonStore, type Position, type SortKey } from './person-store.ts';
import { toWireTime } from './record-store.ts';
import { invalid, page, type SandboxAnswer } from './sandbox-answers.ts';
import type { SandboxPerson } from './sandbox-person.ts';
import { PERSON_LIST_RULES, findQueryProblem } from './sandbox-query.ts';

/** What lists of persons work with. */
export interface ListPersonsContext {
  readonly people: PersonStore;
  readonly cursors: SandboxCursors<Position>;
  /** Whether lists hold deleted people, with `is_deleted`. */
  readonly listDeleted: boolean;
}

const DEFAULT_LIMIT = 100;

/** Answers Get all persons. */
export function listPersons(query: URLSearchParams, context: ListPersonsContext): SandboxAnswer {
  const problem = findQueryProblem(query, PERSON_LIST_RULES) ?? findUnsupported(query);
  if (problem !== undefined) return invalid(problem);
  const cursor = query.get('cursor');
  if (cursor === null) return answerPage(query, undefined, context);
  const after = context.cursors.read(cursor, query);
  return after === undefined ? invalid("'cursor' is invalid") : answerPage(query, after, context);
}

function findUnsupported(query: URLSearchParams): string | undefined {
  const unsupported = ['filter_id', 'deal_id'].find((key) => query.has(key));
  return unsupported === undefined ? undefined : `this sandbox has no '${unsupported}'`;
}

function answerPage(
  query: URLSearchParams,
  after: Position | undefined,
  { people, cursors, listDeleted }: ListPersonsContext,
): SandboxAnswer {
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
  const key = (query.get('sort_by') ?? 'id') as SortKey;
  const isWanted = createFilter(query, listDeleted || query.has('ids'));
  const found: SandboxPerson[] = [];
  // One more than requested, to know whether there is a next page.
  for (const person of candidates(query, people, { key, after })) {
    if (isWanted(person)) found.push(person);
    if (found.length > limit) break;
  }
  const last = found.length > limit ? found[limit - 1] : undefined;
  return page(found.slice(0, limit), last === undefined ? null : cursors.write(positionOf(last, key), query));
}

function candidates(
  query: URLSearchParams,
  people: PersonStore,
  { key, after }: { key: SortKey; after: Position | undefined },
): Iterable<SandboxPerson> {
  const direction = query.get('sort_direction') === 'desc' ? 'desc' : 'asc';
  const ids = query.get('ids');
  if (ids !== null) {
    const behind = [...new Set(ids.split(',').map(Number))].sort((one, other) => one - other).filter((id) => id > (after?.id ?? 0));
    return behind.flatMap((id) => people.get(id) ?? []);
  }
  const since = query.get('updated_since');
  const start =
    since === null || key !== 'update_time' || direction === 'desc' ? undefined : { value: toWireTime(Date.parse(since)), id: 0 };
  return people.inOrder(key, direction, after ?? start);
}

function createFilter(query: URLSearchParams, withDeleted: boolean): (person: SandboxPerson) => boolean {
  const sinceMs = Date.parse(query.get('updated_since') ?? '1970-01-01T00:00:00Z');
  const untilMs = Date.parse(query.get('updated_until') ?? '9999-01-01T00:00:00Z');
  const org = query.get('org_id');
  const owner = query.get('owner_id');
  return (person) => {
    const updatedMs = Date.parse(person.update_time);
    const isInTime = updatedMs >= sinceMs && updatedMs < untilMs;
    const belongs = (org === null || person.org_id === Number(org)) && (owner === null || person.owner_id === Number(owner));
    return isInTime && belongs && (withDeleted || !person.is_deleted);
  };
}
