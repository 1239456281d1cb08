import type { Clock, Integration } from '@frigg-crm/core';
import { ExpiringCache } from './expiring-cache.ts';
import type { CrmIntegration } from './crm-integration.ts';

/** For so long a loaded integration is used, in milliseconds, unless its record changes. */
const KEPT_MS = 5 * 60_000;

type Load = (record: Integration) => Promise<CrmIntegration | undefined>;

/**
 * Loading an integration reads secrets and makes clients, whose knowledge of limits, users and organisations begins
 * anew. So one is kept for each version of its record; what cannot be loaded is asked for again.
 */
export function keepLoaded(load: Load, clock: Clock): Load {
  const kept = new ExpiringCache<{ readonly version: number; readonly loading: ReturnType<Load> }>(clock);
  return async (record) => {
    const known = kept.get(record.id);
    if (known?.version === record.version) return known.loading;
    const loading = load(record);
    kept.set(record.id, { version: record.version, loading }, KEPT_MS);
    const forget = (): void => {
      if (kept.get(record.id)?.loading === loading) kept.delete(record.id);
    };
    loading.then((loaded) => loaded === undefined && forget(), forget);
    return loading;
  };
}
