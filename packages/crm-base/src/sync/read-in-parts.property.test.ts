import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkPersonPage, type CheckedPersonPage, type FetchPersonPageParams } from '../connector/person-page.ts';
import { FakeCrm, type FakePerson } from '../test-support/fake-crm.ts';
import { partSizeOf, readInParts } from './read-in-parts.ts';

const PAGINATION_TYPES = ['PAGE_BASED', 'CURSOR_BASED'] as const;
type PaginationType = (typeof PAGINATION_TYPES)[number];

/** A list of which the connector leaves some persons out, after it has read them. */
interface List {
  readonly paginationType: PaginationType;
  readonly people: number;
  readonly pageSize: number;
  readonly leftOut: ReadonlySet<number>;
}

function createReader({ paginationType, people, leftOut }: List): (params: FetchPersonPageParams) => Promise<CheckedPersonPage> {
  const crm = new FakeCrm(Array.from({ length: people }, (_, index): FakePerson => ({ id: String(index), name: `Ana ${index}` })));
  return async (params) => {
    const page = crm.page(params);
    const data = page.data.filter(({ id }) => !leftOut.has(Number(id)));
    return checkPersonPage({ ...page, data }, params, { connector: 'fake', paginationType });
  };
}

const firstOf = ({ paginationType, pageSize }: List): FetchPersonPageParams => ({
  objectType: 'Person',
  page: paginationType === 'PAGE_BASED' ? 0 : null,
  cursor: null,
  limit: pageSize,
  modifiedSince: null,
  sortDesc: false,
});

const lists = fc
  .record({
    paginationType: fc.constantFrom(...PAGINATION_TYPES),
    people: fc.nat(60),
    pageSize: fc.integer({ min: 1, max: 24 }),
    leftOut: fc.uniqueArray(fc.nat(60)),
  })
  // A short numbered page with more to come breaks the contract, however it is read.
  .map((list): List => ({ ...list, leftOut: new Set(list.paginationType === 'CURSOR_BASED' ? list.leftOut : []) }));

it('reads in parts of whatever sizes exactly the pages that one request returns, although some of the parts fail', async () => {
  const tries = fc.infiniteStream(fc.record({ wanted: fc.integer({ min: 1, max: 30 }), failsAt: fc.option(fc.nat(5), { nil: -1 }) }));
  await fc.assert(
    fc.asyncProperty(lists, tries, fc.integer({ min: 1, max: 12 }), async (list, attempts, least) => {
      const read = createReader(list);
      const { paginationType, pageSize } = list;
      let params: FetchPersonPageParams | undefined = firstOf(list);
      while (params !== undefined) {
        const position: FetchPersonPageParams = params;
        const whole = await read(position);
        let inParts: CheckedPersonPage | undefined;
        for (let attempt = 0; inParts === undefined; attempt += 1) {
          const { wanted, failsAt } = attempts.next().value;
          let requests = 0;
          const size = partSizeOf({ paginationType, pageSize, wanted, least });
          inParts = await readInParts(position, size, async (part) => {
            expect(part.limit).toBeLessThanOrEqual(size);
            requests += 1;
            if (attempt < 3 && requests - 1 === failsAt) throw new Error('overloaded');
            return read(part);
          }).catch(() => undefined);
          expect(requests).toBeLessThanOrEqual(Math.ceil(pageSize / size));
        }
        expect(inParts).toEqual(whole);
        params = whole.next.kind === 'last' ? undefined : { ...position, page: nextNumber(position), cursor: whole.next.cursor };
      }
    }),
  );
});

it('chooses sizes within the bounds, of which numbered pages are made up', () => {
  const sizes = fc.record({
    paginationType: fc.constantFrom(...PAGINATION_TYPES),
    pageSize: fc.integer({ min: 1, max: 1000 }),
    wanted: fc.double({ min: 0, max: 2000, noNaN: true }),
    least: fc.integer({ min: 1, max: 1000 }),
  });
  fc.assert(
    fc.property(sizes, (options) => {
      const size = partSizeOf(options);
      expect(size).toBeGreaterThanOrEqual(Math.min(options.least, options.pageSize));
      expect(size).toBeLessThanOrEqual(options.pageSize);
      if (options.paginationType === 'PAGE_BASED') expect(options.pageSize % size).toBe(0);
      else expect(size).toBeLessThanOrEqual(Math.max(options.wanted, options.least));
    }),
  );
});

it.each([
  { pageSize: 100, wanted: 99, size: 50 },
  { pageSize: 100, wanted: 12.5, size: 10 },
  { pageSize: 100, wanted: 1, size: 10 },
  { pageSize: 50, wanted: 49, size: 25 },
  // No size from 10 on divides it.
  { pageSize: 97, wanted: 20, size: 97 },
  { pageSize: 5, wanted: 2, size: 5 },
])('reads numbered pages of $pageSize persons by requests for $size where $wanted are wanted', ({ size, ...options }) => {
  expect(partSizeOf({ ...options, paginationType: 'PAGE_BASED', least: 10 })).toBe(size);
});

it('takes the least of the totals, so that persons who were deleted between two parts are noticed', async () => {
  const list: List = { paginationType: 'PAGE_BASED', people: 20, pageSize: 10, leftOut: new Set() };
  const read = createReader(list);
  let total = 20;
  const page = await readInParts(firstOf(list), 5, async (part) => ({ ...(await read(part)), total: (total -= 1) }));
  expect(page.total).toBe(18);
});

function nextNumber({ page }: FetchPersonPageParams): number | null {
  return page === null ? null : page + 1;
}
