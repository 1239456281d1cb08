import { it } from 'vitest';
import { NO_FAULTS, expectChannelSurvives } from '../test-support/channel-weeks.ts';

const calm = { faults: NO_FAULTS, isUp: true } as const;
const down = { faults: NO_FAULTS, isUp: false } as const;
const failing = { rateLimited: 0.2, unavailable: 0.1, lostAnswer: 0.1, truncated: 0.1, hanging: 0.1 };

it('P40: a channel is renewed over eight weeks, whatever fails, and there is one with its settings and a next renewal afterwards', async () => {
  await expectChannelSurvives({
    seed: 7,
    turns: [
      { ...calm, what: 'nothing', hours: 200 },
      { ...calm, what: 'channel lost', hours: 60 },
      { ...calm, what: 'faults', faults: failing, hours: 240 },
      { ...down, what: 'no faults', hours: 200 },
      { ...calm, what: 'access revoked', hours: 200 },
      { ...calm, what: 'reconnected', hours: 100 },
      { ...down, what: 'channel lost', hours: 30 },
    ],
  });
});
