import { createProcesses, handleEachMessage, readCounts } from '@frigg-crm/core';
import { createMemoryProgressPublisher, createMemoryQueue, openMemoryStore } from '@frigg-crm/memory';

/** An export of invoices in pages: the work is made up, the counting is not. */
const INVOICES = 1000;
const PAGE_SIZE = 50;
const PAGES = INVOICES / PAGE_SIZE;
/** Each hundredth invoice has no address and is skipped, each two-hundredth is refused. */
const countPage = (page: number): { synced: number; failed: number; skipped: number } => {
  const numbers = Array.from({ length: PAGE_SIZE }, (_, index) => page * PAGE_SIZE + index + 1);
  const failed = numbers.filter((number) => number % 200 === 0).length;
  const skipped = numbers.filter((number) => number % 100 === 0).length - failed;
  return { synced: PAGE_SIZE - failed - skipped, failed, skipped };
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const publisher = createMemoryProgressPublisher();
const { processRepository } = openMemoryStore();
const processes = createProcesses({ processRepository, publisher });
const { id: processId } = await processes.create({ userId: 'ann', integrationId: 'billing', name: 'invoices', type: 'EXPORT' });

let shown = 0;
publisher.subscribe(({ state, processed, total }) => {
  if (processed < shown + 250) return;
  shown = processed;
  say(`${state}: ${processed} of ${total}`);
});

// All pages are announced before the first one is worked on: from then on the process knows when it is complete.
await processes.apply([{ type: 'EXPECT_UNITS', processId, updateId: 'plan', expectedUnits: PAGES, totalRecords: INVOICES, closed: true }]);

// Every page is in the queue twice, as if a worker had crashed after its work and before it said so.
const queue = createMemoryQueue();
const work = Array.from({ length: PAGES }, (_, page) => ({ body: String(page) }));
await queue.send([...work, ...work.toReversed()]);

const stop = new AbortController();
let deliveries = 0;
const exportPage = handleEachMessage(async ({ body }) => {
  const unit = Number(body);
  deliveries += 1;
  // The same page has the same id however often it is delivered, so it is counted once.
  await processes.apply([
    { type: 'SETTLE_UNIT', processId, updateId: `page#${unit}`, unit, outcome: 'PROCESSED', counts: countPage(unit) },
  ]);
  if (deliveries === 2 * PAGES) stop.abort();
  return { kind: 'done' };
});
await queue.consume(exportPage, { concurrency: 5, signal: stop.signal });
await queue.close();

const ended = await processes.get(processId);
if (ended === undefined) throw new Error('the process is gone');
const { processed, synced, failed, skipped } = readCounts(ended);
say(
  `${ended.state}: ${processed} invoices: ${synced} exported, ${failed} failed, ${skipped} skipped; ${deliveries} deliveries of ${PAGES} pages`,
);
const isRight = ended.state === 'COMPLETED' && processed === INVOICES && synced === 990 && failed === 5 && skipped === 5;
if (!isRight || deliveries !== 2 * PAGES) throw new Error('wrong: a page was lost or counted twice');
say('right: each page was delivered twice and counted once');
