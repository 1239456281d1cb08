import type { Analytics } from '../analytics/analytics.ts';

/** Analytics that are only remembered. */
export interface RecordedAnalytics {
  readonly analytics: Analytics;
  /** Such as `ContactImport 3 {"objectType":"Person"}`. */
  readonly tracked: string[];
}

export function createRecordedAnalytics(): RecordedAnalytics {
  const tracked: string[] = [];
  const analytics: Analytics = {
    track: ({ name, data: { count, ...data } }) => void tracked.push(`${name} ${String(count)} ${JSON.stringify(data)}`),
    flush: async () => {},
    lost: 0,
  };
  return { analytics, tracked };
}
