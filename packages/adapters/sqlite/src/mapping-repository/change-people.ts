import type { CallOptions, Clock, MappingScope } from '@frigg-crm/core';
import { UNKNOWN_PERSON, type MappingState, type StoreTime } from '@frigg-crm/core/adapter';
import type { SqliteDatabase } from '../connection/sqlite-database.ts';
import { inPortions } from '../in-portions.ts';
import { rowToState, stateToColumns } from './mapping-row.ts';
import { selectPeople, upsertPeople } from './mapping-statements.ts';

/** Changes people by a pure rule, which returns the state that it was given where nothing changes. */
export type ChangePeople = <Person>(
  scope: MappingScope & CallOptions,
  people: ReadonlyMap<string, Person>,
  next: (state: MappingState, person: Person, now: StoreTime) => MappingState,
) => Promise<void>;

/** Reads and writes people in one transaction of up to 500: no other program can come between. */
export function changePeople(database: SqliteDatabase, clock: Clock): ChangePeople {
  return async ({ integrationId, objectType, signal }, people, next) => {
    const scope = { integrationId, objectType };
    for (const portion of inPortions([...people])) {
      const ids = portion.map(([externalId]) => externalId);
      await database.write(
        (session) => {
          const states = new Map(session.all(selectPeople(scope, ids)).map((row) => [row.external_id, rowToState(row)]));
          const nowMs = clock.now();
          const changed = portion.flatMap(([externalId, person]) => {
            const before = states.get(externalId) ?? UNKNOWN_PERSON;
            const after = next(before, person, { earliestMs: nowMs, latestMs: nowMs });
            return after === before ? [] : [stateToColumns(externalId, after)];
          });
          if (changed.length > 0) session.run(upsertPeople(scope, changed));
        },
        { signal },
      );
    }
  };
}
