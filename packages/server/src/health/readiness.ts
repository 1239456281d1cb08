import type { CallOptions, Clock, DocumentStore } from '@frigg-crm/core';
import { withTimeout } from '@frigg-crm/core/adapter';
import { SERVER_SCOPE } from '../http/server-scope.ts';

/** Says of a part of the program whether it works, such as `workers`. */
export type PartCheck = () => boolean | Promise<boolean>;

/** Whether a program may get requests, and why not. */
export interface Readiness {
  readonly status: 'ready' | 'unavailable' | 'draining';
  readonly checks: Readonly<Record<string, 'ok' | 'failed'>>;
}

/** What {@link checkReadiness} asks. */
export interface ReadinessDependencies {
  readonly documents: DocumentStore;
  readonly clock: Clock;
  /** Other parts of the program that have to work, by name. */
  readonly parts: Readonly<Record<string, PartCheck>>;
}

/** A load balancer asks every few seconds; a slow store is as good as none. */
const CHECK_TIMEOUT_MS = 2000;

/** @returns whether the store answers and every part works. */
export async function checkReadiness({ documents, clock, parts }: ReadinessDependencies): Promise<Readiness> {
  const asksStore = async (options: CallOptions): Promise<boolean> => {
    await documents.find({ collection: 'readiness', integrationId: SERVER_SCOPE, id: 'readiness' }, options);
    return true;
  };
  const all = Object.entries<(options: CallOptions) => boolean | Promise<boolean>>({ store: asksStore, ...parts });
  const checks = await Promise.all(
    all.map(async ([name, check]) => {
      try {
        const works = await withTimeout(clock, async (signal) => check({ signal }), { ms: CHECK_TIMEOUT_MS });
        return [name, works ? 'ok' : 'failed'] as const;
      } catch {
        return [name, 'failed'] as const;
      }
    }),
  );
  const isReady = checks.every(([, state]) => state === 'ok');
  return { status: isReady ? 'ready' : 'unavailable', checks: Object.fromEntries(checks) };
}
