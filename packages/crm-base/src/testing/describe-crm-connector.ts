import type { JsonValue } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { checkPersonPage, type FetchPersonPageParams } from '../connector/person-page.ts';

/** A connector, joined to a CRM with so many people. */
export interface ConnectorUnderTest {
  readonly integration: CrmIntegration;
  /** The ids of all people of the first object type, as they appear in Quo. */
  readonly externalIds: readonly string[];
  /** Changes one person now. @returns a time before the change and after every other change (ISO 8601). */
  readonly change: (externalId: string) => Promise<string> | string;
  readonly close?: (() => Promise<void>) | undefined;
}

export interface DescribeCrmConnectorOptions {
  /** Joins a connector to a new CRM that holds `people` people. */
  readonly make: (people: number) => Promise<ConnectorUnderTest> | ConnectorUnderTest;
}

/**
 * The contract suite for connectors: a connector that passes it can be synced. Call it in a test file.
 *
 * @example
 * ```ts
 * describeCrmConnector('acme', { make: (people) => joinAcmeToSandbox(people) });
 * ```
 */
export function describeCrmConnector(name: string, { make }: DescribeCrmConnectorOptions): void {
  const using = async (people: number, use: (connector: ConnectorUnderTest) => Promise<void>): Promise<void> => {
    const connector = await make(people);
    try {
      await use(connector);
    } finally {
      await connector.close?.();
    }
  };

  describe(`${name} keeps the contract of a connector`, () => {
    it.each([0, 1, 9, 10, 11, 25])('lists each of %i people exactly once, in pages of 10', async (people) =>
      using(people, async ({ integration, externalIds }) => {
        const listed = await listAll(integration, { limit: 10 });
        const ids = listed.map((person) => integration.personExternalId(person, scopeOf(integration)));
        expect(ids).toHaveLength(people);
        expect(new Set(ids)).toEqual(new Set(externalIds));
      }),
    );

    it('returns people that survive a queue message', async () =>
      using(25, async ({ integration }) => {
        const listed = await listAll(integration, { limit: 25 });
        expect(JSON.parse(JSON.stringify(listed))).toEqual(listed);
      }));

    it('makes a contact of each person, or says of that one alone why not', async () =>
      using(25, async ({ integration }) => {
        const scope = scopeOf(integration);
        for (const person of await listAll(integration, { limit: 25 })) {
          const contact = await integration.transformPersonToQuo(person, scope);
          expect(contact.externalId).toBe(integration.personExternalId(person, scope));
          const numbers = contact.defaultFields.phoneNumbers.map(({ value }) => value);
          for (const number of numbers) expect(number).toMatch(/^\+[1-9]\d{7,14}$/);
          expect(new Set(numbers).size).toBe(numbers.length);
        }
      }));

    it('makes the same contact of the same person each time, so that an unchanged one can be recognised', async () =>
      using(10, async ({ integration }) => {
        const scope = scopeOf(integration);
        const contactsOf = async (): Promise<unknown[]> =>
          Promise.all((await listAll(integration, { limit: 5 })).map(async (person) => integration.transformPersonToQuo(person, scope)));
        expect(await contactsOf()).toEqual(await contactsOf());
      }));

    it('fetches people by their ids, and leaves out who does not exist', async () =>
      using(10, async ({ integration, externalIds }) => {
        const wanted = externalIds.slice(0, 3);
        const found = await integration.fetchPersonsByIds([...wanted, '999999999'], scopeOf(integration));
        expect(new Set(found.map((person) => integration.personExternalId(person, scopeOf(integration))))).toEqual(new Set(wanted));
      }));

    it('lists only who changed since a time', async () =>
      using(12, async ({ integration, externalIds, change }) => {
        const changed = externalIds[5] ?? '';
        const modifiedSince = await change(changed);
        const listed = await listAll(integration, { limit: 5, modifiedSince });
        expect(listed.map((person) => integration.personExternalId(person, scopeOf(integration)))).toEqual([changed]);
      }));

    it('says when a person changed last, if it says so at all, as a time that moves on with each change', async () =>
      using(5, async ({ integration, externalIds, change }) => {
        const changed = externalIds[2] ?? '';
        const timeOf = async (): Promise<number> => {
          const people = await listAll(integration, { limit: 5 });
          const person = people.find((one) => integration.personExternalId(one, scopeOf(integration)) === changed);
          // Who says nothing has said it long ago; what is no time compares with nothing.
          return Date.parse((person === undefined ? undefined : integration.personModifiedAt(person)) ?? '1970-01-01');
        };
        const before = await timeOf();
        await change(changed);
        expect(await timeOf()).toBeGreaterThanOrEqual(before);
      }));

    it('ends a call that is called off', async () =>
      using(5, async ({ integration }) => {
        const params = firstPage(integration, { limit: 5 });
        await expect(integration.fetchPersonPage(params, { signal: AbortSignal.abort(new Error('called off')) })).rejects.toThrow(
          'called off',
        );
      }));
  });
}

interface Listing {
  readonly limit: number;
  readonly modifiedSince?: string | undefined;
}

function scopeOf({ config }: CrmIntegration): { readonly objectType: string } {
  return { objectType: config.personObjectTypes[0]?.crmObjectName ?? '' };
}

function firstPage(integration: CrmIntegration, { limit, modifiedSince }: Listing): FetchPersonPageParams {
  const { paginationType, reverseChronological } = integration.config.syncConfig;
  const page = paginationType === 'PAGE_BASED' ? 0 : null;
  return { ...scopeOf(integration), page, cursor: null, limit, modifiedSince: modifiedSince ?? null, sortDesc: reverseChronological };
}

async function listAll(integration: CrmIntegration, listing: Listing): Promise<readonly JsonValue[]> {
  const people: JsonValue[] = [];
  let params = firstPage(integration, listing);
  for (;;) {
    const page = checkPersonPage(await integration.fetchPersonPage(params, {}), params, {
      connector: integration.connector,
      paginationType: integration.config.syncConfig.paginationType,
    });
    people.push(...page.data);
    if (page.next.kind === 'last') return people;
    params = { ...params, page: params.page === null ? null : params.page + 1, cursor: page.next.cursor };
  }
}
