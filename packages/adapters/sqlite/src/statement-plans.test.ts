import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTwoPrograms, type TwoPrograms } from './test-support/open-two-programs.ts';
import type { Statement } from './connection/session.ts';
import {
  deleteDocuments,
  deleteExpired,
  deleteOfIntegration,
  selectDocument,
  selectDocuments,
} from './document-store/document-statements.ts';
import {
  countNext,
  deletePeople,
  deleteSome,
  selectByPhones,
  selectFailed,
  selectNextSeen,
  selectPeople,
} from './mapping-repository/mapping-statements.ts';
import { selectProcesses } from './process-repository/select-processes.ts';

const SCOPE = { integrationId: 'i1', objectType: 'person' };
const MOMENT = '2026-01-05T10:00:00.000Z';
const KEY = { collection: 'inbox', integrationId: 'i1', id: 'd1' };

let programs: TwoPrograms;

beforeAll(async () => {
  programs = await openTwoPrograms();
});

afterAll(async () => {
  await programs.close();
});

/** @returns the steps of SQLite's plan, from the first table to the last. */
function planOf({ sql, parameters }: Statement<unknown>): readonly string[] {
  const plan = programs.store.database.connection.prepare(`explain query plan ${sql}`).all(...(parameters as string[]));
  return plan.map(({ detail }) => String(detail)).filter((detail) => !/json_each|VIRTUAL TABLE/.test(detail));
}

describe('the statements of the SQLite store', () => {
  it('F28: find phone numbers through the table of numbers, by integration and number, and then each person by the key', () => {
    const plan = planOf(selectByPhones('i1', ['+15550100', '+15550101'])).filter((step) => step.startsWith('SEARCH'));
    expect(plan).toEqual([
      'SEARCH phone USING PRIMARY KEY (integration_id=? AND phone_number=?)',
      'SEARCH person USING PRIMARY KEY (integration_id=? AND object_type=? AND external_id=?)',
    ]);
  });

  it.each<[string, Statement<unknown>]>([
    ['several people', selectPeople(SCOPE, ['a', 'b'])],
    ['people of a failed process', selectFailed({ ...SCOPE, processId: 'p1', limit: 10 })],
    ['the next people to compare', selectNextSeen({ ...SCOPE, seenIn: 's1', knownBefore: MOMENT, limit: 10 }, 'a', 10)],
    ['the next people to count', countNext(SCOPE, 'a', 10)],
    ['people to forget', deletePeople(SCOPE, ['a', 'b'])],
    ['people of an integration to forget', deleteSome('i1', 10)],
    ['one document', selectDocument(KEY)],
    ['documents of a collection', selectDocuments({ collection: 'inbox', limit: 10 })],
    ['documents behind a key', selectDocuments({ collection: 'inbox', after: KEY, limit: 10 })],
    ['documents with a tag', selectDocuments({ collection: 'inbox', tag: 'failed', integrationId: 'i1', limit: 10 })],
    ['due documents', selectDocuments({ collection: 'inbox', dueBefore: MOMENT, limit: 10 })],
    ['documents to remove', deleteDocuments([KEY])],
    ['expired documents', deleteExpired(MOMENT, 10)],
    ['documents of an integration to remove', deleteOfIntegration('i1', ['vault'], 10)],
    ['processes of an integration', selectProcesses({ integrationId: 'i1' })],
    ['processes that have not ended', selectProcesses({ active: true, updatedBefore: MOMENT })],
    ['due processes', selectProcesses({ dueBefore: MOMENT, order: 'oldest-first' })],
    ['active processes, the longest unchanged first', selectProcesses({ active: true, updatedBefore: MOMENT, order: 'oldest-first' })],
    ['child processes', selectProcesses({ parentProcessId: 'p1' })],
    ['the newest processes', selectProcesses({})],
  ])('read no whole table and sort nothing: %s', (_, statement) => {
    const steps = planOf(statement);
    expect(steps.filter((step) => /^SCAN (?!given|known|CONSTANT|\(subquery)(?!.*USING (?:COVERING )?INDEX)/.test(step))).toEqual([]);
    expect(steps.filter((step) => step.includes('TEMP B-TREE FOR ORDER BY'))).toEqual([]);
  });
});
