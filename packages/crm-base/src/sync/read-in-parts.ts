import type { CheckedPersonPage, FetchPersonPageParams } from '../connector/person-page.ts';

/** What a page of a sync may be read in. */
export interface PartSizes {
  readonly paginationType: 'PAGE_BASED' | 'CURSOR_BASED';
  /** Persons of the page. */
  readonly pageSize: number;
  /** Persons per request that are wanted. */
  readonly wanted: number;
  /** Persons per request, at least. */
  readonly least: number;
}

/**
 * @returns for how many persons the requests are that read a page: as many as are wanted, if pages have cursors; of numbered
 * pages only a size that divides the page begins and ends where the page does, so it may be fewer, or more where there is
 * none.
 */
export function partSizeOf({ paginationType, pageSize, wanted, least }: PartSizes): number {
  const atLeast = Math.min(pageSize, least);
  const size = Math.min(pageSize, Math.max(atLeast, Math.floor(wanted)));
  if (paginationType === 'CURSOR_BASED') return size;
  const divisors = Array.from({ length: pageSize }, (_, index) => index + 1).filter((each) => pageSize % each === 0 && each >= atLeast);
  return divisors.findLast((each) => each <= size) ?? divisors[0] ?? pageSize;
}

/**
 * Reads a page of a sync by several requests for fewer persons each, one after the other. It holds those whom one request
 * would have returned: the requests are for as many persons together, and end where the list ends. What counts is how many
 * are requested, not how many come: a CRM or connector that leaves some out leaves the same ones out.
 * @param params - The page. @param size - Persons per request, see {@link partSizeOf}.
 */
export async function readInParts(
  params: FetchPersonPageParams,
  size: number,
  read: (part: FetchPersonPageParams) => Promise<CheckedPersonPage>,
): Promise<CheckedPersonPage> {
  const parts: CheckedPersonPage[] = [];
  let { cursor } = params;
  for (let before = 0; before < params.limit; before += size) {
    const page = params.page === null ? null : (params.page * params.limit + before) / size;
    const part = await read({ ...params, page, cursor, limit: Math.min(size, params.limit - before) });
    parts.push(part);
    if (part.next.kind === 'last') break;
    ({ cursor } = part.next);
  }
  return joinParts(parts);
}

function joinParts(parts: readonly CheckedPersonPage[]): CheckedPersonPage {
  const totals = parts.flatMap(({ total }) => total ?? []);
  return {
    data: parts.flatMap(({ data }) => data),
    listed: parts.reduce((sum, { listed }) => sum + listed, 0),
    // The least: persons who were deleted between two requests have moved others forward, which must be noticed.
    total: totals.length === 0 ? undefined : Math.min(...totals),
    next: parts.at(-1)?.next ?? { kind: 'last' },
  };
}
