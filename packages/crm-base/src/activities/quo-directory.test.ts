import { ApiUnavailableError } from '@frigg-crm/http';
import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { FakeWorkspace } from '../test-support/fake-workspace.ts';
import { QuoDirectory } from './quo-directory.ts';

function setUp() {
  const workspace = new FakeWorkspace();
  const directory = new QuoDirectory({ clock: createVirtualClock() });
  return { workspace, directory, integration: { integrationId: 'i1', quo: workspace.port } };
}

it('requests lines and members once for all events that come together', async () => {
  const { workspace, directory, integration } = setUp();
  const events = Array.from({ length: 5 }, async () =>
    Promise.all([
      directory.linesOf(integration, 'PN1', {}),
      directory.participantOf(integration, 'US1', { remembered: null }),
      directory.participantOf(integration, 'US9', { remembered: null }),
    ]),
  );
  const seen = await Promise.all(events);
  expect(seen.map(([lines, user, other]) => [lines.length, user?.name, other])).toEqual(Array(5).fill([2, 'Ann Lee', null]));
  expect(workspace.asked.toSorted()).toEqual(['lines', 'user', 'user']);
});

it('fails all events whose lines cannot be listed now, and lists them for the next', async () => {
  const { workspace, directory, integration } = setUp();
  workspace.pass = () => {
    throw new ApiUnavailableError({ api: 'Quo', operation: 'GET /v1/phone-numbers', status: 503 });
  };
  const events = await Promise.allSettled([1, 2].map(async () => directory.linesOf(integration, null, {})));
  expect(events.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  workspace.pass = () => {};
  expect(await directory.linesOf(integration, null, {})).toHaveLength(2);
  expect(workspace.asked).toEqual(['lines', 'lines']);
});

it('never gives one integration the lines of another', async () => {
  const { directory, integration } = setUp();
  const other = new FakeWorkspace();
  other.lines = [];
  const seen = [integration, { integrationId: 'i2', quo: other.port }].map(async (each) => directory.linesOf(each, null, {}));
  expect((await Promise.all(seen)).map(({ length }) => length)).toEqual([2, 0]);
});
