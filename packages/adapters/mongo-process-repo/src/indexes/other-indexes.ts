import type { IndexDescription } from 'mongodb';

type NamedIndex = IndexDescription & { readonly name: string };

/** An index for each question of `MappingRepository`; the id of a document holds scope and id of the person. */
export const MAPPING_INDEXES: readonly NamedIndex[] = [
  { name: 'frigg_by_person', key: { integrationId: 1, objectType: 1, externalId: 1 } },
  { name: 'frigg_by_phone', key: { integrationId: 1, phoneNumbers: 1, objectType: 1, externalId: 1 } },
  { name: 'frigg_by_failure', key: { integrationId: 1, objectType: 1, 'failure.processId': 1, externalId: 1 } },
];

const DAY_SECONDS = 24 * 60 * 60;

/** The server clears away leases that ended a day ago. */
export const LEASE_INDEXES: readonly NamedIndex[] = [{ name: 'frigg_by_end', key: { endsAt: 1 }, expireAfterSeconds: DAY_SECONDS }];
