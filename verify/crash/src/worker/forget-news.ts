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
 * Reads and saves as a worker of the first version does, which knows nothing of what was added to the ledger since:
 * its logic does not see it, and it hands it on as it was.
 */
export function forgetNews(repository: ProcessRepository): ProcessRepository {
  // By version too: whoever saves over another version than the one it has read is refused.
  const news = new Map<string, Partial<Ledger>>();
  const keyOf = ({ id, version }: Process): string => `${id}@${version}`;
  const forget = (process: Process): Process => {
    const entries = Object.entries(process.ledger);
    news.set(keyOf(process), Object.fromEntries(entries.filter(([key]) => !KNOWN_BEFORE.has(key))));
    return { ...process, ledger: Object.fromEntries(entries.filter(([key]) => KNOWN_BEFORE.has(key))) as unknown as Ledger };
  };
  return {
    ...repository,
    async findById(id, options) {
      const process = await repository.findById(id, options);
      return process === undefined ? undefined : forget(process);
    },
    findByIds: async (ids, options) => (await repository.findByIds(ids, options)).map(forget),
    find: async (query, options) => (await repository.find(query, options)).map(forget),
    save: async (process, options) =>
      forget(await repository.save({ ...process, ledger: { ...news.get(keyOf(process)), ...process.ledger } }, options)),
  };
}
