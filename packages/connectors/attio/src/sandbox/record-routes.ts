import { findBodyProblem, rules, type SandboxRoute } from '@frigg-crm/http/sandbox';
import type { PersonStore } from './person-store.ts';
import { failure, invalid, notFound, success } from './sandbox-answers.ts';
import { OBJECTS, PERSON_ATTRIBUTES, attributeIdOf, numberOfSandboxId, objectIdOf, toSandboxId } from './sandbox-ids.ts';
import { phonesOf, toCompanyRecord, toRecord, toWireTime, type SandboxPerson } from './sandbox-person.ts';

/** The companies of a sandbox by number; what is not there was deleted. */
export type SandboxCompanies = Map<number, string | null>;

interface Records {
  readonly people: PersonStore;
  readonly companies: SandboxCompanies;
}

const MADE_AT = toWireTime(Date.UTC(2025, 0, 1));
const MAX_LIMIT = 500;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** Sorting by creation is all that this sandbox does; other orders are refused rather than ignored. */
const sorts = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length === 1 &&
  findBodyProblem(value[0], { attribute: rules.oneOf('created_at'), direction: rules.oneOf('asc', 'desc') }, ['attribute', 'direction']) ===
    undefined;

const query = { filter: isObject, sorts, limit: rules.number(1, MAX_LIMIT), offset: rules.number(0, Number.MAX_SAFE_INTEGER) };

interface RecordsQuery {
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly sorts?: readonly [{ readonly direction: string }];
  readonly limit?: number;
  readonly offset?: number;
}

/** Records, objects and attributes (Attio REST API). */
export function createRecordRoutes({ people, companies }: Records): Readonly<Record<string, SandboxRoute>> {
  return {
    'POST /v2/objects/people/records/query': { query: {}, body: query, handle: ({ body }) => queryPeople(people, body as RecordsQuery) },
    'GET /v2/objects/people/records/{id}': {
      query: {},
      handle({ params }) {
        const { id = '' } = params;
        if (!rules.uuid(id)) return invalid({ field: 'record_id', problem: 'is malformed' });
        const person = people.get(personNumberOf(id));
        return person === undefined ? notFound(`Record with ID "${id}"`) : success(toRecord(person));
      },
    },
    'POST /v2/objects/companies/records/query': {
      query: {},
      body: query,
      handle: ({ body }) => queryCompanies(companies, body as RecordsQuery),
    },
    'POST /v2/objects/records/search': {
      query: {},
      body: {
        query: (value) => rules.text(value) && String(value).length <= 256,
        objects: (value) =>
          Array.isArray(value) && value.length > 0 && value.every((each) => (OBJECTS as readonly unknown[]).includes(each)),
        request_as: (value) => findBodyProblem(value, { type: rules.oneOf('workspace') }, ['type']) === undefined,
        limit: rules.number(1, 25),
      },
      required: ['query', 'objects', 'request_as'],
      handle: ({ body }) => search(people, body as RecordSearch),
    },
    'POST /v2/objects/people/records': {
      query: {},
      body: { data: (value) => isObject(value) && isObject(value['values']) },
      required: ['data'],
      handle: ({ body }) => addPerson(people, (body as { readonly data: { readonly values: PersonValues } }).data.values),
    },
    'GET /v2/objects': {
      query: {},
      handle: () => success(OBJECTS.map(toObject)),
    },
    'GET /v2/objects/{slug}': {
      query: {},
      handle({ params: { slug } }) {
        const object = OBJECTS.find((each) => each === slug || objectIdOf(each) === slug);
        if (object === undefined) return notFound(`Object with slug/ID "${slug}"`);
        return success(toObject(object));
      },
    },
    'GET /v2/objects/people/attributes/{slug}': {
      query: {},
      handle: ({ params: { slug = '' } }) => toAttribute(slug) ?? notFound(`Attribute with slug/ID "${slug}"`),
    },
  };
}

/** @returns the number of a person's id; 0 for the id of anything else. */
export function personNumberOf(id: string): number {
  const number = numberOfSandboxId(id);
  return id === toSandboxId('person', number) ? number : 0;
}

/** As List objects and Get an object show one. */
function toObject(object: (typeof OBJECTS)[number]): object {
  const id = { workspace_id: toSandboxId('workspace', 1), object_id: objectIdOf(object) };
  return { id, api_slug: object, singular_noun: object, plural_noun: object, created_at: MADE_AT };
}

function queryPeople(people: PersonStore, { filter = {}, sorts: order, limit = MAX_LIMIT, offset = 0 }: RecordsQuery): Response {
  const ids = readIds(filter);
  if (ids !== undefined) return success(ids.flatMap((id) => people.get(personNumberOf(id)) ?? []).map(toRecord));
  if (Object.keys(filter).length === 0)
    return success(people.page({ offset, limit, isAscending: order?.[0].direction !== 'desc' }).map(toRecord));
  const found = findByFilter(people, filter);
  if (found === undefined) return failure(400, 'filter_error', 'Error in filter.');
  return success(found.slice(offset, offset + limit).map(toRecord));
}

