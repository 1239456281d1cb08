import { expect, it } from 'vitest';
import { readBody } from './read-body.ts';

const { signal } = new AbortController();
const read = async (request: Request, maxBytes = 100): Promise<unknown> => {
  const body = await readBody(request, { maxBytes, signal });
  return body.kind === 'read' ? new TextDecoder().decode(body.rawBody) : body.status;
};

/** A request whose body comes in pieces of ten bytes, without end unless `pieces` says so. */
function streamed({ pieces = Infinity, headers = {}, breaks = false } = {}): {
  request: Request;
  counts: { pulled: number; cancelled: number };
} {
  const counts = { pulled: 0, cancelled: 0 };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        counts.pulled += 1;
        if (counts.pulled <= pieces) return controller.enqueue(new TextEncoder().encode('0123456789'));
        return breaks ? controller.error(new Error('ECONNRESET')) : controller.close();
      },
      cancel() {
        counts.cancelled += 1;
      },
    },
    { highWaterMark: 0 },
  );
  const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, duplex: 'half', headers };
  return { request: new Request('https://hooks.test/', init), counts };
}

it('reads a body as it came, and none as nothing', async () => {
  expect(await read(streamed({ pieces: 3 }).request)).toBe('0123456789'.repeat(3));
  expect(await read(streamed({ pieces: 10 }).request)).toHaveLength(100);
  expect(await read(new Request('https://hooks.test/', { method: 'POST' }))).toBe('');
});

it('lets a sender finish who sends a little too much, so that the answer is heard', async () => {
  const { request, counts } = streamed({ pieces: 20, headers: { 'content-length': '200' } });
  expect(await read(request)).toBe(413);
  expect(counts).toMatchObject({ cancelled: 0 });
});

it('keeps no piece of those that a body comes in: a sender of single bytes would have us hold thousands', async () => {
  const piece = new Uint8Array(1);
  let sent = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (sent === 50) return controller.close();
        piece[0] = 48 + (sent % 10);
        sent += 1;
        controller.enqueue(piece);
      },
    },
    { highWaterMark: 0 },
  );
  const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, duplex: 'half' };
  expect(await read(new Request('https://hooks.test/', init))).toBe('0123456789'.repeat(5));
});

it('stops reading when there is far too much, and reads nothing that says so itself', async () => {
  const endless = streamed();
  expect(await read(endless.request)).toBe(413);
  expect(endless.counts).toEqual({ pulled: 81, cancelled: 1 });
  const honest = streamed({ headers: { 'content-length': '801' } });
  expect(await read(honest.request)).toBe(413);
  expect(honest.counts.pulled).toBe(0);
});

it('refuses what was cut on its way', async () => {
  expect(await read(streamed({ pieces: 3, headers: { 'content-length': '31' } }).request)).toBe(400);
  expect(await read(streamed({ pieces: 3, breaks: true }).request)).toBe(400);
  expect(await read(streamed({ pieces: 3, headers: { 'content-length': '30' } }).request)).toHaveLength(30);
  expect(await read(streamed({ pieces: 3, headers: { 'content-length': '-1' } }).request)).toBe(400);
});

it('cancels the stream of a sender that never ends when the request is aborted', async () => {
  const stop = new AbortController();
  let cancelled = 0;
  const body = new ReadableStream<Uint8Array>({ pull: async () => new Promise(() => {}), cancel: () => void (cancelled += 1) });
  const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, duplex: 'half' };
  const reading = readBody(new Request('https://hooks.test/', init), { maxBytes: 100, signal: stop.signal });
  stop.abort();
  expect(await reading).toMatchObject({ kind: 'read' });
  expect(cancelled).toBe(1);
});
