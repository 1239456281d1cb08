import { describeProcessRepository } from '@frigg-crm/testing';
import { createMemoryProcessRepository } from './memory-process-repository.ts';

describeProcessRepository('in memory', { make: () => createMemoryProcessRepository() });
