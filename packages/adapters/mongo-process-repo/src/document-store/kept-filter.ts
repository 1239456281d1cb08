import { InvalidDocumentError, type DocumentQuery } from '@frigg-crm/core';
import { compareByBytes, isStorableText, readMoment } from '@frigg-crm/core/adapter';
import type { Filter } from 'mongodb';
import type { KeptDocument } from './kept-document.ts';

/** In the order of their keys' bytes, which is how a server without collation compares. */
export const BY_KEY = { integrationId: 1, id: 1 } as const;
/** The longest due first. */
export const BY_DUE = { dueAt: 1, ...BY_KEY } as const;

/**
 * Every value stands behind an operator, so none can be one.
 * @returns filters that together find what the query describes. The results of one precede those of the next.
 * @throws {InvalidProcessDataError} when a moment is none.
 * @throws {InvalidDocumentError} when both a cursor and `dueBefore` are given: what is due changes while pages are processed.
 */
export function filtersOf({ collection, integrationId, tag, dueBefore, after }: DocumentQuery): readonly Filter<KeptDocument>[] {
  if (dueBefore !== undefined && after !== undefined)
    throw new InvalidDocumentError('A query has `after` or `dueBefore`, not both: leave one out');
  const filter: Filter<KeptDocument> = {
    collection: { $eq: collection },
    ...(integrationId === undefined ? {} : { integrationId: { $eq: integrationId } }),
    ...(tag === undefined ? {} : { tags: { $eq: tag } }),
    ...(dueBefore === undefined ? {} : { dueAt: { $lte: new Date(readMoment(dueBefore)) } }),
  };
  const texts = [collection, integrationId, tag, after?.integrationId, after?.id];
  // A text that cannot be stored matches nothing; serialized, it would become another text.
  if (!texts.every((text) => text === undefined || isStorableText(text))) return [];
  return after === undefined ? [filter] : filtersBehind(filter, after, integrationId);
}

/** One range of an index each: an `$or` of both would read an integration from its beginning for every page. */
function filtersBehind(
  filter: Filter<KeptDocument>,
  after: NonNullable<DocumentQuery['after']>,
  integrationId: string | undefined,
): readonly Filter<KeptDocument>[] {
  const sameIntegration = { ...filter, integrationId: { $eq: after.integrationId }, id: { $gt: after.id } };
  if (integrationId === undefined) return [sameIntegration, { ...filter, integrationId: { $gt: after.integrationId } }];
  const order = compareByBytes(integrationId, after.integrationId);
  if (order === 0) return [sameIntegration];
  return order > 0 ? [filter] : [];
}
