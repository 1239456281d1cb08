import { readFile } from 'node:fs/promises';
import type { JsonObject, Process } from '@frigg-crm/core';
import { createQuoClient } from '@frigg-crm/quo';
import type { TestSystem } from '../test-support/test-system.ts';
import { QUO_KEY, type Connector } from '../worker/worker-input.ts';

/** A sync as the first version left it when its worker was killed: never to be changed, as stored rows do not change. */
interface HalfDoneRun {
  readonly process: Process;
  readonly messages: { readonly fetch: readonly JsonObject[]; readonly work: readonly JsonObject[] };
  /** External ids of the contacts that it had written. */
  readonly contacts: readonly string[];
}

/** What a version to come may add wherever there is room for it. */
export const TO_COME = { ofTheNextVersion: { since: 'tomorrow' } };
export const PEOPLE_OF_HALF_DONE_RUN = 100;

/** @returns the id of the integration that the stored run belongs to. */
export function integrationOfHalfDoneRun(connector: Connector): string {
  return `versions-${connector}`;
}

/**
 * Puts the stored run into a system. A version to come has had its hands on it too: it added to ledger, context and
 * results, and to each second message.
 */
export async function layOutHalfDoneRun(system: TestSystem, connector: Connector): Promise<void> {
  const text = await readFile(new URL(`__fixtures__/half-done-${connector}.json`, import.meta.url), 'utf8');
  const { process, messages, contacts } = JSON.parse(text) as HalfDoneRun;
  await system.processRepository.create({
    ...process,
    // It was updated a moment ago: the watchdog does not treat it as stalled.
    updatedAt: new Date().toISOString(),
    context: { ...process.context, ...TO_COME },
    results: { ...process.results, ...TO_COME },
    ledger: { ...process.ledger, ...TO_COME },
  });
  const { queues, sandboxes } = system;
  const touched = (bodies: readonly JsonObject[]): readonly string[] =>
    bodies.map((body, index) =>
      toAscii(JSON.stringify(index % 2 === 0 ? body : { ...body, data: { ...(body['data'] as JsonObject), ...TO_COME } })),
    );
  await queues.send(queues.fetch, touched(messages.fetch));
  await queues.send(queues.work, touched(messages.work));
  const quo = createQuoClient({ baseUrl: sandboxes.quo.url, apiKey: QUO_KEY, source: connector });
  await quo.contacts.upsertMany(
    contacts.map((externalId, index) => ({
      externalId,
      defaultFields: { firstName: 'Ann', emails: [], phoneNumbers: [{ name: 'Work', value: `+1212555${String(index).padStart(4, '0')}` }] },
    })),
  );
}

/** As messages are written: what not every queue can carry is escaped. */
function toAscii(json: string): string {
  return json.replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
