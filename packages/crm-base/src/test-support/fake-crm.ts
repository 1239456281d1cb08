import type { CallOptions } from '@frigg-crm/core';
import type { QuoContact } from '@frigg-crm/quo';
import { BaseCRMIntegration, type BaseCRMIntegrationDependencies } from '../base-crm-integration.ts';
import type { CRMConfig } from '../config/crm-config.ts';
import type { PersonScope } from '../integration/crm-integration.ts';
import type { FetchPersonPageParams, PersonPage } from '../integration/person-page.ts';

/** A person of the fake CRM. */
export interface FakePerson {
  readonly id?: string;
  readonly name: string;
  readonly phone?: string;
  readonly updatedAt?: string;
  readonly deleted?: boolean;
}

/** @returns `count` people; those whose number is in `withoutPhone` have no phone. */
export function fakePeople(
  count: number,
  { withoutPhone = () => false }: { withoutPhone?: (index: number) => boolean } = {},
): FakePerson[] {
  return Array.from({ length: count }, (_, index) => {
    const person = { id: `p${index}`, name: `Ana ${index} 🎈` };
    return withoutPhone(index) ? person : { ...person, phone: `+1415555${String(index).padStart(4, '0')}` };
  });
}

/** Stands for a CRM: a list of people that a test may change, and a hook to make a page go wrong. */
export class FakeCrm {
  people: FakePerson[];
  /** Called before each page is answered; what it throws is the answer. */
  beforePage: (params: FetchPersonPageParams) => void = () => {};
  /** Changes an answer. */
  tamper: (page: PersonPage<FakePerson>, params: FetchPersonPageParams) => PersonPage<FakePerson> = (page) => page;
  readonly pages: FetchPersonPageParams[] = [];

  constructor(people: FakePerson[]) {
    this.people = people;
  }

  page(params: FetchPersonPageParams): PersonPage<FakePerson> {
    this.pages.push(params);
    this.beforePage(params);
    const { modifiedSince } = params;
    const listed = this.people.filter(({ updatedAt }) => modifiedSince === null || (updatedAt ?? '') >= modifiedSince);
    const start = params.page === null ? Number(params.cursor ?? 0) : params.page * params.limit;
    const end = start + params.limit;
    const hasMore = end < listed.length;
    return this.tamper({ data: listed.slice(start, end), total: listed.length, cursor: hasMore ? String(end) : null, hasMore }, params);
  }
}

export interface FakeIntegrationDependencies extends BaseCRMIntegrationDependencies {
  readonly crm: FakeCrm;
}

/** A connector to {@link FakeCrm}; page-based unless its configuration says otherwise. */
export class FakeIntegration extends BaseCRMIntegration<FakePerson> {
  static readonly Definition = { name: 'fake' };
  static readonly CRMConfig: CRMConfig = {
    personObjectTypes: [{ crmObjectName: 'Person' }],
    syncConfig: { paginationType: 'PAGE_BASED', supportsTotal: true },
  };
  readonly #crm: FakeCrm;

  constructor(dependencies: FakeIntegrationDependencies) {
    super(dependencies);
    this.#crm = dependencies.crm;
  }

  override async fetchPersonPage(params: FetchPersonPageParams, { signal }: CallOptions = {}): Promise<PersonPage<FakePerson>> {
    signal?.throwIfAborted();
    return this.#crm.page(params);
  }

  override async fetchPersonById(id: string): Promise<FakePerson | undefined> {
    return this.#crm.people.find((person) => person.id === id);
  }

  override transformPersonToQuo(person: FakePerson, _scope: PersonScope): QuoContact {
    if (person.name === 'broken') throw new TypeError(`cannot read ${person.name}`);
    const phoneNumbers = person.phone === undefined ? [] : [{ name: 'Work', value: person.phone }];
    return { externalId: person.id ?? '', defaultFields: { firstName: person.name, phoneNumbers, emails: [] } };
  }

  override isPersonDeleted(person: FakePerson): boolean {
    return person.deleted === true;
  }
}
