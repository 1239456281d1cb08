import fc from 'fast-check';
import { it } from 'vitest';
import { expectChannelSurvives, weeks } from '../test-support/channel-weeks.ts';

it('P40: channels are renewed for eight weeks, whatever fails', { timeout: 300_000 }, async () => {
  // On a machine that is busy, fewer of them.
  await fc.assert(fc.asyncProperty(weeks, expectChannelSurvives), { numRuns: 25, interruptAfterTimeLimit: 60_000 });
});
