import type { LifecycleWork } from './lifecycle-work.ts';

/** An integration that is being deleted. */
export type Removal = Omit<LifecycleWork, 'crm'>;
