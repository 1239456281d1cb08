import { expect, it } from 'vitest';
import { aProcess } from '../../test-support/a-process.ts';
import { foldAll } from '../../test-support/fold-all.ts';
import { expectUnits, pause, resume, settleUnit } from '../../test-support/updates.ts';
import type { UpdateStateUpdate } from './process-update.ts';

const wait = (below: number, updateId = 'wait'): UpdateStateUpdate => ({
  type: 'UPDATE_STATE',
  processId: aProcess().id,
  updateId,
  waiting: { below, event: 'GO_ON', data: { from: 3 } },
});
const sent = ({ process }: ReturnType<typeof foldAll>) => process.ledger.outbox.map((effect) => 'event' in effect && effect.event);

it('F11: sends a waiting message once, with the settlement that makes room for it', () => {
  const waiting = [expectUnits(4, false), wait(3)];
  expect(sent(foldAll(aProcess(), [...waiting, settleUnit(0)]))).toEqual([]);
  const woken = foldAll(aProcess(), [...waiting, settleUnit(0), settleUnit(2)]);
  expect(woken.process.ledger).toMatchObject({ outbox: [{ kind: 'message', event: 'GO_ON', data: { from: 3 } }] });
  expect(woken.process.ledger).not.toHaveProperty('waiting');
  expect(sent(foldAll(woken.process, [settleUnit(1)]))).toEqual(['GO_ON']);
});

it('F11: sends it at once where there is room already: no settlement may come any more', () => {
  expect(sent(foldAll(aProcess(), [expectUnits(4, false), settleUnit(0), settleUnit(1), wait(3)]))).toEqual(['GO_ON']);
});

it('F11: sends nothing while it is paused, and nothing that was taken back', () => {
  const paused = [expectUnits(2, false), wait(2), pause('p'), settleUnit(0)];
  expect(sent(foldAll(aProcess(), paused))).toEqual([]);
  expect(sent(foldAll(aProcess(), [...paused, resume('r'), settleUnit(1)]))).toEqual(['GO_ON']);
  const none: UpdateStateUpdate = { type: 'UPDATE_STATE', processId: aProcess().id, updateId: 'none', waiting: null };
  expect(sent(foldAll(aProcess(), [expectUnits(2, false), wait(2), none, settleUnit(0)]))).toEqual([]);
});
