import * as z from 'zod';
import type { Flags } from './flag.ts';

/** The settings of verbs that can be rehearsed. */
export const PLAN_FLAGS = {
  dryRun: {
    flags: '--dry-run',
    variable: 'FRIGG_CRM_DRY_RUN',
    description: 'only say what it would do, and name the plan for --if-plan; nothing is done',
  },
  ifPlan: {
    flags: '--if-plan <plan>',
    variable: 'FRIGG_CRM_IF_PLAN',
    description: 'do exactly what --dry-run has said: once it would do something else, nothing is done',
  },
} as const satisfies Flags;

/** What reads them. */
export const PLAN_SHAPE = {
  dryRun: z.boolean(),
  ifPlan: z
    .string()
    .regex(/^[\w-]{1,100}$/, 'must be a plan as --dry-run names it')
    .optional(),
};

/** How a verb is rehearsed. */
export interface PlanSettings {
  readonly dryRun: boolean;
  readonly ifPlan?: string | undefined;
}

/** Refuses what cannot be meant together. */
export function checkPlan({ dryRun, ifPlan }: PlanSettings, context: z.RefinementCtx): void {
  if (dryRun && ifPlan !== undefined) context.addIssue({ code: 'custom', path: ['ifPlan'], message: 'cannot be combined with --dry-run' });
}
