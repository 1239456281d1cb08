import type { PersonStore } from './person-store.ts';
import { invalid, page, type SandboxAnswer } from './sandbox-answers.ts';
import type { SandboxOrganizations } from './sandbox-organizations.ts';
import type { SandboxPerson } from './sandbox-person.ts';
import { PERSON_SEARCH_RULES, findQueryProblem } from './sandbox-query.ts';

/** What the search of persons works with. */
export interface SearchPersonsContext {
  readonly people: PersonStore;
  readonly organizations: SandboxOrganizations;
}

/**
 * Answers Search persons, by name, by e-mail address or by telephone number. A number is found by any stretch of its digits, as it was typed: the
 * country code does not match what was written without one. It compares all persons, one after the other.
 */
export function searchPersons(query: URLSearchParams, { people, organizations }: SearchPersonsContext): SandboxAnswer {
  const isExact = query.get('exact_match') === 'true';
  const problem = findQueryProblem(query, PERSON_SEARCH_RULES) ?? findTermProblem(query, isExact);
  if (problem !== undefined) return invalid(problem);
  const term = query.get('term') ?? '';
  const wanted = toDigits(term);
  const fields = query.get('fields');
  const limit = Number(query.get('limit') ?? 100);
  const items: unknown[] = [];
  for (const person of people.inOrder('id', 'asc', undefined)) {
    if (fields === 'name' ? isNamed(person, term) : fields === 'email' ? isAt(person, term, isExact) : isHit(person, wanted, isExact))
      items.push({ result_score: 0.5, item: toItem(person, organizations) });
    if (items.length === limit) break;
  }
  const { status, body } = page([], null);
  return { status, body: { ...body, data: { items } } };
}

function findTermProblem(query: URLSearchParams, isExact: boolean): string | undefined {
  if ((query.get('term') ?? '').length < (isExact ? 1 : 2)) return "'term' is too short";
  const isKnown = ['phone', 'name', 'email'].includes(query.get('fields') ?? '') && !query.has('cursor');
  return isKnown ? undefined : "this sandbox searches by one of 'fields=phone', 'fields=name' and 'fields=email' only";
}

function isHit({ phones, is_deleted: isDeleted }: SandboxPerson, wanted: string, isExact: boolean): boolean {
  if (isDeleted || wanted === '') return false;
  return phones.map(({ value }) => toDigits(value)).some((digits) => (isExact ? digits === wanted : digits.includes(wanted)));
}

function isAt({ emails, is_deleted: isDeleted }: SandboxPerson, term: string, isExact: boolean): boolean {
  const wanted = term.toLowerCase();
  const addresses = emails.map(({ value }) => value.toLowerCase());
  return !isDeleted && addresses.some((address) => (isExact ? address === wanted : address.includes(wanted)));
}

/** @returns whether a part of the name is searched for, whatever its case. */
export function isNamed({ name, is_deleted: isDeleted }: Pick<SandboxPerson, 'name' | 'is_deleted'>, term: string): boolean {
  return !isDeleted && (name ?? '').toLowerCase().includes(term.toLowerCase());
}

function toDigits(text: string): string {
  return text.replace(/\D/g, '');
}

function toItem(person: SandboxPerson, organizations: SandboxOrganizations): Readonly<Record<string, unknown>> {
  const name = person.org_id === null ? undefined : organizations.nameOf(person.org_id);
  return {
    id: person.id,
    type: 'person',
    name: person.name,
    phones: person.phones.map(({ value }) => value),
    emails: person.emails.map(({ value }) => value),
    visible_to: person.visible_to,
    owner: { id: person.owner_id },
    // Left out where there is none: it is no field that may be null.
    ...(name !== undefined && { organization: { id: person.org_id, name, address: null } }),
    custom_fields: [],
    notes: [],
  };
}
