import type { ProcessQuery } from '@frigg-crm/core';
import { readMoment } from '@frigg-crm/core/adapter';
import type { Filter, Sort } from 'mongodb';
import type { ProcessDocument } from './process-document.ts';

type Walk = Pick<ProcessQuery, 'states' | 'dueBefore' | 'order' | 'after'>;

/** The field by which a result is ordered, before the id. */
function fieldOf({ order, dueBefore }: Walk): 'createdAt' | 'updatedAt' | 'dueAt' {
  if (order !== 'oldest-first') return 'createdAt';
  return dueBefore === undefined ? 'updatedAt' : 'dueAt';
}

/** @returns the order of the result; a server without collation compares ids by bytes. */
export function sortOf(walk: Walk): Sort {
  const direction = walk.order === 'oldest-first' ? 1 : -1;
  return { [fieldOf(walk)]: direction, _id: direction };
}

/**
 * @returns the conditions that belong to walking over many processes, to be joined by AND.
 * @throws {InvalidProcessDataError} when a moment is none.
 */
export function walkFilters(walk: Walk): readonly Filter<ProcessDocument>[] {
  const { states, dueBefore, after, order } = walk;
  const filters: Filter<ProcessDocument>[] = [];
  if (states !== undefined) filters.push({ state: { $in: states } });
  if (dueBefore !== undefined) filters.push({ dueAt: { $lte: new Date(readMoment(dueBefore)) } });
  if (after === undefined) return filters;
  const [field, behind, at] = [fieldOf(walk), order === 'oldest-first' ? '$gt' : '$lt', new Date(readMoment(after.at))];
  const place: Filter<ProcessDocument> = { $or: [{ [field]: { [behind]: at } }, { [field]: { $eq: at }, _id: { [behind]: after.id } }] };
  return [...filters, place];
}
