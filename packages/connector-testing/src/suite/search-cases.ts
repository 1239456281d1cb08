import type { CallOptions } from '@frigg-crm/core';
import type { CrmIntegration, CrmPersonRef } from '@frigg-crm/crm-base';
import type { ContractCase } from '@frigg-crm/crm-base/testing';
import { expect } from 'vitest';
import { given, type InWorld, type World } from './suite-case.ts';

const PHONE = '+14155550177';
const OTHERS = ['+14155550178', '+14155550179'];

/** What a connector can search by, beside telephone numbers: it has the method, or not. */
export interface SearchFacts {
  readonly canSearchByName: boolean;
  readonly canSearchByEmail: boolean;
  readonly canRemove: boolean;
}

interface Search {
  readonly what: 'name' | 'e-mail address';
  /** What is searched for, and who has it. */
  readonly term: string;
  readonly wanted: Record;
  /** Those who only look alike. */
  readonly others: readonly Record[];
  readonly run: (
    integration: CrmIntegration,
    term: string,
    options: CallOptions & { readonly limit: number },
  ) => Promise<readonly CrmPersonRef[]>;
}

interface Record {
  readonly firstName: string;
  readonly lastName: string;
  readonly emails: readonly string[];
}

const BY_NAME: Search = {
  what: 'name',
  term: 'zoraida',
  wanted: { firstName: 'Zoraida', lastName: 'Quist', emails: ['z@acme.test'] },
  others: [
    { firstName: 'Zora', lastName: 'Quist', emails: ['zora@acme.test'] },
    { firstName: 'Bo', lastName: 'Lee', emails: ['zoraida@acme.test'] },
  ],
  run: async (integration, term, options) => given(integration.searchPersonsByName?.bind(integration))(term, options),
};

const BY_EMAIL: Search = {
  what: 'e-mail address',
  term: 'Quist@Acme.test',
  wanted: { firstName: 'Zoraida', lastName: 'Quist', emails: ['quist@acme.test'] },
  others: [
    { firstName: 'Zora', lastName: 'Quist', emails: ['z.quist@acme.test'] },
    { firstName: 'Bo', lastName: 'Lee', emails: ['quist@acme.test.example'] },
  ],
  run: async (integration, term, options) => given(integration.findPersonsByEmail?.bind(integration))(term, options),
};

/** What a search by name and by e-mail address must do, where a connector has it. */
export function searchCases(inWorld: InWorld, { canSearchByName, canSearchByEmail, canRemove }: SearchFacts): readonly ContractCase[] {
  const searches = [...(canSearchByName ? [BY_NAME] : []), ...(canSearchByEmail ? [BY_EMAIL] : [])];
  return searches.flatMap((search) => casesOf(inWorld, search, canRemove));
}

function casesOf(inWorld: InWorld, search: Search, canRemove: boolean): readonly ContractCase[] {
  const { what, term, run } = search;
  return [
    {
      title: `finds a person by ${what} whatever its case, and none who only looks alike`,
      run: inWorld({ people: 3 }, async (world) => {
        const [wanted] = addAll(world, search);
        expect(await run(world.integration, term, { limit: 5 })).toEqual([wanted]);
        expect(await run(world.integration, 'none@nowhere.test', { limit: 5 })).toEqual([]);
      }),
    },
    {
      title: `finds no more persons by ${what} than are wanted`,
      run: inWorld({ people: 0 }, async (world) => {
        const same = [PHONE, ...OTHERS].map((phone) => add(world, search.wanted, phone));
        const found = await run(world.integration, term, { limit: 2 });
        expect(found).toHaveLength(2);
        expect(same).toEqual(expect.arrayContaining([...found]));
      }),
    },
    {
      title: `fails where the search by ${what} fails, rather than finding no one`,
      run: inWorld({ people: 0 }, async ({ integration, opened }) => {
        opened.intercept = () => new Response('{}', { status: 503 });
        await expect(run(integration, term, { limit: 2 })).rejects.toMatchObject({ retryable: true });
      }),
    },
    ...(canRemove ? [findsNoGonePerson(inWorld, search)] : []),
  ];
}

function findsNoGonePerson(inWorld: InWorld, search: Search): ContractCase {
  return {
    title: `finds no deleted person by ${search.what}`,
    run: inWorld({ people: 0 }, async (world) => {
      const { externalId } = add(world, search.wanted, PHONE);
      world.crm.remove?.(externalId);
      expect(await search.run(world.integration, search.term, { limit: 5 })).toEqual([]);
    }),
  };
}

function addAll(world: World, { wanted, others }: Search): readonly CrmPersonRef[] {
  return [wanted, ...others].map((person, index) => add(world, person, [PHONE, ...OTHERS][index] ?? PHONE));
}

function add({ crm }: World, person: Record, phone: string): CrmPersonRef {
  return given(crm.add)({ ...person, phones: [phone] });
}
