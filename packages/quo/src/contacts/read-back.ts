import type { CallOptions, Clock } from '@frigg-crm/core';
import type { ApiError } from '@frigg-crm/http';
import { MAX_EXTERNAL_IDS, type Lookup } from './lookup.ts';
import { findOwn } from './settle-contact.ts';
import type { StoredQuoContact } from './stored-contact.ts';
import type { WantedContact } from './wanted-contact.ts';

/** What reading back needs. */
export interface ReadBackDependencies {
  readonly lookup: Lookup;
  readonly clock: Clock;
  /** Milliseconds before each round of lookups. */
  readonly readBackDelaysMs: readonly number[];
}

/** What is known of contacts at the end; one that is in neither map is not there: a lookup has said so. */
export interface ReadBack {
  /** By key. */
  readonly found: ReadonlyMap<string, StoredQuoContact>;
  /** Those whose last lookup failed, by key. */
  readonly failed: ReadonlyMap<string, ApiError>;
}

/**
 * Waits until contacts can be read that were queued in bulk, each group by a call of its own. Those of one call show up
 * at about the same time: before the first of a group is found, only a few of it are looked up.
 * A group is given up when, after some of it were found, a lookup of all others finds none.
 */
export async function readBack(
  deps: ReadBackDependencies,
  groups: readonly (readonly WantedContact[])[],
  options: CallOptions = {},
): Promise<ReadBack> {
  const found = new Map<string, StoredQuoContact>();
  const failed = new Map<string, ApiError>();
  const isFound = ({ key }: WantedContact): boolean => found.has(key);

  async function ask(contacts: readonly WantedContact[]): Promise<void> {
    const findings = await deps.lookup(
      contacts.map(({ externalId }) => externalId),
      options,
    );
    for (const wanted of contacts) {
      const finding = findings.get(wanted.externalId);
      if (finding?.kind === 'failed') failed.set(wanted.key, finding.error);
      else failed.delete(wanted.key);
      const own = finding?.kind === 'read' ? findOwn(finding.contacts, wanted) : undefined;
      if (own !== undefined) found.set(wanted.key, own);
    }
  }

  let open = groups;
  for (const [round, delayMs] of deps.readBackDelaysMs.entries()) {
    await deps.clock.sleep(delayMs, options);
    const isLast = round === deps.readBackDelaysMs.length - 1;
    const begun = open.filter((group) => isLast || group.some(isFound));
    const unseen = open.filter((group) => !begun.includes(group));
    const missing = begun.flatMap((group) => group.filter((one) => !isFound(one)));
    const sample = unseen.flatMap((group) => takeSample(group, { size: Math.ceil(MAX_EXTERNAL_IDS / unseen.length), round }));
    await ask([...missing, ...sample]);
    // What is read of a group is settled before its other contacts are: one request was enough to see that they are not there yet.
    const seen = unseen.filter((group) => group.some(isFound));
    await ask(seen.flatMap((group) => group.filter((one) => !isFound(one) && !sample.includes(one))));
    const stopped = begun.filter((group) => !group.some((one) => missing.includes(one) && (isFound(one) || failed.has(one.key))));
    open = open.filter((group) => !stopped.includes(group) && !group.every(isFound));
    if (open.length === 0) break;
  }
  return { found, failed };
}

/** Other contacts in each round: the few of one round may be those that are never created. */
function takeSample(group: readonly WantedContact[], { size, round }: { size: number; round: number }): readonly WantedContact[] {
  const start = (round * size) % group.length;
  return [...group.slice(start), ...group.slice(0, start)].slice(0, size);
}
