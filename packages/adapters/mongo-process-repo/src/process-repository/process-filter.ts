import type { ProcessQuery } from '@frigg-crm/core';
import { assertLimit, readMoment } from '@frigg-crm/core/adapter';
import type { Filter } from 'mongodb';
import type { ProcessDocument } from './process-document.ts';
import { walkFilters } from './process-order.ts';

/** The conditions of a query that compare a text. */
export const QUERY_TEXTS = ['integrationId', 'type', 'name', 'state', 'parentProcessId'] as const;
/** Newest first. */
export const NEWEST = { createdAt: -1, _id: -1 } as const;

const DEFAULT_LIMIT = 100;

/**
 * @returns the filter that finds what the query describes. Every value stands behind an operator, so none can be one.
 * @throws {InvalidProcessDataError} when a moment is none.
 */
export function filterOf({ active, updatedBefore, endedBefore, ...query }: ProcessQuery): Filter<ProcessDocument> {
  const walk = walkFilters(query);
  const texts = QUERY_TEXTS.flatMap((field) => (query[field] === undefined ? [] : [[field, { $eq: query[field] }] as const]));
  const ended = {
    ...(active === undefined ? {} : { [active ? '$eq' : '$ne']: null }),
    ...(endedBefore === undefined ? {} : { $lt: new Date(readMoment(endedBefore)) }),
  };
  return {
    ...Object.fromEntries(texts),
    ...(updatedBefore === undefined ? {} : { updatedAt: { $lt: new Date(readMoment(updatedBefore)) } }),
    ...(Object.keys(ended).length === 0 ? {} : { endedAt: ended }),
    ...(walk.length === 0 ? {} : { $and: [...walk] }),
  };
}

/**
 * @returns how many the query wants at most.
 * @throws {InvalidProcessDataError} when the limit is not a whole number from 0 on.
 */
export function limitOf({ limit = DEFAULT_LIMIT }: ProcessQuery): number {
  assertLimit(limit);
  return limit;
}
