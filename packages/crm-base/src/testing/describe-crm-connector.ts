import { expect } from 'vitest';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { describeCases, usingEach, type ContractCase } from './contract-case.ts';
import { firstPage, firstScope, idsOf, listPersons, type PersonListing } from './list-persons.ts';

/** A connector, joined to a CRM with so many people. */
export interface ConnectorUnderTest {
  readonly integration: CrmIntegration;
  /** The ids of all people of the first object type, as they appear in Quo. */
  readonly externalIds: readonly string[];
  /** Changes one person now. @returns a time before the change and after every other change (ISO 8601). */
  readonly change: (externalId: string) => Promise<string> | string;
  /**
   * Deletes one person in the CRM. @returns a time before the deletion and after every other change (ISO 8601). Absent where
   * the CRM never lists who was deleted: then only a full sync finds out.
   */
  readonly remove?: ((externalId: string) => Promise<string> | string) | undefined;
  readonly close?: (() => Promise<void>) | undefined;
}

/** What {@link describeCrmConnector} runs against. */
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
export function describeCrmConnector(name: string, options: DescribeCrmConnectorOptions): void {
  describeCases(`${name} keeps the contract of a connector`, crmConnectorCases(options));
}

/** @returns the demands of the contract, one by one. */
export function crmConnectorCases({ make }: DescribeCrmConnectorOptions): readonly ContractCase[] {
  const using = usingEach(make);
  return [...listingCases(using), ...changeCases(using), ...recordCases(using)];
}

type Using = (use: (connector: ConnectorUnderTest) => Promise<void>, people: number) => Promise<void>;

/** The largest page that is asked for where `syncConfig.maxBatchSize` does not say less. */
const LARGEST_PAGE = 1000;

function listingCases(using: Using): readonly ContractCase[] {
  const sizes = [0, 1, 9, 10, 11, 25].map((people) => ({ people, limit: 10 }));
  return [
    ...[...sizes, { people: 1100, limit: LARGEST_PAGE }].map(({ people, limit }) => ({
      title: `lists each of ${people} people exactly once, in pages of ${limit}`,
      run: async () =>
        using(async ({ integration, externalIds }) => {
          const ids = await listedIds(integration, { limit: Math.min(limit, integration.config.syncConfig.maxBatchSize) });
          expect(ids).toHaveLength(people);
          expect(new Set(ids)).toEqual(new Set(externalIds));
        }, people),
    })),
    {
      title: 'returns people that survive a queue message',
      run: async () =>
        using(async ({ integration }) => {
          const listed = await listPersons(integration, { limit: 25 });
          expect(JSON.parse(JSON.stringify(listed))).toEqual(listed);
        }, 25),
    },
    {
      title: 'ends a call that is called off',
      run: async () =>
        using(async ({ integration }) => {
          const params = firstPage(integration, { limit: 5 });
          const signal = AbortSignal.abort(new Error('called off'));
          await expect(integration.fetchPersonPage(params, { signal })).rejects.toThrow('called off');
        }, 5),
    },
  ];
}

function changeCases(using: Using): readonly ContractCase[] {
  return [
    {
      title: 'lists only who changed since a time',
      run: async () =>
        using(async ({ integration, externalIds, change }) => {
          const changed = externalIds[5] ?? '';
          const modifiedSince = await change(changed);
          const ids = await listedIds(integration, { limit: 5, modifiedSince });
          if (integration.config.syncConfig.supportsModifiedSince) expect(ids).toEqual([changed]);
          // Such a CRM lists all persons, whatever is requested: each sync of it is a full one.
          else expect(new Set(ids)).toEqual(new Set(externalIds));
        }, 12),
    },
    {
      title: 'lists who changed at the very moment of modifiedSince',
      run: async () =>
        using(async ({ integration, externalIds, change }) => {
          const changed = externalIds[5] ?? '';
          await change(changed);
          const modifiedSince = await modifiedAt(integration, changed);
          // A CRM that does not say when has no such moment.
          const ids = modifiedSince === undefined ? [changed] : await listedIds(integration, { limit: 5, modifiedSince });
          expect(ids).toContain(changed);
        }, 12),
    },
    {
      title: 'lists who was deleted as deleted, if its CRM lists them at all',
      run: async () =>
        using(async ({ integration, externalIds, remove }) => {
          const removed = externalIds[3] ?? '';
          const modifiedSince = await remove?.(removed);
          if (modifiedSince === undefined) return;
          const listed = await listPersons(integration, { limit: 5, modifiedSince });
          const deleted = listed.filter((person) => integration.isPersonDeleted(person));
          expect(deleted.map((person) => integration.personExternalId(person, firstScope(integration)))).toEqual([removed]);
        }, 12),
    },
    {
      title: 'says when a person changed last, if it says so at all, as a time that moves on with each change',
      run: async () =>
        using(async ({ integration, externalIds, change }) => {
          const changed = externalIds[2] ?? '';
          // Who says nothing has said it long ago; what is no time compares with nothing.
          const timeOf = async (): Promise<number> => Date.parse((await modifiedAt(integration, changed)) ?? '1970-01-01');
          const before = await timeOf();
          await change(changed);
          expect(await timeOf()).toBeGreaterThanOrEqual(before);
        }, 5),
    },
  ];
}

function recordCases(using: Using): readonly ContractCase[] {
  return [
    {
      title: 'makes a contact of each person, or says of that one alone why not',
      run: async () =>
        using(async ({ integration }) => {
          const scope = firstScope(integration);
          for (const person of await listPersons(integration, { limit: 25 })) {
            const contact = await integration.transformPersonToQuo(person, scope);
            expect(contact.externalId).toBe(integration.personExternalId(person, scope));
            const numbers = contact.defaultFields.phoneNumbers.map(({ value }) => value);
            for (const number of numbers) expect(number).toMatch(/^\+[1-9]\d{7,14}$/);
            expect(new Set(numbers).size).toBe(numbers.length);
          }
        }, 25),
    },
    {
      title: 'makes the same contact of the same person each time, so that an unchanged one can be recognised',
      run: async () =>
        using(async ({ integration }) => {
          const scope = firstScope(integration);
          const contactsOf = async (): Promise<unknown[]> =>
            Promise.all(
              (await listPersons(integration, { limit: 5 })).map(async (person) => integration.transformPersonToQuo(person, scope)),
            );
          expect(await contactsOf()).toEqual(await contactsOf());
        }, 10),
    },
    {
      title: 'fetches people by their ids, and leaves out who does not exist',
      run: async () =>
        using(async ({ integration, externalIds }) => {
          const wanted = externalIds.slice(0, 3);
          const found = await integration.fetchPersonsByIds([...wanted, '999999999'], firstScope(integration));
          expect(new Set(found.map((person) => integration.personExternalId(person, firstScope(integration))))).toEqual(new Set(wanted));
        }, 10),
    },
  ];
}

async function listedIds(integration: CrmIntegration, listing: PersonListing): Promise<readonly (string | undefined)[]> {
  return idsOf(integration, await listPersons(integration, listing));
}

async function modifiedAt(integration: CrmIntegration, externalId: string): Promise<string | undefined> {
  const people = await listPersons(integration, { limit: 5 });
  const person = people.find((one) => integration.personExternalId(one, firstScope(integration)) === externalId);
  return person === undefined ? undefined : integration.personModifiedAt(person);
}
