import { ConfigurationError } from '@frigg-crm/core';
import type { FriggStores } from './frigg-integration-options.ts';

/** What each port does that no repository of Frigg does: exact numbers stand on these. */
const NEEDED = {
  processRepository: ['create', 'findByIds', 'find', 'save'],
  mappingRepository: ['beginWrites', 'confirmWrites', 'findByPhones', 'findUnseen'],
  documents: ['find', 'insert', 'save', 'query'],
  leases: ['hold', 'release'],
  rateLimits: ['reserve', 'park', 'parkedFor'],
} as const;

/**
 * Makes sure that stores are ours. Frigg's repositories have the same names and would work for a while: they save without
 * a version, and ask for ids that are numbers.
 * @returns the stores.
 * @throws {ConfigurationError} naming each part that is missing or is none of ours.
 */
export function checkStores(stores: FriggStores): FriggStores {
  // They come from plain JavaScript.
  const { store, vault } = (stores as Partial<FriggStores> | undefined) ?? {};
  const own = new Map<string, unknown>(Object.entries(store ?? {}));
  const parts = [
    ...Object.entries(NEEDED).map(([part, methods]) => [`store.${part}`, own.get(part), methods] as const),
    ['vault', vault, ['read', 'write']] as const,
  ];
  const wrong = parts.flatMap(([name, part, methods]) => {
    const missing = methods.filter((method) => typeof (part as Readonly<Record<string, unknown>> | undefined)?.[method] !== 'function');
    return missing.length === 0 ? [] : [`${name} has no ${missing.join(', ')}`];
  });
  if (wrong.length === 0) return stores;
  throw new ConfigurationError(
    `stores: ${wrong.join('; ')}. Frigg's repositories cannot stand in for them: give a store of ours in a schema of its own, which may lie in Frigg's database`,
  );
}
