import { afterAll, expect, inject, it } from 'vitest';
import { killPrograms } from '@frigg-crm/kit/programs';
import { STOP_POINTS } from '../worker/stop-point.ts';
import { FILE_RELAYS, RELAYS, runRelay } from './relay.ts';

afterAll(killPrograms);

it('kills a worker at every point there is', () => {
  const points = RELAYS.flatMap(({ points: stops }) => stops.map(([point]) => point));
  expect(points.toSorted()).toEqual(STOP_POINTS.toSorted());
});

it.concurrent.for(
  [...RELAYS, ...FILE_RELAYS].map((relay) => ({
    ...relay,
    names: relay.points.map(([point]) => point).join(', '),
    how: relay.areUpdatesQueued ? 'send updates through a FIFO queue' : 'store updates themselves',
    where: relay.backends === 'sqlite' ? 'in a SQLite file' : 'on servers',
  })),
)(
  'workers of $connector that $how $where and are killed at $names lose no person and count none twice',
  { timeout: 120_000 },
  async (relay) => {
    const { outcome, expected } = await runRelay(inject('servers'), relay);
    expect(outcome).toEqual(expected);
  },
);
