import type { Integration } from '@frigg-crm/core';
import type { ResolvedLifecycleDependencies } from './lifecycle-dependencies.ts';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { WorkLease } from './work-lease.ts';

/** One program at work on one integration. */
export interface LifecycleWork {
  readonly dependencies: ResolvedLifecycleDependencies;
  /** As it was when the work began. */
  readonly record: Integration;
  readonly crm: CrmIntegration;
  readonly lease: WorkLease;
  readonly signal: AbortSignal | undefined;
}
