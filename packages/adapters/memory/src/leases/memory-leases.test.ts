import { describeLeases } from '@frigg-crm/testing';
import { createMemoryLeases } from './memory-leases.ts';

describeLeases('in memory', { make: (clock) => createMemoryLeases({ clock }) });
