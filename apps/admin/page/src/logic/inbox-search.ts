/** States of an event that is kept. */
export const STATES = ['open', 'failed', 'done'] as const;

/** What the list of webhooks shows, as its address holds it. Absent: all. */
export interface InboxSearch {
  readonly state?: (typeof STATES)[number] | undefined;
  readonly source?: 'quo' | 'crm' | undefined;
  readonly integrationId?: string | undefined;
}

/** @returns what of an address can be used. */
export function readInboxSearch({ state: wanted, source, integrationId }: Readonly<Record<string, unknown>>): InboxSearch {
  const state = STATES.find((one) => one === wanted);
  return {
    ...(state !== undefined && { state }),
    ...((source === 'quo' || source === 'crm') && { source }),
    ...(typeof integrationId === 'string' && integrationId !== '' && { integrationId }),
  };
}

/** @returns what of the address of the people page can be used: ids, never a number, which addresses keep in logs. */
export function readPeopleSearch({ integrationId, crmId }: Readonly<Record<string, unknown>>): {
  readonly integrationId?: string;
  readonly crmId?: string;
} {
  return {
    ...(typeof integrationId === 'string' && { integrationId }),
    // An id of digits alone is read from an address as a number.
    ...((typeof crmId === 'string' || typeof crmId === 'number') && { crmId: String(crmId) }),
  };
}
