import { fetchChecked, firstPage, idsOf, listPersons, nextPage } from '@frigg-crm/crm-base/testing';
import { expect } from 'vitest';
import type { ContractCase } from '@frigg-crm/crm-base/testing';
import { given, type InWorld } from './suite-case.ts';

/** More persons than some CRMs list in one walk, such as Zoho by page numbers or Salesforce by offset. */
const MANY = 10_050;

/** What a walk through all persons must be like, beyond `describeCrmConnector`. */
export function pagingCases(inWorld: InWorld): readonly ContractCase[] {
  return [
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
