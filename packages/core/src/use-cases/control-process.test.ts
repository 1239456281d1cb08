import { expect, it } from 'vitest';
import { ActiveProcessExistsError } from '../errors/active-process-exists-error.ts';
import { ProcessNotFoundError } from '../errors/process-not-found-error.ts';
import { createInMemoryProcesses, type InMemoryProcesses } from '../test-support/in-memory-processes.ts';
import { CreateProcess } from './create-process.ts';
import { ControlProcess } from './control-process.ts';
import { UpdateProcessState } from './update-process-state.ts';

const data = { userId: 'u1', integrationId: 'i1', name: 'export', type: 'EXPORT', activeKey: 'export/i1' };

async function started(): Promise<{ processRepository: InMemoryProcesses; steer: ControlProcess; id: string; state: UpdateProcessState }> {
  const processRepository = createInMemoryProcesses();
  const { id } = await new CreateProcess({ processRepository }).execute(data);
  const state = new UpdateProcessState({ processRepository });
  await state.execute(id, 'RUNNING');
  return { processRepository, steer: new ControlProcess({ processRepository }), id, state };
}

it('pauses and resumes where the process stood', async () => {
  const { steer, id } = await started();
  expect((await steer.pause(id)).ledger.paused).toMatchObject({ from: 'RUNNING', reason: { code: 'OPERATOR' } });
  expect((await steer.resume(id)).state).toBe('RUNNING');
});

it('does nothing the second time when a click is repeated', async () => {
  const { steer, id } = await started();
  await steer.pause(id, undefined, { updateId: 'click-1' });
  await steer.resume(id, { updateId: 'click-2' });
  expect((await steer.pause(id, undefined, { updateId: 'click-1' })).state).toBe('RUNNING');
});

it('cancels once, and leaves what has ended as it is', async () => {
  const { steer, id } = await started();
  const cancelled = await steer.cancel(id);
  expect(cancelled).toMatchObject({ state: 'CANCELLED', activeKey: null });
  expect(await steer.cancel(id)).toEqual(cancelled);
  expect((await steer.pause(id)).state).toBe('CANCELLED');
  expect((await steer.resume(id)).state).toBe('CANCELLED');
});

it('re-opens what failed, and takes its place again', async () => {
  const { steer, id, state, processRepository } = await started();
  await state.execute(id, 'ERROR');
  expect(await steer.reopen(id)).toMatchObject({ state: 'RUNNING', activeKey: 'export/i1', endedAt: null });
  await expect(new CreateProcess({ processRepository }).execute(data)).rejects.toThrow(ActiveProcessExistsError);
});

it('does not re-open what a newer process has replaced', async () => {
  const { steer, id, state, processRepository } = await started();
  await state.execute(id, 'ERROR');
  await new CreateProcess({ processRepository }).execute(data);
  await expect(steer.reopen(id)).rejects.toThrow(ActiveProcessExistsError);
  expect((await processRepository.findById(id as never))?.state).toBe('ERROR');
});

it('says that there is no such process', async () => {
  const { steer } = await started();
  for (const call of [steer.pause('x'), steer.resume('x'), steer.cancel('x'), steer.reopen('x')]) {
    await expect(call).rejects.toThrow(ProcessNotFoundError);
  }
});
