import { createSeededRandom } from '@frigg-crm/core/adapter';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aQuoContact } from '../test-support/a-quo-contact.ts';
import { createQuoSystem, type QuoSystem } from '../test-support/quo-system.ts';
import type { QuoSandboxOptions } from '../sandbox/create-quo-sandbox.ts';
import type { QuoContact } from './quo-contact.ts';
import type { UpsertOutcome } from './upsert-outcome.ts';

const share = fc.constantFrom(0, 0.05, 0.2);
const faultsArbitrary = fc.record({ rateLimited: share, unavailable: share, lostAnswer: share, truncated: share });
const contactArbitrary = fc
  .record({ id: fc.integer({ min: 1, max: 30 }), company: fc.constantFrom('Acme', 'Bolt 😀', 'Core') })
  .map(({ id, company }) => aQuoContact({ externalId: `rec-${id}`, defaultFields: { company } }));
const batchArbitrary = fc.array(contactArbitrary, { minLength: 1, maxLength: 25 });
const scenarioArbitrary = fc.record({
  seed: fc.integer(),
  faults: faultsArbitrary,
  batches: fc.array(batchArbitrary, { minLength: 1, maxLength: 4 }),
});

interface Result {
  readonly wanted: QuoContact;
  readonly outcome: UpsertOutcome;
}

/** Upserts until no contact is unavailable. A refused budget pauses for minutes, so each attempt waits as a queue would. */
async function upsertAll({ quo, clock }: QuoSystem, batch: readonly QuoContact[]): Promise<readonly Result[]> {
  const results: Result[] = [];
  let open = batch.filter((contact, index) => batch.findIndex(({ externalId }) => externalId === contact.externalId) === index);
  for (let attempt = 0; open.length > 0; attempt += 1) {
    expect(attempt).toBeLessThan(60);
    if (attempt > 0) await clock.sleep(60_000);
    const outcomes = await quo.contacts.upsertMany(open);
    expect(outcomes.map(({ externalId }) => externalId)).toEqual(open.map(({ externalId }) => externalId));
    results.push(...open.flatMap((wanted, index) => (outcomes[index] === undefined ? [] : [{ wanted, outcome: outcomes[index] }])));
    open = open.filter((_, index) => outcomes[index]?.kind === 'unavailable');
  }
  return results;
}

function expectKindsToAgree({ sandbox }: QuoSystem, results: readonly Result[]): void {
  const count = (kind: string): number => results.filter(({ outcome }) => outcome.kind === kind).length;
  const held = new Map(sandbox.contacts().map((contact) => [contact.id, contact]));
  for (const { outcome } of results) {
    expect(outcome.kind).not.toBe('refused');
    if ('contactId' in outcome) expect(held.get(outcome.contactId)?.externalId).toBe(outcome.externalId);
  }
  // A write whose response was lost, and whose lookup failed too, is reported later as `unchanged`: never more is reported than was done.
  const created = results.flatMap(({ outcome }) => (outcome.kind === 'created' ? [outcome.externalId] : []));
  expect(new Set(created).size).toBeLessThanOrEqual(sandbox.stats.created);
  expect(count('updated')).toBeLessThanOrEqual(sandbox.stats.updated);
}

function createFaultySystem(sandbox: QuoSandboxOptions & { readonly seed: number }, partnerKey?: string): QuoSystem {
  return createQuoSystem({ sandbox: { ...sandbox, random: createSeededRandom(sandbox.seed) }, client: { partnerKey } });
}

it('never makes a second contact and ends with what was wanted last, whatever fails, though Quo itself would let duplicates through', async () => {
  await fc.assert(
    fc.asyncProperty(scenarioArbitrary, async ({ seed, faults, batches }) => {
      const system = createFaultySystem({ seed, faults, uniqueContacts: false });
      const wanted = new Map<string, string>();
      const results: Result[] = [];
      for (const batch of batches) {
        results.push(...(await system.run(upsertAll(system, batch))));
        for (const { externalId, defaultFields } of [...batch].reverse()) wanted.set(externalId, defaultFields.company ?? '');
      }
      expect(system.sandbox.stats.duplicates).toBe(0);
      const held = system.sandbox.contacts().map(({ externalId, defaultFields }) => [externalId, defaultFields.company]);
      expect(new Map(held as [string, string][])).toEqual(wanted);
      expect(held).toHaveLength(wanted.size);
      expectKindsToAgree(system, results);
    }),
    { numRuns: 40 },
  );
});

it.each([
  ['the public surface', undefined],
  ['the partner surface', 'partner-secret'],
])('holds every contact once when several callers upsert at the same time over %s', async (_, partnerKey) => {
  await fc.assert(
    fc.asyncProperty(scenarioArbitrary, async ({ seed, faults, batches }) => {
      const system = createFaultySystem({ seed, faults }, partnerKey);
      const results = (await system.run(Promise.all(batches.map(async (batch) => upsertAll(system, batch))))).flat();
      const held = system.sandbox.contacts();
      expect(new Set(held.map(({ externalId }) => externalId))).toEqual(new Set(batches.flat().map(({ externalId }) => externalId)));
      expect(held).toHaveLength(new Set(held.map(({ externalId }) => externalId)).size);
      const wanted = batches.flat().map(({ externalId, defaultFields }) => `${externalId} ${defaultFields.company}`);
      for (const { externalId, defaultFields } of held) expect(wanted).toContain(`${externalId} ${defaultFields.company}`);
      expectKindsToAgree(system, results);
    }),
    { numRuns: 25 },
  );
});
