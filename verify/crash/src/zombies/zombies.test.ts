import { afterAll, expect, inject, it } from 'vitest';
import { killPrograms } from '@frigg-crm/kit/programs';
import { runZombieCase, type ZombieCase } from './zombie-case.ts';

afterAll(killPrograms);

const CASES: readonly ZombieCase[] = [
  { connector: 'pipedrive', point: 'after-fetch', passing: 2 },
  { connector: 'pipedrive', point: 'before-write', passing: 5 },
  { connector: 'scaling-test', point: 'before-save', passing: 4 },
  { connector: 'scaling-test', point: 'before-acknowledge', passing: 3 },
  { connector: 'pipedrive', point: 'after-claim', passing: 2, backends: 'sqlite' },
  { connector: 'scaling-test', point: 'before-acknowledge', passing: 2, backends: 'sqlite' },
];

it.concurrent.for(CASES.map(({ backends = 'servers', ...zombieCase }) => ({ ...zombieCase, backends })))(
  'a worker of $connector on $backends that is suspended at the point $point and wakes up when another has finished harms nothing',
  { timeout: 120_000 },
  async (zombieCase) => {
    const { outcomes, expected, isAlive } = await runZombieCase(inject('servers'), zombieCase);
    expect(outcomes).toEqual([expected, expected]);
    expect(isAlive).toBe(true);
  },
);
