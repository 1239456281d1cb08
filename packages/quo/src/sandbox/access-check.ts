import type { Clock } from '@frigg-crm/core';
import type { SandboxRoute } from './sandbox-route.ts';

/** Which keys work. */
export interface AccessOptions {
  /** Absent: every key. */
  readonly apiKeys: readonly string[] | undefined;
  readonly partnerKeys: readonly string[];
  readonly keyActiveAfterMs: number;
  readonly clock: Clock;
}

/** Makes the check of a request's headers: `undefined` lets it in, else the status of the refusal. */
export function createAccessCheck({
  apiKeys,
  partnerKeys,
  keyActiveAfterMs,
  clock,
}: AccessOptions): (headers: Headers, route: SandboxRoute) => 400 | 401 | 403 | undefined {
  const openedAtMs = clock.now();
  return (headers, { isPartner = false }) => {
    const key = headers.get('authorization') ?? '';
    const isKnown = apiKeys === undefined ? key !== '' && !key.startsWith('Bearer ') : apiKeys.includes(key);
    if (!isKnown || clock.now() < openedAtMs + keyActiveAfterMs) return 401;
    const partnerKey = headers.get('x-frigg-api-key');
    // Quo would not mind; a client that hands its secret to paths that do not need it is to be found out here.
    if (!isPartner) return partnerKey === null ? undefined : 400;
    return partnerKey !== null && partnerKeys.includes(partnerKey) ? undefined : 403;
  };
}
