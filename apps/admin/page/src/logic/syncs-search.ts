/** All states of a sync, in the order in which one goes through them. */
export const SYNC_STATES = [
  'INITIALIZING',
  'FETCHING_TOTAL',
  'QUEUING_PAGES',
  'FETCHING_PAGE',
  'PROCESSING_BATCHES',
  'COMPLETING',
  'PAUSED',
  'COMPLETED',
  'ERROR',
  'CANCELLED',
] as const;

/** What the list of syncs shows, as its address holds it. Absent: all. */
export interface SyncsSearch {
  readonly state?: (typeof SYNC_STATES)[number] | undefined;
  readonly integrationId?: string | undefined;
  /** `true`: those that have not ended. */
  readonly active?: boolean | undefined;
}

/** Views with a name. */
export const PRESETS = [
  { name: 'All', search: {} },
  { name: 'In flight', search: { active: true } },
  { name: 'Paused', search: { state: 'PAUSED' } },
  { name: 'Failed', search: { state: 'ERROR' } },
  { name: 'Completed', search: { state: 'COMPLETED' } },
] as const satisfies readonly { readonly name: string; readonly search: SyncsSearch }[];

/** @returns what of an address can be used; the rest is ignored. */
export function readSyncsSearch(search: Readonly<Record<string, unknown>>): SyncsSearch {
  const state = SYNC_STATES.find((one) => one === search['state']);
  const { integrationId, active } = search;
  return {
    ...(state !== undefined && { state }),
    ...(typeof integrationId === 'string' && integrationId !== '' && { integrationId }),
    ...(typeof active === 'boolean' && { active }),
  };
}

/** @returns whether two filters show the same. */
export function isSameSearch(one: SyncsSearch, other: SyncsSearch): boolean {
  return one.state === other.state && one.integrationId === other.integrationId && one.active === other.active;
}

/** @returns whether a sync belongs to what is shown. */
export function matchesSearch(
  { state, ended, integrationId }: { readonly state: string; readonly ended: boolean; readonly integrationId: string },
  search: SyncsSearch,
): boolean {
  if (search.state !== undefined && search.state !== state) return false;
  if (search.active !== undefined && search.active === ended) return false;
  return search.integrationId === undefined || search.integrationId === integrationId;
}
