import type { Integration } from '@frigg-crm/core';
import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { keepLoaded } from './keep-loaded.ts';

const record = (id: string, version = 0): Integration => ({ id, version }) as Integration;

describe('a loaded integration', () => {
  it('is loaded once for all who ask, until its record changes or five minutes are over', async () => {
    const clock = createVirtualClock();
    const loads: string[] = [];
    const load = keepLoaded(async ({ id, version }) => {
      loads.push(`${id}#${version}`);
      return { integrationId: id };
    }, clock);
    const [one, other] = await Promise.all([load(record('a')), load(record('a')), load(record('b'))]);
    expect(one).toBe(other);
    await load(record('a', 1));
    await clock.advance(5 * 60_000);
    await load(record('a', 1));
    expect(loads).toEqual(['a#0', 'b#0', 'a#1', 'a#1']);
  });

  it('is asked for again when it could not be loaded', async () => {
    const answers = [undefined, new Error('away'), { integrationId: 'a' }];
    let asked = 0;
    const load = keepLoaded(async () => {
      const answer = answers[asked];
      asked += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    }, createVirtualClock());
    expect(await load(record('a'))).toBeUndefined();
    await expect(load(record('a'))).rejects.toThrow('away');
    expect(await load(record('a'))).toMatchObject({ integrationId: 'a' });
  });
});
