import type { DocumentStore, StoredDocument } from '@frigg-crm/core';
import { INBOX } from '@frigg-crm/core/adapter';
import { INTEGRATION_ID } from '../app/app-input.ts';

const PAGE = 1000;
const INTEGRATION = { collection: INBOX, integrationId: INTEGRATION_ID } as const;
/** Whatever is to be done is due by then. */
const END_OF_TIME = '9999-12-31T00:00:00.000Z';

/** @returns the events that are stored, by Quo's ids, and the state of each. */
export async function readStoredEvents(documents: DocumentStore): Promise<ReadonlyMap<string, string>> {
  const found: StoredDocument[] = [];
  let page: readonly StoredDocument[];
  do {
    page = await documents.query({ ...INTEGRATION, after: found.at(-1), limit: PAGE });
    found.push(...page);
  } while (page.length === PAGE);
  return new Map(found.map(({ id, value }) => [id.replace(/^quo:/, ''), value['state'] as string]));
}

/** @returns whether nothing of what is stored is left to do. */
export async function isWorkedOff(documents: DocumentStore): Promise<boolean> {
  return (await documents.query({ ...INTEGRATION, dueBefore: END_OF_TIME, limit: 1 })).length === 0;
}
