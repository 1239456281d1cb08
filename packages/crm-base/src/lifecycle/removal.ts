import type { CallOptions, Integration } from '@frigg-crm/core';
import type { LifecycleTools } from './lifecycle-dependencies.ts';

/** An integration that is being deleted. */
export interface Removal extends CallOptions {
  readonly tools: LifecycleTools;
  readonly record: Integration;
}
