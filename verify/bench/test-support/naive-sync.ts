import { CreateProcess, type Process, type ProcessId, type ProcessRepository } from '@frigg-crm/core';
import type { QuoContacts } from '@frigg-crm/quo';
import { syntheticPersonToQuoContact, type ScalingTestClient } from '@frigg-crm/scaling-test';
import type { Overwrite } from './slow.ts';

/** What the naive sync runs on. */
export interface NaiveSetup {
  readonly processRepository: ProcessRepository;
  readonly overwrite: Overwrite;
  readonly client: ScalingTestClient;
  readonly contacts: QuoContacts;
  readonly pages: number;
  readonly pageSize: number;
  readonly workers: number;
}

/** What the naive sync came to. */
export interface NaiveOutcome {
  readonly seconds: number;
  readonly state: string;
  /** What the process says when all work is done. */
  readonly counted: number;
  /** What it said when it was declared complete; `undefined`: it never was. */
  readonly countedAtCompletion: number | undefined;
}

type Job = { readonly kind: 'page'; readonly page: number } | { readonly kind: 'complete' };

/**
 * The way of counting that this project replaces, as its ancestor did it: a worker loads the process, adds its page to
 * the counters and writes them back, and a page that is shorter than the others declares the sync complete.
 */
export async function runNaiveSync(setup: NaiveSetup): Promise<NaiveOutcome> {
  const { processRepository, pages, workers } = setup;
  const { id } = await new CreateProcess({ processRepository }).execute({
    userId: 'bench',
    integrationId: 'bench',
    name: 'naive',
    type: 'NAIVE',
    context: { processed: 0 },
  });
  const jobs: Job[] = Array.from({ length: pages }, (_, page) => ({ kind: 'page', page }));
  const startMs = performance.now();
  let countedAtCompletion: number | undefined;
  const work = async (): Promise<void> => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      if (job.kind === 'page') await handlePage(setup, { id, page: job.page, complete: () => jobs.push({ kind: 'complete' }) });
      else countedAtCompletion = await complete(setup, id);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  const seconds = (performance.now() - startMs) / 1000;
  const { state, context } = await load(processRepository, id);
  return { seconds, state, counted: Number(context['processed']), countedAtCompletion };
}

async function handlePage(
  { client, contacts, pageSize, processRepository, overwrite }: NaiveSetup,
  job: { id: ProcessId; page: number; complete: () => void },
): Promise<void> {
  const { people } = await client.listPeople({ limit: pageSize, page: job.page });
  if (job.page > 0 && people.length < pageSize) job.complete();
  await contacts.upsertMany(people.map(syntheticPersonToQuoContact));
  const process = await load(processRepository, job.id);
  const processed = Number(process.context['processed']) + people.length;
  await overwrite(job.id, { context: { ...process.context, processed } });
}

async function complete({ processRepository, overwrite }: NaiveSetup, id: ProcessId): Promise<number> {
  await overwrite(id, { state: 'COMPLETED' });
  return Number((await load(processRepository, id)).context['processed']);
}

async function load(repository: ProcessRepository, id: ProcessId): Promise<Process> {
  const process = await repository.findById(id);
  if (process === undefined) throw new Error('The process of the naive sync is gone');
  return process;
}
