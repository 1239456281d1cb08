import type { MappingScope, PersonKey } from '@frigg-crm/core';
import { comparePeople, type MappingState } from '@frigg-crm/core/adapter';

type PeopleById = Map<string, MappingState>;

/** The people of one integration, by object type and id, and by phone number. */
class Integration {
  readonly types = new Map<string, PeopleById>();
  readonly #byPhone = new Map<string, Map<string, PersonKey>>();

  put(key: PersonKey, state: MappingState): void {
    const people = this.types.get(key.objectType) ?? new Map<string, MappingState>();
    this.types.set(key.objectType, people);
    this.#forgetPhones(key, people.get(key.externalId));
    people.set(key.externalId, state);
    for (const phone of state.phoneNumbers) {
      const owners = this.#byPhone.get(phone) ?? new Map<string, PersonKey>();
      this.#byPhone.set(phone, owners.set(nameOf(key), key));
    }
  }

  delete(key: PersonKey): void {
    const people = this.types.get(key.objectType);
    this.#forgetPhones(key, people?.get(key.externalId));
    people?.delete(key.externalId);
  }

  owners(phones: readonly string[]): readonly PersonKey[] {
    const found = new Map(phones.flatMap((phone) => [...(this.#byPhone.get(phone) ?? [])]));
    return [...found.values()].sort(comparePeople);
  }

  #forgetPhones(key: PersonKey, state: MappingState | undefined): void {
    for (const phone of state?.phoneNumbers ?? []) {
      const owners = this.#byPhone.get(phone);
      owners?.delete(nameOf(key));
      if (owners?.size === 0) this.#byPhone.delete(phone);
    }
  }
}

/** All known people. */
export class People {
  readonly #integrations = new Map<string, Integration>();

  get({ integrationId, objectType, externalId }: PersonKey): MappingState | undefined {
    return this.#integrations.get(integrationId)?.types.get(objectType)?.get(externalId);
  }

  put(key: PersonKey, state: MappingState): void {
    const integration = this.#integrations.get(key.integrationId) ?? new Integration();
    this.#integrations.set(key.integrationId, integration);
    integration.put(key, state);
  }

  delete(key: PersonKey): void {
    this.#integrations.get(key.integrationId)?.delete(key);
  }

  deleteAll(integrationId: string): void {
    this.#integrations.delete(integrationId);
  }

  /** @returns all people of the scope, in no particular order. */
  list({ integrationId, objectType }: MappingScope): Iterable<readonly [externalId: string, state: MappingState]> {
    return this.#integrations.get(integrationId)?.types.get(objectType) ?? [];
  }

  /** @returns who has at least one of these phone numbers, each once, by object type and id. */
  owners(integrationId: string, phoneNumbers: readonly string[]): readonly PersonKey[] {
    return this.#integrations.get(integrationId)?.owners(phoneNumbers) ?? [];
  }
}

/** JSON keeps apart what a separator would join. */
function nameOf({ objectType, externalId }: PersonKey): string {
  return JSON.stringify([objectType, externalId]);
}
