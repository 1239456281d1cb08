import { describeStore } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { openMemoryStore } from './open-memory-store.ts';

describeStore('in memory', { open: async (clock) => openMemoryStore({ clock }) });

it('F34: refuses options that it does not have', () => {
  expect(() => openMemoryStore({ connectionString: 'x' } as never)).toThrow('openMemoryStore: connectionString is no option of it');
});
