/** What a query parameter may hold. */
type Rule = 'integer' | 'limit' | 'time' | 'ids' | 'boolean' | 'text' | readonly string[];

/** API v2 refuses what it does not know; these are the parameters of its specification. */
const LIST_RULES: Readonly<Record<string, Rule>> = {
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
export const PERSON_LIST_RULES: Readonly<Record<string, Rule>> = { ...LIST_RULES, org_id: 'integer', deal_id: 'integer' };
export const ORGANIZATION_LIST_RULES: Readonly<Record<string, Rule>> = LIST_RULES;
export const ONE_RULES: Readonly<Record<string, Rule>> = {
  include_fields: 'text',
  custom_fields: 'text',
  include_option_labels: 'boolean',
  include_labels: 'boolean',
};

const MAX_IDS = 100;
const MAX_LIMIT = 500;

/** @returns what is wrong with a query, or `undefined`. */
export function findQueryProblem(query: URLSearchParams, rules: Readonly<Record<string, Rule>>): string | undefined {
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
  ids: (value) => /^\d+(,\d+)*$/.test(value) && value.split(',').length <= MAX_IDS,
  boolean: (value) => value === 'true' || value === 'false',
  text: (value) => value !== '',
};
