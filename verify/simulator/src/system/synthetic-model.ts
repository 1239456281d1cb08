import { toIso } from '@frigg-crm/core/adapter';
import type { CrmIntegration } from '@frigg-crm/crm-base';
import { createRequestBudget } from '@frigg-crm/http';
import { ScalingTestIntegration, createScalingTestClient, type SyntheticPerson } from '@frigg-crm/scaling-test';
import type { Simulation } from '@frigg-crm/testing';
import { hasPhone, nameOf, phoneOf, type ConnectOptions, type CrmChange, type CrmModel, type ExpectedContact } from './crm-model.ts';
import type { TenantPlan } from './system-plan.ts';

interface Person {
  readonly index: number;
  revision: number;
  updatedMs: number;
}

const TOKEN = 'token-1';
const REQUESTS_PER_SECOND = 50;

/**
 * Makes a CRM that speaks the wire format of the synthetic one, and in which people come and go: a deleted person is
 * gone at once, and all behind move up, across pages too.
 */
export function createSyntheticModel(simulation: Simulation, plan: TenantPlan): CrmModel {
  const people: Person[] = Array.from({ length: plan.people }, (_, index) => ({ index, revision: 0, updatedMs: 0 }));
  const toWire = (person: Person): SyntheticPerson => spoil(plan, toHonestWire(person));
  const deleted = new Map<string, number>();
  let made = people.length;

  function change(dice: number): CrmChange {
    const person = people[Math.floor(((dice * 100) % 1) * people.length)];
    if (person === undefined || dice < 0.3) {
      people.push({ index: made, revision: 0, updatedMs: simulation.now() });
      made += 1;
      return { kind: 'add', externalId: idOf(made - 1) };
    }
    if (dice < 0.4) {
      people.splice(people.indexOf(person), 1);
      deleted.set(idOf(person.index), simulation.now());
      return { kind: 'delete', externalId: idOf(person.index) };
    }
    person.revision += 1;
    person.updatedMs = simulation.now();
    return { kind: 'edit', externalId: idOf(person.index) };
  }

  function respond(request: Request): Response {
    if (request.headers.get('authorization') !== `Bearer ${TOKEN}`) return Response.json({ message: 'unknown token' }, { status: 401 });
    const { pathname, searchParams } = new URL(request.url);
    const id = /\/people\/(.+)$/.exec(pathname)?.[1];
    if (id === undefined)
      return Response.json(
        list(
          people.map((person) => ({ person, wire: toWire(person) })),
          searchParams,
          plan,
        ),
      );
    const person = people.find(({ index }) => idOf(index) === id);
    return person === undefined ? Response.json({ message: 'no such person' }, { status: 404 }) : Response.json(toWire(person));
  }

  return {
    get listed() {
      return people.length;
    },
    deleted,
    expected: () => new Map(people.flatMap(expectedOf)),
    page: (index, size) => people.slice(index * size, (index + 1) * size).map((person) => idOf(person.index)),
    change,
    expireToken() {},
    connect: (options) => connectSynthetic(plan, respond, options),
  };
}

/** Makes a connector to a CRM that speaks the wire format of the synthetic one. */
export function connectSynthetic(
  { crm }: Pick<TenantPlan, 'crm'>,
  respond: (request: Request) => Response,
  { machine, random, reach, dependencies }: ConnectOptions,
): CrmIntegration {
  const fetch = reach(async (request) => respond(request));
  const budget = createRequestBudget({ requests: REQUESTS_PER_SECOND, clock: machine.clock });
  const client = createScalingTestClient({ token: TOKEN, fetch, budget, clock: machine.clock, random });
  const syncConfig = {
    ...dependencies.config?.syncConfig,
    paginationType: crm === 'cursors' ? ('CURSOR_BASED' as const) : ('PAGE_BASED' as const),
    supportsTotal: crm === 'pages',
  };
  const config = { ...dependencies.config, syncConfig };
  return new ScalingTestIntegration({ ...dependencies, config, client });
}

function startBehind(listed: readonly Listed[], index: number): number {
  const behind = listed.findIndex(({ person }) => person.index > index);
  return behind === -1 ? listed.length : behind;
}

interface Listed {
  readonly person: Person;
  readonly wire: SyntheticPerson;
}

function list(people: readonly Listed[], search: URLSearchParams, { crm, flaw }: TenantPlan) {
  const since = search.get('modifiedSince');
  const sinceMs = since === null ? Number.NEGATIVE_INFINITY : Date.parse(since);
  const listed = people.filter(({ person: { updatedMs } }) => updatedMs >= sinceMs);
  const limit = Number(search.get('limit'));
  const cursor = search.get('cursor');
  // A cursor names the last person of its page, so that no one moves past it.
  const start = cursor === null ? Number(search.get('page') ?? 0) * limit : startBehind(listed, Number(cursor));
  const page = listed.slice(start, start + limit);
  const phantoms = flaw === 'wrong total' ? PHANTOM_PAGES * limit : 0;
  const hasMore = start + limit < listed.length || flaw === 'endless pages';
  return {
    people: page.map(({ wire }) => wire),
    total: crm === 'pages' ? listed.length + phantoms : null,
    nextCursor: hasMore ? String(page.at(-1)?.person.index ?? cursor ?? -1) : null,
    hasMore,
  };
}

/** So many pages of people that no list holds. */
const PHANTOM_PAGES = 60;

/** The first person is the one with the fault. */
function spoil({ flaw }: TenantPlan, person: SyntheticPerson): SyntheticPerson {
  if (person.id !== idOf(0)) return person;
  if (flaw === 'odd id') return { ...person, id: `${person.id}${'x'.repeat(6000)}` };
  return flaw === 'odd date' ? { ...person, updatedAt: '+010000-01-01T00:00:00.000Z' } : person;
}

function idOf(index: number): string {
  return `person-${index}`;
}

function toHonestWire({ index, revision, updatedMs }: Person): SyntheticPerson {
  return {
    id: idOf(index),
    firstName: nameOf(index, revision),
    lastName: 'Ruiz',
    company: 'Acme',
    phone: hasPhone(index) ? phoneOf(index) : null,
    emails: [],
    updatedAt: toIso(updatedMs),
  };
}

function expectedOf({ index, revision }: Person): readonly (readonly [string, ExpectedContact])[] {
  return hasPhone(index) ? [[idOf(index), { firstName: nameOf(index, revision), phone: phoneOf(index) }]] : [];
}