/** Reads `{ phone_numbers: … }` or `{ email_addresses: … }`. @returns `undefined` for a filter that this sandbox does not know. */
function findByFilter(people: PersonStore, filter: Readonly<Record<string, unknown>>): readonly SandboxPerson[] | undefined {
  const [[attribute, value] = [], ...others] = Object.entries(filter);
  if (typeof value !== 'string' || others.length > 0) return undefined;
  if (attribute === 'phone_numbers' && /^\+[1-9]\d{6,14}$/.test(value)) return people.findByPhone(value);
  return attribute === 'email_addresses' && /^[^\s@]+@[^\s@]+$/.test(value) ? people.findByEmail(value) : undefined;
}

function queryCompanies(companies: SandboxCompanies, { filter = {} }: RecordsQuery): Response {
  const ids = readIds(filter);
  if (ids === undefined) return failure(400, 'filter_error', 'Error in filter.');
  const found = ids.map(numberOfSandboxId).filter((number) => companies.has(number));
  return success(found.map((number) => toCompanyRecord(number, companies.get(number) ?? null)));
}

interface RecordSearch {
  readonly query: string;
  readonly objects: readonly string[];
  readonly limit?: number;
}

interface PersonValues {
  readonly name?: readonly { readonly first_name: string; readonly last_name: string }[];
  readonly phone_numbers?: readonly { readonly original_phone_number: string }[];
  readonly email_addresses?: readonly { readonly email_address: string }[];
  readonly job_title?: readonly { readonly value: string }[];
}

/** Records, Create a record: attributes that the object does not have are refused. */
function addPerson(people: PersonStore, values: PersonValues): Response {
  const unknown = Object.keys(values).find((slug) => !PERSON_ATTRIBUTES.some((attribute) => attribute.slug === slug));
  if (unknown !== undefined) return failure(400, 'validation_type', `Cannot find attribute "${unknown}".`);
  const { name = [], phone_numbers: phones = [], email_addresses: emails = [], job_title: titles = [] } = values;
  const added = people.add({
    name: name[0] === undefined ? null : { first: name[0].first_name, last: name[0].last_name },
    phones: phones.map((phone) => phone.original_phone_number),
    emails: emails.map((email) => email.email_address),
    jobTitle: titles[0]?.value ?? null,
  });
  return success(toRecord(added));
}

/** Reads `{ record_id: { $in: […] } }`, which may name 100 records here. */
function readIds(filter: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const { record_id: condition, ...rest } = filter;
  const ids = isObject(condition) ? condition['$in'] : undefined;
  if (!Array.isArray(ids) || Object.keys(rest).length > 0 || ids.length > 100 || !ids.every(rules.uuid)) return undefined;
  return ids as readonly string[];
}

/** Attio's search is fuzzy: part of a number is enough. */
function search(people: PersonStore, { query: text, objects, limit = 25 }: RecordSearch): Response {
  const digits = text.replaceAll(/\D/g, '').slice(-7);
  const isWanted = objects.includes('people');
  const found = isWanted ? (digits === '' ? people.searchByName(text) : people.search(digits)).slice(0, limit) : [];
  return success(
    found.map((person) => ({
      id: { workspace_id: toSandboxId('workspace', 1), object_id: objectIdOf('people'), record_id: toSandboxId('person', person.number) },
      record_text: person.name === null ? '' : `${person.name.first} ${person.name.last}`,
      record_image: null,
      object_slug: 'people',
      email_addresses: person.emails,
      phone_numbers: phonesOf(person),
    })),
  );
}

function toAttribute(slug: string): Response | undefined {
  const attribute = PERSON_ATTRIBUTES.find((each) => each.slug === slug);
  if (attribute === undefined) return undefined;
  const ids = { workspace_id: toSandboxId('workspace', 1), object_id: objectIdOf('people') };
  return success({
    id: { ...ids, attribute_id: attributeIdOf(attribute.slug) },
    title: slug,
    description: null,
    api_slug: slug,
    type: attribute.type,
    is_system_attribute: true,
    is_writable: true,
    is_required: false,
    is_unique: slug === 'email_addresses',
    is_multiselect: slug === 'phone_numbers' || slug === 'email_addresses',
    is_default_value_enabled: false,
    is_archived: false,
    default_value: null,
    relationship: null,
    created_at: MADE_AT,
    config: {
      currency: { default_currency_code: 'USD', display_type: 'code' },
      record_reference: { allowed_object_ids: attribute.type === 'record-reference' ? [objectIdOf('companies')] : null },
    },
  });
}
