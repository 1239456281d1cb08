import * as z from 'zod';
import { ConnectorContractError } from '../failures/connector-contract-error.ts';
import type { NextPage } from '../connector/person-page.ts';

/** So many pages without anybody, one after the other, are taken for a list without an end. */
const MAX_EMPTY_PAGES = 1000;

export const pageLoopGuardSchema = z.object({
  /** A cursor that was named before, to compare with. */
  kept: z.string().nullable(),
  /** After so many further cursors another one is kept. */
  left: z.int().min(0),
  stretch: z.int().min(1),
  /** Empty pages in a row. */
  empty: z.int().min(0),
});

/** What has to be remembered to find out that pages go round in a circle. */
export type PageLoopGuard = z.output<typeof pageLoopGuardSchema>;

export const NEW_GUARD: PageLoopGuard = { kept: null, left: 1, stretch: 1, empty: 0 };

/**
 * Finds out when cursors go round in a circle, however long, in constant memory (Brent's algorithm): it compares each
 * cursor with one that it keeps, and keeps a new one after 1, 2, 4, 8 … steps. Kept with the position of the sync, it
 * works across messages.
 * @throws {ConnectorContractError} when the next page was named before, or when pages stay empty without an end.
 */
export function watchPages(guard: PageLoopGuard, page: { readonly isEmpty: boolean; readonly next: NextPage }): PageLoopGuard {
  if (page.next.kind === 'last') return guard;
  const empty = page.isEmpty ? guard.empty + 1 : 0;
  if (empty > MAX_EMPTY_PAGES) throw new ConnectorContractError(`The CRM sent ${empty} empty pages in a row, and each names a next one`);
  const { cursor } = page.next;
  if (cursor === null) return { ...guard, empty };
  if (cursor === guard.kept) throw new ConnectorContractError('The CRM names a cursor that it named before: following it would never end');
  if (guard.left > 1) return { ...guard, left: guard.left - 1, empty };
  return { kept: cursor, left: guard.stretch * 2, stretch: guard.stretch * 2, empty };
}
