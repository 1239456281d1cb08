import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { ConnectorContractError } from '../failures/connector-contract-error.ts';
import type { CheckedPersonPage, NextPage } from '../connector/person-page.ts';

/** So many empty pages in a row are taken for a list without an end. */
const MAX_EMPTY_PAGES = 1000;
/** So often a numbered page may hold the people of an earlier one: a list that grows at its front shifts its pages. */
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
  /** How often a numbered page held the people of an earlier one. */
  repeated: z.int().min(0).default(0),
});

/** What has to be remembered to find out that pages go round in a circle. */
export type PageLoopGuard = z.output<typeof pageLoopGuardSchema>;

export const NEW_GUARD: PageLoopGuard = { kept: null, left: 1, stretch: 1, empty: 0, repeated: 0 };

/** What is compared of a page. */
export interface WatchedPage {
  readonly isEmpty: boolean;
  readonly next: NextPage;
  /** See {@link pageKey}. */
  readonly key: string;
}

/**
 * Finds out when pages go round in a circle, however long, in constant memory (Brent's algorithm): it compares each cursor,
 * or the people of each numbered page, with one that it keeps, and keeps a new one after 1, 2, 4, 8 … steps. Kept with the
 * position of the sync, it works across messages.
 * @throws {ConnectorContractError} when the next page was named before, when numbered pages repeat, or when pages stay
 * empty without an end.
 */
export function watchPages(guard: PageLoopGuard, page: WatchedPage): PageLoopGuard {
  if (page.next.kind === 'last') return guard;
  const empty = page.isEmpty ? guard.empty + 1 : 0;
  if (empty > MAX_EMPTY_PAGES) throw new ConnectorContractError(`The CRM sent ${empty} empty pages in a row, and each names a next one`);
  const { cursor } = page.next;
  const name = cursor ?? page.key;
  const repeated = guard.repeated + (name === guard.kept ? 1 : 0);
  if (cursor !== null && repeated > 0)
    throw new ConnectorContractError('The CRM names a cursor that it named before: following it would never end');
  if (repeated > MAX_REPEATED_PAGES) throw new ConnectorContractError(REPEATS);
  if (guard.left > 1) return { ...guard, left: guard.left - 1, empty, repeated };
  return { kept: name, left: guard.stretch * 2, stretch: guard.stretch * 2, empty, repeated };
}

const REPEATS = 'The CRM sends the same people under several page numbers: following them would never end';

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
  if (mark !== null && mark.page !== page && mark.key === key) throw new ConnectorContractError(REPEATS);
  const isMark = Number.isInteger(Math.log2(Math.max(1, page))) && page > (mark?.page ?? -1);
  return isMark ? { page, key } : undefined;
}

/**
 * @returns what distinguishes two fetches of the same page: the people on it, and how the list goes on. Between two fetches
 * people are added and deleted; the position of a sync follows one of them, and only that one's people may settle the page.
 */
export function pageKey(integration: CrmIntegration, { data, next }: Pick<CheckedPersonPage, 'data' | 'next'>, objectType: string): string {
  const ids = data.map((person) => integration.personExternalId(person, { objectType }) ?? null);
  return createHash('sha256')
    .update(JSON.stringify([ids, next]))
    .digest('base64url')
    .slice(0, 22);
}
