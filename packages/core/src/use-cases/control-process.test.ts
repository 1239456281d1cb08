import { expect, it } from 'vitest';
import { ActiveProcessExistsError } from '../errors/active-process-exists-error.ts';
import { ProcessNotFoundError } from '../errors/process-not-found-error.ts';
import { createInMemoryProcesses, type InMemoryProcesses } from '../test-support/in-memory-processes.ts';
import { CreateProcess } from './create-process.ts';
import { ControlProcess } from './control-process.ts';
import { UpdateProcessState } from './update-process-state.ts';

const data = { userId: 'u1', integrationId: 'i1', name: 'export', type: 'EXPORT', activeKey: 'export/i1' };

async function started(): Promise<{
  processRepository: InMemoryProcesses;
  control: ControlProcess;
  id: string;
  state: UpdateProcessState;
}> {
  const processRepository = createInMemoryProcesses();
  const { id } = await new CreateProcess({ processRepository }).execute(data);
  const state = new UpdateProcessState({ processRepository });
  await state.execute(id, 'RUNNING');
  return { processRepository, control: new ControlProcess({ processRepository }), id, state };
}

it('pauses and resumes where the process stood', async () => {
  const { control, id } = await started();
  expect((await control.pause(id)).ledger.paused).toMatchObject({ from: 'RUNNING', reason: { code: 'OPERATOR' } });
  expect((await control.resume(id)).state).toBe('RUNNING');
});

it('does nothing the second time when a click is repeated', async () => {
  const { control, id } = await started();
  await control.pause(id, undefined, { updateId: 'click-1' });
  await control.resume(id, { updateId: 'click-2' });
  expect((await control.pause(id, undefined, { updateId: 'click-1' })).state).toBe('RUNNING');
});

it('cancels once, and leaves what has ended as it is', async () => {
  const { control, id } = await started();
  const cancelled = await control.cancel(id);
  expect(cancelled).toMatchObject({ state: 'CANCELLED', activeKey: null });
  expect(await control.cancel(id)).toEqual(cancelled);
  expect((await control.pause(id)).state).toBe('CANCELLED');
  expect((await control.resume(id)).state).toBe('CANCELLED');
});

it('re-opens what failed, and takes its place again', async () => {
  const { control, id, state, processRepository } = await started();
  await state.execute(id, 'ERROR');
  expect(await control.reopen(id)).toMatchObject({ state: 'RUNNING', activeKey: 'export/i1', endedAt: null });
  await expect(new CreateProcess({ processRepository }).execute(data)).rejects.toThrow(ActiveProcessExistsError);
});

it('does not re-open what a newer process has replaced', async () => {
  const { control, id, state, processRepository } = await started();
  await state.execute(id, 'ERROR');
  await new CreateProcess({ processRepository }).execute(data);
  await expect(control.reopen(id)).rejects.toThrow(ActiveProcessExistsError);
  expect((await processRepository.findById(id as never))?.state).toBe('ERROR');
});

it('says that there is no such process', async () => {
  const { control } = await started();
  for (const call of [control.pause('x'), control.resume('x'), control.cancel('x'), control.reopen('x')]) {
    await expect(call).rejects.toThrow(ProcessNotFoundError);
  }
});
