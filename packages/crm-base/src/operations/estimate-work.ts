/** What an act costs, at most: who is in Quo as in the CRM is not written again. */
export interface WorkEstimate {
  /** Requests to the CRM: one for each page. */
  readonly crmRequests: number;
  /** Requests to Quo, as its public API counts them: a partner key needs about a tenth. */
  readonly quoRequests: number;
  /** How long it takes, pauses of its APIs included; `undefined`: nothing was synced yet by which that can be said. */
  readonly seconds: number | undefined;
}

/** What it is estimated by. */
export interface WorkFacts {
  readonly pages: number;
  readonly people: number;
  /** Contacts that are written, at most. */
  readonly writes: number;
  /** How fast the last sync of these people was; 0: nothing is known. */
  readonly recordsPerSecond: number;
  /** Until its APIs can be called, in milliseconds. */
  readonly throttledForMs: number;
}

/** External ids that one request to Quo looks up. https://www.quo.com/docs/mdx/api-reference/contacts/list-contacts */
const LOOKED_UP_AT_ONCE = 20;

/** @returns what reading and writing so many costs; nothing costs nothing and takes no time. */
export function estimateWork({ pages, people, writes, recordsPerSecond, throttledForMs }: WorkFacts): WorkEstimate {
  if (pages === 0 && people === 0) return { crmRequests: 0, quoRequests: 0, seconds: 0 };
  const quoRequests = writes === 0 ? 0 : Math.ceil(people / LOOKED_UP_AT_ONCE) + writes;
  const seconds = recordsPerSecond > 0 ? Math.ceil(throttledForMs / 1000 + people / recordsPerSecond) : undefined;
  return { crmRequests: pages, quoRequests, seconds };
}
