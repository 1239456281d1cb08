import type { CrmIntegration, FetchPersonPageParams } from '@frigg-crm/crm-base';
import { fetchChecked, fetchInParts, firstPage, idsOf, listPersons, nextPage } from '@frigg-crm/crm-base/testing';
import { expect } from 'vitest';
import type { ContractCase } from '@frigg-crm/crm-base/testing';
import { given, type InWorld } from './suite-case.ts';

/** More persons than some CRMs list in one walk, such as Zoho by page numbers or Salesforce by offset. */
const MANY = 10_050;

/**
 * What a walk through all persons must be like, beyond `describeCrmConnector`.
 * @param supportsPartialPages - What the connector says of itself.
 */
export function pagingCases(inWorld: InWorld, supportsPartialPages: boolean): readonly ContractCase[] {
  return [
    ...(supportsPartialPages ? [inParts(inWorld)] : []),
    {
      title: `lists each of ${MANY} persons exactly once`,
      run: inWorld({ people: MANY }, async ({ integration, crm }) => {
        const ids = idsOf(integration, await listPersons(integration, { limit: integration.config.syncConfig.maxBatchSize }));
        expect(ids).toHaveLength(MANY);
        expect(new Set(ids)).toEqual(new Set(crm.externalIds()));
      }),
    },
    {
      title: 'returns an empty last page where no one is',
      run: inWorld({ people: 0 }, async ({ integration }) => {
        expect(await fetchChecked(integration, firstPage(integration, { limit: 10 }))).toMatchObject({ data: [], next: { kind: 'last' } });
      }),
    },
    {
      title: 'returns whole pages, a last one with the rest, and nothing behind it',
      run: inWorld({ people: 25 }, async ({ integration }) => {
        const sizes: number[] = [];
        let params = firstPage(integration, { limit: 10 });
        for (;;) {
          const page = await fetchChecked(integration, params);
          sizes.push(page.data.length);
          const next = nextPage(params, page);
          if (next === undefined) break;
          params = next;
        }
        expect(sizes.filter((size) => size > 0)).toEqual([10, 10, 5]);
        expect(sizes.length).toBeLessThanOrEqual(4);
      }),
    },
    {
      title: 'lists the same persons again after a page was fetched twice',
      run: inWorld({ people: 25 }, async ({ integration }) => {
        const first = firstPage(integration, { limit: 10 });
        const page = await fetchChecked(integration, first);
        expect(idsOf(integration, (await fetchChecked(integration, first)).data)).toEqual(idsOf(integration, page.data));
        const second = given(nextPage(first, page));
        const next = await fetchChecked(integration, second);
        expect(idsOf(integration, (await fetchChecked(integration, second)).data)).toEqual(idsOf(integration, next.data));
      }),
    },
    endless(inWorld),
  ];
}

type CheckedPersonPage = Awaited<ReturnType<typeof fetchChecked>>;

/** Sizes of parts that divide the page, and one that does not, for cursors. */
const WALK = { people: 25, limit: 12, sizes: [1, 4, 6] } as const;

/** Where a CRM does not carry whole pages, each is read by smaller requests: nothing else may change by it. */
function inParts(inWorld: InWorld): ContractCase {
  return {
    title: 'returns the same persons and the same next page, whether a page is read whole or in parts',
    run: inWorld({ people: WALK.people }, async ({ integration }) => {
      const sizes = integration.config.syncConfig.paginationType === 'PAGE_BASED' ? WALK.sizes : [...WALK.sizes, 5];
      const walkBy = async (fetch: typeof fetchChecked): Promise<readonly unknown[]> => {
        const pages: unknown[] = [];
        let params: FetchPersonPageParams | undefined = firstPage(integration, { limit: WALK.limit });
        while (params !== undefined && pages.length <= WALK.people) {
          const page: CheckedPersonPage = await fetch(integration, params);
          pages.push({ persons: page.data, listed: page.listed, total: page.total, next: page.next.kind });
          params = nextPage(params, page);
        }
        return pages;
      };
      const whole = await walkBy(fetchChecked);
      for (const size of sizes) {
        const read = async (target: CrmIntegration, params: FetchPersonPageParams): Promise<CheckedPersonPage> =>
          fetchInParts(target, params, size);
        expect(await walkBy(read)).toEqual(whole);
        // A page that was announced after it was read whole is fetched again in parts, and the other way round.
        let fetches = 0;
        const inTurn: typeof read = async (...args) => ((fetches += 1) % 2 === 0 ? read(...args) : fetchChecked(...args));
        expect(await walkBy(inTurn)).toEqual(whole);
      }
    }),
  };
}

/** A CRM that gives its first page for ever, whichever is requested. */
function endless(inWorld: InWorld): ContractCase {
  return {
    title: 'ends where the CRM sends one page for ever, under whatever cursor or number',
    run: inWorld({ people: 25 }, async ({ integration, opened, listedPage }) => {
      let [first, lists]: [string | undefined, number] = [undefined, 0];
      opened.intercept = async (request) => {
        if ((await listedPage(request)) === undefined) return undefined;
        lists += 1;
        const response = await opened.sandbox.fetch(request);
        first ??= await response.clone().text();
        return new Response(first, { headers: { 'content-type': 'application/json' } });
      };
      await expect(listPersons(integration, { limit: 10 })).rejects.toMatchObject({ code: 'CONNECTOR_CONTRACT_BROKEN' });
      expect(lists).toBeGreaterThan(1);
      expect(lists).toBeLessThanOrEqual(5);
    }),
  };
}
