import type { IndexDescription } from 'mongodb';
import { NEWEST, QUERY_TEXTS } from '../process-repository/process-filter.ts';

/** The unique rule: of the documents that have an `activeKey`, no two have the same. */
export const ACTIVE_KEY_RULE = { name: 'frigg_active_key', field: 'activeKey' } as const;

/**
 * The unique rule, and an index for each condition of `ProcessQuery`. Sparse, not partial: every server that speaks
 * MongoDB's protocol has that.
 */
export const PROCESS_INDEXES: readonly (IndexDescription & { readonly name: string })[] = [
  { name: ACTIVE_KEY_RULE.name, key: { [ACTIVE_KEY_RULE.field]: 1 }, unique: true, sparse: true },
  { name: 'frigg_by_time', key: { ...NEWEST } },
  ...QUERY_TEXTS.map((field) => ({ name: `frigg_by_${field}`, key: { [field]: 1, ...NEWEST } as const })),
  // An active process has the end null, so this index serves queries for active ones in their order, too.
  { name: 'frigg_by_endedAt', key: { endedAt: 1, ...NEWEST } },
  { name: 'frigg_by_updatedAt', key: { updatedAt: 1 } },
  { name: 'frigg_by_dueAt', key: { dueAt: 1, _id: 1 }, sparse: true },
];
