import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { createAxisCareSandbox } from '../sandbox/create-axiscare-sandbox.ts';
import { axiscare } from '../test-support/axiscare-under-test.ts';
import { createAxisCareClient } from './create-axiscare-client.ts';

it('keeps to 4 requests per second when it is given no limit', async () => {
  const clock = createVirtualClock();
  const { siteNumber, token, fetch } = createAxisCareSandbox({ clock, people: { client: 3 } });
  const sentAtMs: number[] = [];
  const client = createAxisCareClient({
    siteNumber,
    token,
    clock,
    async fetch(request) {
      sentAtMs.push(clock.now());
      return fetch(request);
    },
  });
  await clock.runUntil(Promise.all(Array.from({ length: 9 }, async () => client.verify())));
  const [startMs = 0] = sentAtMs;
  expect(sentAtMs.filter((atMs) => atMs < startMs + 1000)).toHaveLength(4);
});

it.each(['https://evil.com', 'https://5678.axiscare.com', 'http://1234.axiscare.com', 'http://127.0.0.1:1'])(
  'refuses the base URL %s',
  (baseUrl) => {
    expect(() => axiscare.open({}, { client: { baseUrl } })).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
  },
);

it('has no parties of a record that is not there', async () => {
  expect(await axiscare.open({ people: { client: 3 } }).client.people.listParties('client', '99')).toEqual([]);
});
