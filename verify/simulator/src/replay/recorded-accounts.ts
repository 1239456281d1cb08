import { toIso } from '@frigg-crm/core/adapter';
import type { SyntheticPerson } from '@frigg-crm/scaling-test';
import type { RequestHandler } from '@frigg-crm/testing';
import { nameOf, phoneOf, type CrmModel, type ExpectedContact } from '../system/crm-model.ts';
import { connectSynthetic } from '../system/synthetic-model.ts';
import type { ReplayPlan } from './replay-plan.ts';

/** The accounts of a recorded sync: what becomes of each page is what became of it then. */
export interface RecordedAccounts {
  readonly crm: CrmModel;
  readonly wrapQuo: (server: RequestHandler) => RequestHandler;
  /** So many of the people are refused by Quo: those with the numbers from 1 on. */
  readonly refusedPeople: number;
  /** The people of the largest page. */
  readonly pageSize: number;
  /** From now on these pages cannot be written. */
  losePages(pages: ReadonlySet<number>): void;
  /** From now on the account is refused, or no longer. */
  refuse(isRefused: boolean): void;
}

/** Makes a CRM that lists the pages of a plan by cursors, which leave it to each page how many people it has, and what stands in front of Quo. */
export function createRecordedAccounts({ pages, settled }: Pick<ReplayPlan, 'pages' | 'settled'>): RecordedAccounts {
  const refusedPeople = pages.reduce((sum, { failed }) => sum + failed, 0);
  let refused = 0;
  let others = refusedPeople;
  const people = pages.map(({ synced, failed, skipped }) => [
    ...Array.from({ length: failed }, () => toPerson((refused += 1), true)),
    ...Array.from({ length: synced }, () => toPerson((others += 1), true)),
    ...Array.from({ length: skipped }, () => toPerson((others += 1), false)),
  ]);
  const idsOf = (page: readonly SyntheticPerson[]): readonly string[] => page.map(({ id }) => JSON.stringify(id));
  // Beyond where it was stopped nothing was written, and nothing had failed.
  const beyond = people.slice(settled).flatMap(idsOf);
  let lost: readonly string[] = [];
  let isRefused = false;

  function respond({ url }: Request): Response {
    const { pathname, searchParams } = new URL(url);
    const id = /\/people\/(.+)$/.exec(pathname)?.[1];
    if (id !== undefined) return answer(people.flat().find((person) => person.id === id));
    // Since the start no one has changed.
    if (searchParams.has('modifiedSince')) return Response.json({ people: [], total: 0, nextCursor: null, hasMore: false });
    const page = Number(searchParams.get('cursor') ?? 0);
    const hasMore = page + 1 < people.length;
    return Response.json({ people: people[page] ?? [], total: null, nextCursor: hasMore ? String(page + 1) : null, hasMore });
  }

  return {
    refusedPeople,
    pageSize: Math.max(1, ...people.map(({ length }) => length)),
    losePages(lostPages) {
      lost = [...lostPages].flatMap((page) => idsOf(people[page] ?? []));
    },
    refuse(to) {
      isRefused = to;
    },
    wrapQuo: (server) => async (request) => {
      if (isRefused) return Response.json({ message: 'the key is refused' }, { status: 401 });
      const body = lost.length + beyond.length === 0 ? '' : await request.clone().text();
      if (beyond.some((id) => body.includes(id)))
        return Response.json({ message: 'later' }, { status: 429, headers: { 'retry-after': '20' } });
      return lost.some((id) => body.includes(id)) ? Response.json({ message: 'out of order' }, { status: 503 }) : server(request);
    },
    crm: {
      listed: people.flat().length,
      deleted: new Map(),
      expected: () => new Map(people.flat().flatMap(expectedOf)),
      page: (index) => (people[index] ?? []).map(({ id }) => id),
      change: () => {
        throw new TypeError('a recorded CRM does not change');
      },
      expireToken() {},
      connect: (options) => connectSynthetic({ crm: 'cursors' }, respond, options),
    },
  };
}

function answer(person: SyntheticPerson | undefined): Response {
  return person === undefined ? Response.json({ message: 'no such person' }, { status: 404 }) : Response.json(person);
}

function toPerson(index: number, hasPhone: boolean): SyntheticPerson {
  const phone = hasPhone ? phoneOf(index) : null;
  return { id: `person-${index}`, firstName: nameOf(index, 0), lastName: 'Ruiz', company: 'Acme', phone, emails: [], updatedAt: toIso(0) };
}

function expectedOf({ id, firstName, phone }: SyntheticPerson): readonly (readonly [string, ExpectedContact])[] {
  return phone === null ? [] : [[id, { firstName: firstName ?? '', phone }]];
}
