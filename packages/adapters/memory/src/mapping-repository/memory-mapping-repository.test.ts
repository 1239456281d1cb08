import { describeMappingRepository } from '@frigg-crm/testing';
import { createMemoryMappingRepository } from './memory-mapping-repository.ts';

describeMappingRepository('in memory', { make: (clock) => createMemoryMappingRepository({ clock }) });
