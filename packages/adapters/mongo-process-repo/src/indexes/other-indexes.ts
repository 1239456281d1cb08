import type { IndexDescription } from 'mongodb';
import { BY_DUE, BY_KEY } from '../document-store/kept-filter.ts';

type NamedIndex = IndexDescription & { readonly name: string };

/** An index for each query of `MappingRepository`; the id of a document holds scope and id of the person. */
export const MAPPING_INDEXES: readonly NamedIndex[] = [
  { name: 'frigg_by_person', key: { integrationId: 1, objectType: 1, externalId: 1 } },
  { name: 'frigg_by_phone', key: { integrationId: 1, phoneNumbers: 1, objectType: 1, externalId: 1 } },
  { name: 'frigg_by_failure', key: { integrationId: 1, objectType: 1, 'failure.processId': 1, externalId: 1 } },
];

const DAY_SECONDS = 24 * 60 * 60;

/** The server removes leases that ended a day ago. */
export const LEASE_INDEXES: readonly NamedIndex[] = [{ name: 'frigg_by_end', key: { endsAt: 1 }, expireAfterSeconds: DAY_SECONDS }];

/** An index for each query of `DocumentStore`, in the order of its result; the id of a document holds its key. */
export const DOCUMENT_INDEXES: readonly NamedIndex[] = [
  { name: 'frigg_by_key', key: { collection: 1, ...BY_KEY } },
  { name: 'frigg_by_tag', key: { collection: 1, tags: 1, ...BY_KEY } },
  { name: 'frigg_by_due', key: { collection: 1, ...BY_DUE } },
  // The server could remove these by itself: not by the clock of the program that says when.
  { name: 'frigg_by_expiry', key: { expiresAt: 1 } },
  { name: 'frigg_by_integration', key: { integrationId: 1, collection: 1 } },
];
