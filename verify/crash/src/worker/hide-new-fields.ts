import type { Ledger, Process, ProcessRepository } from '@frigg-crm/core';

/** What the ledger had when it was first released. */
const KNOWN_BEFORE: ReadonlySet<string> = new Set([
  'expectedUnits',
  'closed',
  'settled',
  'failed',
  'open',
  'folded',
  'finishing',
  'outbox',
]);

/**
 * Reads and saves as a worker of the first version does: its logic does not see the fields that the ledger has got since,
 * and it saves them unchanged.
 */
export function hideNewFields(repository: ProcessRepository): ProcessRepository {
  // By version too: a save over another version than the one that was read is refused.
  const hidden = new Map<string, Partial<Ledger>>();
  const keyOf = ({ id, version }: Process): string => `${id}@${version}`;
  const hide = (process: Process): Process => {
    const entries = Object.entries(process.ledger);
    hidden.set(keyOf(process), Object.fromEntries(entries.filter(([key]) => !KNOWN_BEFORE.has(key))));
    return { ...process, ledger: Object.fromEntries(entries.filter(([key]) => KNOWN_BEFORE.has(key))) as unknown as Ledger };
  };
  return {
    ...repository,
    async findById(id, options) {
      const process = await repository.findById(id, options);
      return process === undefined ? undefined : hide(process);
    },
    findByIds: async (ids, options) => (await repository.findByIds(ids, options)).map(hide),
    find: async (query, options) => (await repository.find(query, options)).map(hide),
    save: async (process, options) =>
      hide(await repository.save({ ...process, ledger: { ...hidden.get(keyOf(process)), ...process.ledger } }, options)),
  };
}
