import type { Process } from '@frigg-crm/core';
import { openMemoryStore } from '@frigg-crm/memory';
import { aProcess, createVirtualClock } from '@frigg-crm/testing';
import { toProcessProgress } from '@frigg-crm/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newSyncContext } from '../../process/sync-context.ts';
import { exportSync, syncExportSchema } from './export-sync.ts';
import { createSyncRecorder } from './sync-recorder.ts';

const NOW = '2026-05-01T12:00:00.000Z';

/** What must be in no export: no two people of the test have it. */
const personal = fc
  .record({
    name: fc.constantFrom('Jane Doe', 'Zoë Ångström', '山田 太郎', "Mary O'Neil"),
    digits: fc.integer({ min: 10_000_000, max: 99_999_999 }),
    word: fc.stringMatching(/^q[a-z]{9}$/),
  })
  .map(({ name, digits, word }) => ({
    name,
    phone: `+1415${digits}`,
    email: `${word}@example.com`,
    crmId: `crm-${word}`,
    account: `Account of ${name}`,
    note: `${word} said ${digits}`,
  }));

type Person = typeof personal extends fc.Arbitrary<infer Value> ? Value : never;

/** A sync with what people have in each place that a program can write to. */
function syncOf({ name, phone, email, crmId, account, note }: Person): Process {
  const context = newSyncContext({
    connector: 'pipedrive',
    syncType: 'INITIAL',
    personObjectType: 'Person',
    pageSize: 10,
    startTime: NOW,
    lastSyncedTimestamp: null,
  });
  const { ledger } = aProcess();
  const messages = [name, phone, email, crmId, `"${name}" was refused`, `no person ${crmId} (${phone}), ${note}`];
  return aProcess({
    userId: email,
    integrationId: account,
    name: `${account} sync`,
    type: 'CRM_SYNC',
    state: 'PAUSED',
    context: { ...context, run: note, error: note, metadata: { name, phone, email }, processedRecords: 3 },
    results: {
      aggregateData: {
        totalSynced: 1,
        totalFailed: 1,
        totalSkipped: 1,
        errors: messages.map((message) => ({ code: message, message, externalId: crmId, unit: 1 })),
      },
    },
    ledger: {
      ...ledger,
      expectedUnits: 3,
      settled: [[0, 1]],
      failed: [[1, 1]],
      failedCounts: { '1': { synced: 0, failed: 1, skipped: 0 } },
      open: { '2': { cursor: crmId, after: name } },
      paused: { from: 'PROCESSING_BATCHES', reason: { code: note, message: `${name} ${phone}` } },
    },
  });
}

it('holds nothing of a person, whatever is in the process, its errors and its reasons', async () => {
  await fc.assert(
    fc.asyncProperty(personal, async (person) => {
      const clock = createVirtualClock();
      const { documents, processRepository } = openMemoryStore({ clock });
      const process = syncOf(person);
      await processRepository.create(process);
      const recorder = createSyncRecorder({ processRepository, documents, clock });
      recorder.publish(toProcessProgress(process));
      await recorder.flush();
      const file = await exportSync(process, { documents, at: NOW });
      const text = JSON.stringify(syncExportSchema.parse(file));
      expect(file.samples).toHaveLength(1);
      for (const secret of [...Object.values(person), ...person.name.split(' '), person.phone.slice(1), process.id, process.userId])
        expect(text).not.toContain(secret);
      expect(file.errors.map(({ code }) => code)).toEqual(file.errors.map(() => 'OTHER'));
    }),
  );
});
