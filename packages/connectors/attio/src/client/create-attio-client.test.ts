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
