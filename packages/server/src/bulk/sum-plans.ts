import type { SyncPlan, WorkEstimate } from '@frigg-crm/crm-base';

/** What would be done to one sync. */
export interface PlanOfSync extends Pick<SyncPlan, 'pages' | 'people' | 'writes' | keyof WorkEstimate> {
  readonly integrationId: string;
}

/** What would be done to several syncs. */
export interface SumOfPlans extends WorkEstimate {
  readonly syncs: number;
  readonly pages: number;
  readonly people: number;
  readonly writes: number;
}

/** Syncs of one integration share its APIs and take one after the other; integrations do not wait for each other. */
export function sumPlans(plans: readonly PlanOfSync[]): SumOfPlans {
  const total = (key: 'pages' | 'people' | 'writes' | 'crmRequests' | 'quoRequests'): number =>
    plans.reduce((sum, plan) => sum + plan[key], 0);
  const integrations = [...Map.groupBy(plans, ({ integrationId }) => integrationId).values()];
  const isKnown = plans.every(({ seconds }) => seconds !== undefined);
  const seconds = integrations.map((own) => own.reduce((sum, plan) => sum + (plan.seconds ?? 0), 0));
  return {
    syncs: plans.length,
    pages: total('pages'),
    people: total('people'),
    writes: total('writes'),
    crmRequests: total('crmRequests'),
    quoRequests: total('quoRequests'),
    seconds: isKnown ? Math.max(0, ...seconds) : undefined,
  };
}
