import { firstPage, firstScope, idsOf, listPersons } from '@frigg-crm/crm-base/testing';
import { FriggCrmError, type JsonValue } from '@frigg-crm/core';
import type { CrmIntegration } from '@frigg-crm/crm-base';
import { expect } from 'vitest';
import { interceptEachList } from './intercept-lists.ts';
import { expectAll } from './limit-cases.ts';
import type { ContractCase } from '@frigg-crm/crm-base/testing';
import type { InWorld, World } from './suite-case.ts';

type Json = Readonly<Record<string, unknown>>;

/** What a field holds instead of what is documented; `undefined`: the field is missing. */
const INSTEAD: readonly (readonly [string, unknown])[] = [
  ['is missing', undefined],
  ['is null', null],
  ['is a number', 42],
  ['is a text', 'text'],
  ['is a list', [7, null, 'x']],
  ['is an object', { a: { b: 1 } }],
];

/** What a connector does with records that are not as documented. */
export function recordCases(inWorld: InWorld, recordsOf: (body: unknown) => readonly unknown[] = longestList): readonly ContractCase[] {
  return [
    {
      title: 'takes no notice of fields that it does not know',
      run: inWorld({ people: 3 }, async (world) => {
        interceptEachList(world, async (request) => respondWith(withUnknown(await readBody(world, request))));
        await expectAll(world);
      }),
    },
    ...INSTEAD.map(([how, value]) => ({
      title: `lists the others and makes their contacts when a field of one person ${how}`,
      run: inWorld({ people: 3 }, async (world) => {
        const { integration } = world;
        const whole = await contactsOf(integration);
        for (const path of await pathsOf(world, recordsOf)) {
          interceptEachList(world, async (request) => {
            const body = await readBody(world, request);
            const [first] = recordsOf(body);
            if (first !== undefined) replaceField(first as Json, path, value);
            return respondWith(body);
          });
          const changed = await contactsOf(integration);
          // The first one may have lost its id, and be refused alone; what it is made of is its own.
          for (const [id, contact] of [...whole].slice(1)) expect(changed.get(id), `with another ${path.join('.')}`).toEqual(contact);
        }
      }),
    })),
  ];
}

/** Lists the first page, and makes a contact of each person; `undefined` for one that cannot become one. */
async function contactsOf(integration: CrmIntegration): Promise<ReadonlyMap<string | undefined, unknown>> {
  const scope = firstScope(integration);
  const persons = await listPersons(integration, { limit: 3 });
  const contacts = new Map<string | undefined, unknown>();
  for (const person of persons) contacts.set(integration.personExternalId(person, scope), await contactOf(integration, person));
  return contacts;
}

/** @throws what is no error of ours: then the engine cannot say of the person what is wrong. */
async function contactOf(integration: CrmIntegration, person: JsonValue): Promise<unknown> {
  try {
    return await integration.transformPersonToQuo(person, firstScope(integration));
  } catch (error) {
    if (FriggCrmError.is(error)) return undefined;
    throw error;
  }
}

/** @returns the fields of the first record, and those of the objects in it, but not what its id is read from. */
async function pathsOf(world: World, recordsOf: (body: unknown) => readonly unknown[]): Promise<readonly (readonly string[])[]> {
  const { integration } = world;
  let record: Json = {};
  interceptEachList(world, async (request) => {
    const body = await readBody(world, request);
    record = (recordsOf(body)[0] ?? record) as Json;
    return respondWith(body);
  });
  const page = await integration.fetchPersonPage(firstPage(integration, { limit: 3 }), {});
  const [id] = idsOf(integration, page.data as readonly JsonValue[]);
  const holdsId = (value: unknown): boolean => JSON.stringify(value)?.includes(String(id).replace(/^\D+/, '')) === true;
  const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
  return Object.entries(record)
    .filter(([key, value]) => !/(^|_)id$/i.test(key) || !holdsId(value))
    .flatMap(([key, value]) => [[key], ...(isObject(value) ? Object.keys(value).map((inner) => [key, inner]) : [])]);
}

function replaceField(record: Json, path: readonly string[], value: unknown): void {
  const last = path.at(-1) ?? '';
  const holder = path.slice(0, -1).reduce<unknown>((inner, key) => (inner as Json)[key], record) as Record<string, unknown>;
  if (value === undefined) delete holder[last];
  else holder[last] = value;
}

async function readBody({ opened }: World, request: Request): Promise<unknown> {
  return (await opened.sandbox.fetch(request)).json();
}

function respondWith(body: unknown): Response {
  return Response.json(body);
}

/** @returns the same with a field in each object that no one knows. */
function withUnknown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withUnknown);
  if (typeof value !== 'object' || value === null) return value;
  return { ...Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withUnknown(inner)])), frigg_unknown: { a: [1] } };
}

/** @returns the longest list of objects in a response that is not inside another one: that of the records. */
function longestList(body: unknown): readonly unknown[] {
  if (typeof body !== 'object' || body === null) return [];
  const isList = (value: unknown): value is readonly object[] =>
    Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'object' && each !== null);
  if (isList(body)) return body;
  const values = Object.values(body);
  const lists = values.some(isList) ? values.filter(isList) : values.map(longestList);
  return lists.reduce<readonly unknown[]>((longest, list) => (list.length > longest.length ? list : longest), []);
}
