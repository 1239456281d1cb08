import type { CallOptions, JsonValue, Process } from '@frigg-crm/core';
import type { CheckedPersonPage, NextPage } from '../connector/person-page.ts';
import type { ProcessPersonBatchData, UnitReference } from '../queue/sync-message.ts';
import { fetchByIds, fetchPage, type FetchPageOptions, type PageSource } from './fetch-page.ts';
import { readSyncContext, type SyncContext } from '../process/sync-context.ts';

/** How many pages are read to find the end of one whose people have moved since it was announced. */
const MAX_MOVED_PAGES = 5;

/** The people of a unit. */
export interface Batch {
  readonly persons: readonly JsonValue[];
  /** Known when a page was fetched that is the last of a plan: what comes behind it. */
  readonly next: NextPage | undefined;
  /** The numbered page, when it was fetched here. */
  readonly page: CheckedPersonPage | undefined;
  /** People who were named by their id and do not exist (any more). */
  readonly missing: number;
}

const NO_PAGE = { next: undefined, page: undefined, missing: 0 };

type PageReference = Extract<UnitReference, { kind: 'page' }>;
type BatchSource = PageSource & { readonly data: ProcessPersonBatchData; readonly process: Process };

/** Finds the people of a unit: they came with the message, or are fetched by its reference. */
export async function loadBatch({ data, process, ...source }: BatchSource, callOptions: CallOptions): Promise<Batch> {
  if (data.records !== undefined) return { ...NO_PAGE, persons: data.records };
  const { reference, attempt, personObjectType: objectType } = data;
  const context = readSyncContext(process);
  const options = { ...callOptions, attempt };
  if (reference.kind === 'page') return fetchAnnounced(source, context, reference, options);
  const { crmPersonIds: ids } = reference;
  const persons = await fetchByIds(source, ids, { pageSize: context.pagination.pageSize, objectType }, options);
  return { ...NO_PAGE, persons, missing: Math.max(0, ids.length - persons.length) };
}

/**
 * Fetches a page again that was announced. People may have been added in front of the person that stood last on it then:
 * those that have slipped behind the end of this page are on no other page, so the list is read on until there.
 */
async function fetchAnnounced(
  source: PageSource,
  context: SyncContext,
  reference: PageReference,
  options: FetchPageOptions,
): Promise<Batch> {
  const first = await fetchPage(source, context, reference, options);
  const pages = [first];
  for (let last = first; !endsWith(last); pages.push(last)) {
    // The person that stood last is gone: then people can only have moved forward, onto this page.
    if (last.next.kind === 'last' || pages.length === MAX_MOVED_PAGES) return toBatch([first], reference);
    last = await fetchPage(source, context, { page: null, cursor: last.next.cursor }, options);
  }
  return toBatch(pages, reference);

  function endsWith({ data }: CheckedPersonPage): boolean {
    const { page, lastId } = reference;
    if (page !== null || lastId === undefined) return true;
    return data.some((person) => source.integration.personExternalId(person, { objectType: context.personObjectType }) === lastId);
  }
}

function toBatch(pages: readonly CheckedPersonPage[], reference: PageReference): Batch {
  const [first] = pages;
  return {
    persons: pages.flatMap(({ data }) => data),
    next: reference.endsPlan ? first?.next : undefined,
    missing: pages.reduce((sum, { listed, data }) => sum + listed - data.length, 0),
    page: reference.page === null ? undefined : first,
  };
}
