import { describe, expect, it } from 'vitest';
import { toSandboxId } from '../sandbox/sandbox-ids.ts';
import { attio } from '../test-support/attio-under-test.ts';
import { createAttioClient } from './create-attio-client.ts';

const NOTE = { personId: toSandboxId('person', 1), title: 'x', content: 'x' };

describe('createAttioClient', () => {
  it('keeps to 25 requests per second that write', async () => {
    const { client, clock, sent } = attio.open({ people: 3, requestsPerSecond: 1000 });
    await clock.runUntil(Promise.all(Array.from({ length: 60 }, async () => client.notes.create(NOTE))));
    const startMs = sent[0]?.atMs ?? 0;
    expect(sent.filter(({ atMs }) => atMs < startMs + 1000)).toHaveLength(25);
  });

  it('comes again at the time that Attio names as a date (acceptance 20)', async () => {
    const fixture = attio.open({ people: 3 });
    const atMs = fixture.clock.now() + 7000;
    fixture.intercept = () => {
      fixture.intercept = () => undefined;
      const body = { status_code: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded', message: 'later' };
      return Response.json(body, { status: 429, headers: { 'retry-after': new Date(atMs).toUTCString() } });
    };
    expect((await fixture.clock.runUntil(fixture.client.people.list({ limit: 10 }))).data).toHaveLength(3);
    expect(fixture.sent).toHaveLength(2);
    expect(fixture.sent[1]?.atMs).toBeGreaterThanOrEqual(atMs);
    expect(fixture.sent[1]?.atMs).toBeLessThan(atMs + 10_000);
  });

  it('sends its token to Attio and to no other host', () => {
    for (const baseUrl of ['https://api.attio.com.evil.test', 'http://api.attio.com', 'http://127.0.0.1:4100', 'https://attio.com'])
      expect(() => createAttioClient({ token: 't', baseUrl })).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
    expect(() => createAttioClient({ token: 't', baseUrl: 'http://127.0.0.1:4100', allowLoopback: true })).not.toThrow();
  });

  it('gives at most 500 people a page, as Attio does, and refuses a cursor that is no number', async () => {
    const { client } = attio.open({ people: 600 });
    expect(await client.people.list({ limit: 1000 })).toMatchObject({ nextCursor: '500' });
    const newestFirst = await client.people.list({ limit: 1, sortDirection: 'desc' });
    expect(newestFirst.data[0]?.id).toBe(toSandboxId('person', 600));
    await expect(client.people.list({ limit: 10, cursor: 'next' })).rejects.toThrow(RangeError);
  });
});
