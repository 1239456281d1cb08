import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { ConnectorContractError } from '../failures/connector-contract-error.ts';
import type { CheckedPersonPage, NextPage } from '../connector/person-page.ts';

/** So many empty pages in a row are taken for a list without an end. */
const MAX_EMPTY_PAGES = 1000;
/** So often a page may hold the people of an earlier one: a list that grows at its front shifts its pages. */
const MAX_REPEATED_PAGES = 2;
/** Numbered pages of fewer people may be equal by such a shift. */
const MIN_COMPARED_PAGE = 10;

export const pageLoopGuardSchema = z.object({
  /** A cursor that was named before, or the key of a numbered page, to compare with. */
  kept: z.string().nullable(),
  /** After so many further pages another one is kept. */
  left: z.int().min(0),
  stretch: z.int().min(1),
  /** Empty pages in a row. */
  empty: z.int().min(0),
  /** How often a page held the people of an earlier one. */
  repeated: z.int().min(0).default(0),
  /** The people of the page that is kept, where cursors name the pages: a connector may count them by itself. */
  people: z.string().nullable().default(null),
});

/** What has to be remembered to find out that pages go round in a circle. */
export type PageLoopGuard = z.output<typeof pageLoopGuardSchema>;

export const NEW_GUARD: PageLoopGuard = { kept: null, left: 1, stretch: 1, empty: 0, repeated: 0, people: null };

/** What is compared of a page. */
export interface WatchedPage {
  readonly isEmpty: boolean;
  readonly next: NextPage;
  /** See {@link pageKeys}. */
  readonly key: string;
  /** See {@link pageKeys}. */
  readonly people: string | null;
}

/**
 * Finds out when pages go round in a circle, however long, in constant memory (Brent's algorithm): it compares each cursor
 * and the people of each page with those that it keeps, and keeps new ones after 1, 2, 4, 8 … steps. Kept with the position
 * of the sync, it works across messages. A connector that counts offsets makes cursors which never repeat, whatever the CRM
 * returns for them: its people do.
 * @throws {ConnectorContractError} when the next page was named before, when the people of pages repeat, or when pages stay
 * empty without an end.
 */
export function watchPages(guard: PageLoopGuard, page: WatchedPage): PageLoopGuard {
  if (page.next.kind === 'last') return guard;
  const empty = page.isEmpty ? guard.empty + 1 : 0;
  if (empty > MAX_EMPTY_PAGES) throw new ConnectorContractError(`The CRM sent ${empty} empty pages in a row, and each names a next one`);
  const { cursor } = page.next;
  const repeated = countRepeated(guard, page, cursor);
  if (guard.left > 1) return { ...guard, left: guard.left - 1, empty, repeated };
  const people = cursor === null ? null : page.people;
  return { kept: cursor ?? page.key, left: guard.stretch * 2, stretch: guard.stretch * 2, empty, repeated, people };
}

/** @returns how often a page held the people of an earlier one, this one included. */
function countRepeated({ kept, people, repeated }: PageLoopGuard, page: WatchedPage, cursor: string | null): number {
  if (cursor !== null && cursor === kept)
    throw new ConnectorContractError('The CRM names a cursor that it named before: following it would never end');
  const isRepeated = cursor === null ? page.key === kept : page.people !== null && page.people === people;
  const times = repeated + (isRepeated ? 1 : 0);
  if (times > MAX_REPEATED_PAGES) throw new ConnectorContractError(repeats(cursor === null ? 'page numbers' : 'cursors'));
  return times;
}

function repeats(names: string): string {
  return `The CRM sends the same people under several ${names}: following them would never end`;
}

export const pageMarkSchema = z.object({ page: z.int().min(0), key: z.string() });

/** A page of a plan that the pages behind it are compared with. */
export type PageMark = z.output<typeof pageMarkSchema>;

/**
 * Does the same for pages of a plan, which are fetched side by side: each is compared with the last of the pages 0, 1, 2,
 * 4, 8 … that was fetched.
 * @returns the mark to keep from now on; `undefined`: the one that is kept.
 * @throws {ConnectorContractError} when the page holds the people of that one.
 */
export function watchPlannedPage(mark: PageMark | null, { page, key, size }: PageMark & { readonly size: number }): PageMark | undefined {
  if (size < MIN_COMPARED_PAGE) return undefined;
  if (mark !== null && mark.page !== page && mark.key === key) throw new ConnectorContractError(repeats('page numbers'));
  const isMark = Number.isInteger(Math.log2(Math.max(1, page))) && page > (mark?.page ?? -1);
  return isMark ? { page, key } : undefined;
}

/** What two fetches are compared by. */
export interface PageKeys {
  /**
   * Distinguishes two fetches of the same page: the people on it, and how the list goes on. Between two fetches people are
   * added and deleted; the position of a sync follows one of them, and only that one's people may settle the page.
   */
  readonly key: string;
  /** The people alone; `null` where none has an id. */
  readonly people: string | null;
}

/** @returns what a page is compared by. */
export function pageKeys(
  integration: CrmIntegration,
  { data, next }: Pick<CheckedPersonPage, 'data' | 'next'>,
  objectType: string,
): PageKeys {
  const ids = data.map((person) => integration.personExternalId(person, { objectType }) ?? null);
  return { key: hash([ids, next]), people: ids.every((id) => id === null) ? null : hash(ids) };
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
}
