import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { Analytics, AnalyticsEvent } from './analytics.ts';

/** Tracks an event of an integration; `count` says how many of the kind it stands for, and none is not tracked. */
export function trackEvents(
  analytics: Analytics | undefined,
  { integrationId, userId, connector }: Pick<CrmIntegration, 'integrationId' | 'userId' | 'connector'>,
  { name, count, ...data }: { readonly name: AnalyticsEvent['name']; readonly count: number } & AnalyticsEvent['data'],
): void {
  if (count > 0) analytics?.track({ name, integrationId, userId, connector, data: { count, ...data } });
}
