import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aProgress } from '../test-support/a-progress.ts';
import { EMPTY_VIEW, foldMessage, type LiveView } from './live-view.ts';
import type { ServerMessage } from './messages.ts';

const ids = fc.constantFrom('a', 'b', 'c');
const versions = fc.nat(20);
const message: fc.Arbitrary<ServerMessage> = fc.oneof(
  fc.array(fc.record({ processId: ids, version: versions })).map((states) => ({ type: 'states' as const, states: states.map(aProgress) })),
  fc.array(fc.record({ processId: ids, version: versions })).map((processes) => ({ type: 'gone' as const, processes })),
  fc.constant({ type: 'upToDate' as const, channel: 'processes', asOf: 0 }),
);

const versionIn = (view: LiveView, id: string): number => Math.max(view.processes.get(id)?.version ?? -1, view.gone.get(id) ?? -1);

it('never goes back to a lower version, in whatever order messages come and however often', () => {
  fc.assert(
    fc.property(fc.array(message), (messages) => {
      let view = EMPTY_VIEW;
      for (const one of messages) {
        const next = foldMessage(view, one);
        for (const id of ['a', 'b', 'c']) expect(versionIn(next, id)).toBeGreaterThanOrEqual(versionIn(view, id));
        view = next;
      }
    }),
  );
});

it('shows the same at the end, in whatever order the same states came', () => {
  const pairs = fc.array(fc.record({ processId: ids, version: versions }), { minLength: 1 });
  fc.assert(
    fc.property(pairs, fc.func(fc.nat()), (states, rank) => {
      const fold = (list: typeof states): LiveView =>
        list.reduce((view, one) => foldMessage(view, { type: 'states', states: [aProgress(one)] }), EMPTY_VIEW);
      const versionsOf = ({ processes }: LiveView): unknown => Object.fromEntries([...processes].map(([id, { version }]) => [id, version]));
      const shuffled = states.toSorted((one, other) => rank(one) - rank(other));
      const newest = Object.fromEntries(
        states.toSorted((one, other) => one.version - other.version).map((one) => [one.processId, one.version]),
      );
      expect(versionsOf(fold(shuffled))).toEqual(newest);
      expect(versionsOf(fold([...states, ...shuffled]))).toEqual(newest);
    }),
  );
});
