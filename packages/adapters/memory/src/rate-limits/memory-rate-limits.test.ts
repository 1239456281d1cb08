import { describeRateLimits } from '@frigg-crm/testing';
import { createMemoryRateLimits } from './memory-rate-limits.ts';

describeRateLimits('in memory', { make: (clock) => createMemoryRateLimits({ clock }) });
