import { listPersons, firstScope } from '@frigg-crm/crm-base/testing';
import { expect } from 'vitest';
import type { ContractCase } from '@frigg-crm/crm-base/testing';
import type { InWorld, MakeWorld } from './suite-case.ts';

/** What a connector says of the account that is connected, and to whom. */
export function accountCases(inWorld: InWorld, make: MakeWorld, isNamed: boolean): readonly ContractCase[] {
  return [...(isNamed ? named(inWorld, make) : [unnamed(inWorld)]), ...discreet(inWorld)];
}

function unnamed(inWorld: InWorld): ContractCase {
  return {
    title: 'says of no account which one it is, as its CRM does not say',
    run: inWorld({ people: 3 }, async ({ integration }) => expect(await integration.accountIdentity({})).toBeUndefined()),
  };
}

function named(inWorld: InWorld, make: MakeWorld): readonly ContractCase[] {
  return [
    {
      title: 'F2: says the same of an account when it is connected again, with a new token',
      run: inWorld({ people: 3 }, async (world) => {
        const before = await world.integration.accountIdentity({});
        expect(before).toMatch(/./);
        await world.crm.renewAccess?.();
        const again = await make({ people: 3 });
        expect(await again.integration.accountIdentity({})).toBe(before);
      }),
    },
    {
      title: 'F2: says of another account that it is another',
      run: inWorld({ people: 3 }, async (world) => {
        const before = await world.integration.accountIdentity({});
        const other = await make({ people: 3 });
        const integration = other.crm.connectOther?.() ?? other.integration;
        expect(await integration.accountIdentity({})).not.toBe(before);
        expect(await integration.accountIdentity({})).toMatch(/./);
      }),
    },
    {
      title: 'fails rather than naming no account while the CRM is away',
      run: inWorld({ people: 3 }, async ({ integration, opened }) => {
        const before = await integration.accountIdentity({});
        opened.intercept = () => new Response('{}', { status: 503 });
        const outcome: unknown = await integration.accountIdentity({}).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toMatchObject({ retryable: true });
        else expect(outcome).toBe(before);
      }),
    },
  ];
}

function discreet(inWorld: InWorld): readonly ContractCase[] {
  return [
    {
      title: 'sends each request to one host, with the access of the account in a header',
      run: inWorld({ people: 25 }, async ({ integration, opened, crm }) => {
        await listPersons(integration, { limit: 10 });
        await integration.fetchPersonsByIds(crm.externalIds().slice(0, 2), firstScope(integration));
        await integration.accountIdentity({});
        expect(new Set(opened.sent.map(({ url }) => url.host)).size).toBe(1);
        for (const { url, headers } of opened.sent) {
          expect([...headers.keys()].some((name) => /^(authorization|.*(api-?key|token))$/.test(name))).toBe(true);
          const secret = (headers.get('authorization') ?? '').split(' ').at(-1) ?? '';
          if (secret.length > 3) expect(url.href).not.toContain(secret);
        }
      }),
    },
    {
      title: 'names no person, number or address in its log',
      run: inWorld({ people: 25, faults: { rateLimited: 0.2, unavailable: 0.2 } }, async ({ integration, opened }) => {
        const scope = firstScope(integration);
        const persons = await listPersons(integration, { limit: 5 });
        const contacts = await Promise.all(persons.map(async (person) => integration.transformPersonToQuo(person, scope)));
        const texts = contacts.flatMap(({ defaultFields: { lastName, phoneNumbers, emails } }) => [
          ...(lastName == null || lastName.length < 4 ? [] : [lastName]),
          ...[...phoneNumbers, ...emails].map(({ value }) => value),
        ]);
        for (const text of texts) expect(opened.logged.filter((line) => line.includes(text))).toEqual([]);
      }),
    },
  ];
}
