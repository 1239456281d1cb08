/** States of an event that is kept. */
export const STATES = ['open', 'failed', 'done'] as const;

/** What the list of webhooks shows, as its address holds it. Absent: all. */
export interface InboxSearch {
  readonly state?: (typeof STATES)[number] | undefined;
  readonly source?: 'quo' | 'crm' | undefined;
  readonly integrationId?: string | undefined;
  /** Accepted then or later, ISO 8601. */
  readonly since?: string | undefined;
  /** Accepted before, ISO 8601. */
  readonly until?: string | undefined;
}

/** @returns what of an address can be used. */
export function readInboxSearch({ state: wanted, source, integrationId, since, until }: Readonly<Record<string, unknown>>): InboxSearch {
  const state = STATES.find((one) => one === wanted);
  const [from, to] = [readMoment(since), readMoment(until)];
  return {
    ...(state !== undefined && { state }),
    ...((source === 'quo' || source === 'crm') && { source }),
    ...(typeof integrationId === 'string' && integrationId !== '' && { integrationId }),
    ...(from !== undefined && { since: from }),
    ...(to !== undefined && { until: to }),
  };
}

/** @returns the moment as the API takes it, of what an address or a field for a local time holds. */
function readMoment(text: unknown): string | undefined {
  const date = new Date(typeof text === 'string' ? text : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** @returns a moment as a field for a local time takes it, to the minute; nothing for none. */
export function toLocalInput(moment: string | undefined): string {
  if (moment === undefined) return '';
  const date = new Date(moment);
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = [String(date.getFullYear()).padStart(4, '0'), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
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
