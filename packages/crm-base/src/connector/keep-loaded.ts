import type { Clock, Integration } from '@frigg-crm/core';
import { ExpiringCache } from './expiring-cache.ts';

/** For so long a loaded integration is used, in milliseconds, unless its record changes. */
const KEPT_MS = 5 * 60_000;

type Load<Loaded> = (record: Integration) => Promise<Loaded | undefined>;

/**
 * Loading an integration reads secrets and makes clients, whose knowledge of limits, users and organisations begins
 * anew. So one is kept for each version of its record; what cannot be loaded is asked for again.
 */
export function keepLoaded<Loaded>(load: Load<Loaded>, clock: Clock): Load<Loaded> {
  const kept = new ExpiringCache<{ readonly version: number; readonly loading: ReturnType<Load<Loaded>> }>(clock);
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
