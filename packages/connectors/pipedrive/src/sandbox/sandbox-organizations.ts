import { invalid, notFound, one, page, type SandboxAnswer } from './sandbox-answers.ts';
import { ONE_RULES, ORGANIZATION_LIST_RULES, findQueryProblem } from './sandbox-query.ts';

/** The organisations of a sandbox, numbered from 1. */
export interface SandboxOrganizations {
  readonly size: number;
  /** @returns the name that responses give. */
  nameOf(id: number): string | undefined;
  rename(id: number, name: string): void;
}

const NAMES = ['Acme', 'Blue Sky', 'Café Móvil', 'Delta Farms', 'Ëtoile & Co', '北京公司', '🌊 Surf Shop'];

export class OrganizationStore implements SandboxOrganizations {
  readonly size: number;
  readonly #renamed = new Map<number, string>();

  constructor(size: number) {
    this.size = size;
  }

  nameOf(id: number): string | undefined {
    if (id < 1 || id > this.size) return undefined;
    return this.#renamed.get(id) ?? `${NAMES[id % NAMES.length] ?? 'Acme'} ${id}`;
  }

  rename(id: number, name: string): void {
    this.#renamed.set(id, name);
  }
}

/** Answers Get all organizations, with `ids`. */
export function listOrganizations(query: URLSearchParams, organizations: SandboxOrganizations): SandboxAnswer {
  const problem = findQueryProblem(query, ORGANIZATION_LIST_RULES);
  if (problem !== undefined) return invalid(problem);
  const ids = query.get('ids');
  if (ids === null || query.has('cursor')) return invalid("this sandbox lists organizations by 'ids' only");
  const unique = [...new Set(ids.split(',').map(Number))].sort((first, second) => first - second);
  return page(unique.flatMap((id) => toWire(id, organizations) ?? []).slice(0, Number(query.get('limit') ?? 100)), null);
}

/** Answers Get details of an organization. */
export function getOrganization(id: string, query: URLSearchParams, organizations: SandboxOrganizations): SandboxAnswer {
  const problem = /^\d+$/.test(id) ? findQueryProblem(query, ONE_RULES) : "'id' must be an integer";
  if (problem !== undefined) return invalid(problem);
  const organization = toWire(Number(id), organizations);
  return organization === undefined ? notFound('Organization') : one(organization);
}

function toWire(id: number, organizations: SandboxOrganizations): Readonly<Record<string, unknown>> | undefined {
  const name = organizations.nameOf(id);
  if (name === undefined) return undefined;
  const time = '2025-01-01T00:00:00Z';
  return { id, name, owner_id: 1, add_time: time, update_time: time, is_deleted: false, visible_to: 3, label_ids: [], custom_fields: {} };
}
