import type { Clock } from '@frigg-crm/core';
import { listRecords } from './list-records.ts';
import { RecordStore, toWireTime, type SandboxRecord } from './record-store.ts';
import { invalid, offsetPage, one, type SandboxAnswer } from './sandbox-answers.ts';
import { isFilled, isInteger, matches, readBody, type FieldRule } from './sandbox-body.ts';
import type { Position } from './person-store.ts';
import type { SandboxCursors } from '@frigg-crm/http/sandbox';
import { DEAL_LIST_RULES, LEAD_LIST_RULES, findQueryProblem } from './sandbox-query.ts';
import type { SandboxRoute } from './sandbox-route.ts';

/** A deal on the wire, as far as this sandbox uses it. */
export interface SandboxDeal extends SandboxRecord {
  readonly title: string;
  readonly person_id: number | null;
  readonly status: 'open' | 'won' | 'lost' | 'deleted';
  readonly is_archived: boolean;
  readonly is_deleted: boolean;
}

/** A lead on the wire, as far as this sandbox uses it. */
export interface SandboxLead {
  /** A UUID. */
  readonly id: string;
  readonly title: string;
  readonly person_id: number | null;
  readonly is_archived: boolean;
  readonly add_time: string;
  readonly update_time: string;
}

/** What a test may say of a deal or a lead. */
export interface SandboxDealInput {
  readonly personId: number | null;
  /** @defaultValue made of the person */
  readonly title?: string | undefined;
  readonly status?: SandboxDeal['status'];
  readonly isArchived?: boolean;
}

/** The deals of a sandbox. */
export class DealStore {
  readonly #deals: RecordStore<SandboxDeal>;

  constructor(clock: Clock) {
    this.#deals = new RecordStore(clock);
  }

  get all(): readonly SandboxDeal[] {
    return this.#deals.all;
  }

  add({ personId, title = `Deal of ${personId}`, status = 'open', isArchived = false }: SandboxDealInput): SandboxDeal {
    return this.#deals.add({ title, person_id: personId, status, is_archived: isArchived, is_deleted: status === 'deleted' });
  }
}

/** The leads of a sandbox. */
export class LeadStore {
  readonly #clock: Clock;
  readonly #leads: SandboxLead[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get all(): readonly SandboxLead[] {
    return this.#leads;
  }

  add({ personId, isArchived = false }: Omit<SandboxDealInput, 'status' | 'title'>): SandboxLead {
    const now = toWireTime(this.#clock.now());
    const id = `adf21080-0e10-11eb-879b-${String(this.#leads.length + 1).padStart(12, '0')}`;
    const lead = { id, title: `Lead of ${personId}`, person_id: personId, is_archived: isArchived, add_time: now, update_time: now };
    this.#leads.push(lead);
    return lead;
  }
}

/** What the routes of deals and leads work with. */
export interface DealRoutesContext {
  readonly deals: DealStore;
  readonly leads: LeadStore;
  readonly cursors: SandboxCursors<Position>;
  readonly personExists: (id: number) => boolean;
  readonly userExists: (id: number) => boolean;
}

/** Deals API v2, Add a new deal, the fields that this sandbox keeps or checks. */
const DEAL_FIELDS: Readonly<Record<string, FieldRule>> = {
  title: isFilled,
  person_id: isInteger,
  owner_id: isInteger,
  value: (value) => typeof value === 'number' && value >= 0,
  currency: matches(/^[A-Z]{3}$/),
};

/** Deals API v2 and Leads API v1. Archived ones are in neither list. */
export function dealRoutes(context: DealRoutesContext): readonly SandboxRoute[] {
  const { deals, leads, cursors } = context;
  return [
    { method: 'POST', version: 'v2', path: '/deals', cost: 5, scopes: ['deals:full'], answer: ({ body }) => addDeal(body, context) },
    {
      method: 'GET',
      version: 'v2',
      path: '/deals',
      cost: 10,
      scopes: ['deals:read', 'deals:full'],
      answer: ({ query }) => {
        const problem = findQueryProblem(query, DEAL_LIST_RULES);
        if (problem !== undefined) return invalid(problem);
        const status = query.get('status');
        const found = deals.all.filter(
          (deal) => !deal.is_archived && isOf(deal, query) && (status === null ? !deal.is_deleted : deal.status === status),
        );
        return listRecords(found, query, cursors);
      },
    },
    {
      method: 'GET',
      version: 'v1',
      path: '/leads',
      cost: 20,
      scopes: ['leads:read', 'leads:full'],
      answer: ({ query }) => {
        const problem = findQueryProblem(query, LEAD_LIST_RULES);
        if (problem !== undefined) return invalid(problem);
        const sign = (query.get('sort') ?? '').endsWith(' DESC') ? -1 : 1;
        const found = leads.all
          .filter((lead) => !lead.is_archived && isOf(lead, query))
          .toSorted((one, other) => sign * (one.update_time < other.update_time ? -1 : one.update_time > other.update_time ? 1 : 0));
        return offsetPage(found, query);
      },
    },
  ];
}

function addDeal(body: unknown, { deals, personExists, userExists }: DealRoutesContext): SandboxAnswer {
  const read = readBody(body, DEAL_FIELDS);
  if ('problem' in read) return invalid(read.problem);
  const { title, person_id: personId = null, owner_id: ownerId } = read.fields as Partial<SandboxDeal> & { readonly owner_id?: number };
  if (title === undefined) return invalid("'title' is required");
  if (personId !== null && !personExists(personId)) return invalid("'person_id' does not exist");
  if (ownerId !== undefined && !userExists(ownerId)) return invalid("'owner_id' does not exist");
  return one(deals.add({ personId, title }));
}

function isOf({ person_id: personId }: { readonly person_id: number | null }, query: URLSearchParams): boolean {
  const wanted = query.get('person_id');
  return wanted === null || personId === Number(wanted);
}
