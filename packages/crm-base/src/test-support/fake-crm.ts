import type { CallOptions } from '@frigg-crm/core';
import type { QuoContact } from '@frigg-crm/quo';
import { BaseCRMIntegration, type BaseCRMIntegrationDependencies } from '../base-crm-integration.ts';
import type { CRMConfig } from '../connector/crm-config.ts';
import type { PersonScope } from '../connector/crm-integration.ts';
import type { ActivityTarget } from '../connector/activity-target.ts';
import type { CrmPersonRef, LoggedActivity } from '../connector/logged-activity.ts';
import type { FetchPersonPageParams, PersonPage } from '../connector/person-page.ts';
import { FakeActivities } from './fake-activities.ts';

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
  /** Runs after people were read and before they are handed out: what happens here, the answer does not know. */
  afterRead: () => Promise<void> | void = () => {};
  /**
   * How pages are cut: at a place in the list, which shifts when a person is removed, or behind a person. The latter lists
   * all persons by id, and changed persons by the time of the change.
   */
  paging: 'by place' | 'behind a person' = 'by place';
  readonly pages: FetchPersonPageParams[] = [];

  constructor(people: FakePerson[]) {
    this.people = people;
  }

  /** Adds a person, or replaces the one with this id. */
  put(person: FakePerson): void {
    const isThere = this.people.some(({ id }) => id === person.id);
    this.people = isThere ? this.people.map((other) => (other.id === person.id ? person : other)) : [...this.people, person];
  }

  remove(id: string): void {
    this.people = this.people.filter((person) => person.id !== id);
  }

  page(params: FetchPersonPageParams): PersonPage<FakePerson> {
    this.pages.push(params);
    this.beforePage(params);
    const { modifiedSince } = params;
    const listed = this.people.filter(({ updatedAt }) => modifiedSince === null || (updatedAt ?? '') >= modifiedSince);
    if (this.paging === 'behind a person') return this.#pageBehind(params, listed);
    const start = params.page === null ? Number(params.cursor ?? 0) : params.page * params.limit;
    const end = start + params.limit;
    const hasMore = end < listed.length;
    return this.tamper({ data: listed.slice(start, end), total: listed.length, cursor: hasMore ? String(end) : null, hasMore }, params);
  }

  #pageBehind({ cursor, limit, modifiedSince }: FetchPersonPageParams, listed: readonly FakePerson[]): PersonPage<FakePerson> {
    const keyOf = ({ id = '', updatedAt = '' }: FakePerson): string => `${modifiedSince === null ? '' : updatedAt} ${id}`;
    const behind = listed.filter((person) => cursor === null || keyOf(person) > cursor).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const data = behind.slice(0, limit);
    const last = data.at(-1);
    const hasMore = behind.length > limit && last !== undefined;
    return { data, cursor: hasMore ? keyOf(last) : null, hasMore };
  }
}

export interface FakeIntegrationDependencies extends BaseCRMIntegrationDependencies {
  readonly crm: FakeCrm;
  /** What calls and texts are written into. @defaultValue an empty one */
  readonly activities?: FakeActivities;
}

/** A connector to {@link FakeCrm}; page-based unless its configuration says otherwise. */
export class FakeIntegration extends BaseCRMIntegration<FakePerson> {
  static readonly Definition = { name: 'fake' };
  static readonly CRMConfig: CRMConfig = {
    personObjectTypes: [{ crmObjectName: 'Person' }],
    // What follows a sync is asked for by the tests that are about it.
    syncConfig: { paginationType: 'PAGE_BASED', supportsTotal: true, catchUp: false },
  };
  readonly #crm: FakeCrm;
  readonly #activities: FakeActivities;

  constructor(dependencies: FakeIntegrationDependencies) {
    super(dependencies);
    this.#crm = dependencies.crm;
    this.#activities = dependencies.activities ?? new FakeActivities();
  }

  override findPersonsByPhone = async (phoneNumber: string): Promise<readonly CrmPersonRef[]> =>
    this.#activities.findPersonsByPhone(phoneNumber);
  override logCallToActivity = async (activity: LoggedActivity): Promise<string> => this.#activities.logCallToActivity(activity);
  override logSMSToActivity = async (activity: LoggedActivity): Promise<string> => this.#activities.logSMSToActivity(activity);
  override updateActivity: ActivityTarget['updateActivity'] = async (id, activity) => this.#activities.updateActivity(id, activity);
  override deleteActivity: ActivityTarget['deleteActivity'] = async (id) => this.#activities.deleteActivity(id);
  override findLoggedActivity: ActivityTarget['findLoggedActivity'] = async (activity, options) =>
    this.#activities.findLoggedActivity(activity, options);

  override async fetchPersonPage(params: FetchPersonPageParams, { signal }: CallOptions = {}): Promise<PersonPage<FakePerson>> {
    signal?.throwIfAborted();
    const page = this.#crm.page(params);
    await this.#crm.afterRead();
    return page;
  }

  override async fetchPersonById(id: string): Promise<FakePerson | undefined> {
    const found = this.#crm.people.find((person) => person.id === id);
    await this.#crm.afterRead();
    return found;
  }

  override transformPersonToQuo(person: FakePerson, _scope: PersonScope): QuoContact {
    if (person.name === 'broken') throw new TypeError(`cannot read ${person.name}`);
    const phoneNumbers = person.phone === undefined ? [] : [{ name: 'Work', value: person.phone }];
    return { externalId: person.id ?? '', defaultFields: { firstName: person.name, phoneNumbers, emails: [] } };
  }

  override personModifiedAt({ updatedAt }: FakePerson): string | undefined {
    return updatedAt;
  }

  override isPersonDeleted(person: FakePerson): boolean {
    return person.deleted === true;
  }
}
