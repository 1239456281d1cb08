/** What a query parameter may hold. */
type Rule = 'integer' | 'limit' | 'time' | 'date' | 'ids' | 'boolean' | 'bit' | 'text' | 'sort' | 'uuid' | readonly string[];

/** Parameters by name. */
export type QueryRules = Readonly<Record<string, Rule>>;

/** API v2 refuses what it does not know; these are the parameters of its specification. */
const LIST_RULES: QueryRules = {
  filter_id: 'integer',
  ids: 'ids',
  owner_id: 'integer',
  updated_since: 'time',
  updated_until: 'time',
  sort_by: ['id', 'update_time', 'add_time'],
  sort_direction: ['asc', 'desc'],
  include_fields: 'text',
  custom_fields: 'text',
  include_option_labels: 'boolean',
  include_labels: 'boolean',
  limit: 'limit',
  cursor: 'text',
};
export const PERSON_LIST_RULES: QueryRules = { ...LIST_RULES, org_id: 'integer', deal_id: 'integer' };
export const ORGANIZATION_LIST_RULES: QueryRules = LIST_RULES;
export const DEAL_LIST_RULES: QueryRules = {
  ...LIST_RULES,
  person_id: 'integer',
  org_id: 'integer',
  pipeline_id: 'integer',
  stage_id: 'integer',
  status: ['open', 'won', 'lost', 'deleted'],
};
const { custom_fields: _custom, include_option_labels: _options, include_labels: _labels, ...ACTIVITY_BASE } = LIST_RULES;
export const ACTIVITY_LIST_RULES: QueryRules = {
  ...ACTIVITY_BASE,
  deal_id: 'integer',
  lead_id: 'text',
  person_id: 'integer',
  org_id: 'integer',
  done: 'boolean',
  sort_by: ['id', 'update_time', 'add_time', 'due_date'],
  include_fields: ['attendees'],
};
export const PERSON_SEARCH_RULES: QueryRules = {
  term: 'text',
  fields: 'text',
  exact_match: 'boolean',
  organization_id: 'integer',
  include_fields: ['person.picture'],
  limit: 'limit',
  cursor: 'text',
};
export const ITEM_SEARCH_RULES: QueryRules = { term: 'text', item_types: ['person', 'organization', 'deal', 'lead'], limit: 'limit' };
export const ONE_RULES: QueryRules = {
  include_fields: 'text',
  custom_fields: 'text',
  include_option_labels: 'boolean',
  include_labels: 'boolean',
};
const OFFSET_RULES: QueryRules = { start: 'integer', limit: 'limit', sort: 'sort', updated_since: 'time' };
export const NOTE_LIST_RULES: QueryRules = {
  ...OFFSET_RULES,
  user_id: 'integer',
  lead_id: 'uuid',
  deal_id: 'integer',
  person_id: 'integer',
  org_id: 'integer',
  start_date: 'date',
  end_date: 'date',
};
export const LEAD_LIST_RULES: QueryRules = {
  ...OFFSET_RULES,
  owner_id: 'integer',
  person_id: 'integer',
  organization_id: 'integer',
  filter_id: 'integer',
};
export const USER_FIND_RULES: QueryRules = { term: 'text', search_by_email: 'bit' };
export const NO_RULES: QueryRules = {};

const MAX_IDS = 100;
const MAX_LIMIT = 500;

/** @returns what is wrong with a query, or `undefined`. */
export function findQueryProblem(query: URLSearchParams, rules: QueryRules): string | undefined {
  for (const key of new Set(query.keys())) {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    if (rule === undefined) return `'${key}' is not allowed`;
    const values = query.getAll(key);
    if (values.length > 1) return `'${key}' must be given once`;
    if (!keeps(rule, values[0] ?? '')) return `'${key}' is malformed`;
  }
  return undefined;
}

function keeps(rule: Rule, value: string): boolean {
  return typeof rule === 'string' ? TESTS[rule](value) : rule.includes(value);
}

const TESTS: Readonly<Record<Extract<Rule, string>, (value: string) => boolean>> = {
  integer: (value) => /^\d+$/.test(value),
  limit: (value) => /^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= MAX_LIMIT,
  time: (value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value)),
  date: (value) => /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)),
  ids: (value) => /^\d+(,\d+)*$/.test(value) && value.split(',').length <= MAX_IDS,
  boolean: (value) => value === 'true' || value === 'false',
  bit: (value) => value === '0' || value === '1',
  text: (value) => value !== '',
  sort: (value) => /^[a-z_]+( (ASC|DESC))?(, ?[a-z_]+( (ASC|DESC))?)*$/.test(value),
  uuid: (value) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
};
