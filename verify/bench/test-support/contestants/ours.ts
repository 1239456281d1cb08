import { ApplyProcessUpdates, readProgress, type ProcessId } from '@frigg-crm/core';
import { PAGE_SIZE, createRunning, expectPages, settlePage } from '../page-updates.ts';
import { workTogether } from '../work-together.ts';
import type { Contestant, Task } from './contestant.ts';
import { openOurStore } from './open-our-store.ts';

/** Process updates that are folded into so many processes: a worker goes on when its page is stored. */
export function createOurs(processes: number): Contestant {
  return {
    prepare: async (task) => prepareProcesses(task, processes),
    async start({ url, jobs, atOnce, connections }) {
      const { processRepository, close } = await openOurStore(url, connections);
      const ids: readonly ProcessId[] = (await processRepository.find({ limit: processes })).map(({ id }) => id);
      const applyProcessUpdates = new ApplyProcessUpdates({ processRepository });
      return {
        async run() {
          await workTogether(atOnce, jobs, async (page) => {
            const id = ids[page % processes];
            if (id !== undefined) await applyProcessUpdates.execute([settlePage(id, Math.floor(page / processes))]);
          });
        },
        async count() {
          const stored = await processRepository.findByIds(ids);
          return stored.reduce((sum, process) => sum + readProgress(process).processedRecords, 0) / PAGE_SIZE;
        },
        close,
      };
    },
  };
}

/** Makes the table and so many processes that share the pages. */
export async function prepareProcesses({ url, jobs }: Task, processes: number): Promise<void> {
  const { processRepository, close } = await openOurStore(url);
  const applyProcessUpdates = new ApplyProcessUpdates({ processRepository });
  for (let index = 0; index < processes; index += 1) {
    const { id } = await createRunning(processRepository, `sync-${index}`);
    await applyProcessUpdates.execute([expectPages(id, Math.ceil(jobs / processes))]);
  }
  await close();
}
