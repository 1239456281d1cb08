import type { ProcessProgress } from '@frigg-crm/core';
import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { createProgress } from '../test-support/create-progress.ts';
import { JointProgress } from './joint-progress.ts';

it('reports all runs together, no more often than one is reported, and their last states at the end', async () => {
  const clock = createVirtualClock();
  const reported: (readonly ProcessProgress[])[] = [];
  const progress = new JointProgress({ intervalMs: 1000, progress: (syncs) => reported.push(syncs) }, { clock });
  const [first, second] = [progress.add(), progress.add()];
  const [a, b, c] = [createProgress({ processed: 1 }), createProgress({ processed: 2 }), createProgress({ processed: 3 })];
  second.progress([b]);
  first.progress([a]);
  expect(reported).toEqual([[b]]);
  await clock.advance(1000);
  second.progress([c]);
  expect(reported).toEqual([[b], [a, c]]);
  first.progress([b]);
  progress.flush();
  expect(reported).toEqual([[b], [a, c], [b, c]]);
});
