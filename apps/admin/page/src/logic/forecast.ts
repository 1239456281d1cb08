import type { RateBudget, Sync } from '../api/types.ts';
import { etaOf, type Eta } from './eta.ts';

/** When an API can be called again, and when a sync that needs it is done. */
export interface Forecast {
  /** In words, without the ids that the key has. */
  readonly api: string;
  /** `undefined`: something is left now. */
  readonly freeAt: string | undefined;
  readonly eta: Eta | undefined;
}

/** Below this a budget counts as free: the next request waits for no one's notice, in milliseconds. */
const FREE_MS = 1000;

/** @returns what is known of the budgets of a running sync. */
export function forecastOf(budgets: readonly RateBudget[], sync: Sync | undefined, nowMs: number): readonly Forecast[] {
  const eta = sync === undefined ? undefined : etaOf(sync, nowMs);
  // That the integration as a whole is paused is what such a sync says of itself.
  const shown = sync?.waiting?.until === undefined ? budgets : budgets.filter(({ key }) => !isTenant(key));
  return shown.map(({ key, pausedUntil, freeInMs }) => {
    const freeMs = Math.max(nowMs + freeInMs, pausedUntil === null ? 0 : Date.parse(pausedUntil));
    return { api: nameOfBudget(key), freeAt: freeMs - nowMs < FREE_MS ? undefined : new Date(freeMs).toISOString(), eta };
  });
}

function isTenant(key: string): boolean {
  return key.startsWith('tenant/');
}

/** @returns how long a request of now has to wait until every API can be called, in seconds. */
export function longestWait(budgets: readonly RateBudget[], nowMs: number): number {
  const waits = budgets.map(({ pausedUntil, freeInMs }) => Math.max(freeInMs, pausedUntil === null ? 0 : Date.parse(pausedUntil) - nowMs));
  return Math.max(0, ...waits) / 1000;
}

/** A key such as `quo/12ab34` names an API and, hashed, an account of it. */
function nameOfBudget(key: string): string {
  const [kind = ''] = key.split(/[/:]/);
  return isTenant(key) ? 'The integration as a whole' : kind.charAt(0).toUpperCase() + kind.slice(1);
}
