import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { createReferences, type ReferencesOptions } from './references.ts';

/** References, and what was requested for them; requests end when a test lets them. */
function setUp(options: ReferencesOptions = {}) {
  const clock = createVirtualClock();
  const references = createReferences({ clock, ...options });
  const requested: string[] = [];
  const open: { readonly end: () => void; readonly fail: (error: Error) => void; readonly signal: AbortSignal | undefined }[] = [];
  const read = async (ids: readonly string[], { scope = ['i1'], signal }: { scope?: readonly string[]; signal?: AbortSignal } = {}) => {
    const found = await references.read<string>(
      {
        scope,
        ids,
        ttlMs: 1000,
        fetch: async (missing, call) => {
          requested.push(`${scope.join('/')}: ${missing.join(' ')}`);
          const values = new Map(missing.filter((id) => id !== 'gone').map((id) => [id, `${scope.join('/')} ${id}`]));
          return new Promise((resolve, reject) => {
            open.push({ end: () => resolve(values), fail: reject, signal: call.signal });
          });
        },
      },
      { signal },
    );
    return Object.fromEntries(found);
  };
  const readNow = async (...call: Parameters<typeof read>): ReturnType<typeof read> => {
    const reading = read(...call);
    await Promise.resolve();
    open.at(-1)?.end();
    return reading;
  };
  return { clock, requested, open, read, readNow };
}

it('keeps what it has read, also that there is nothing, until it is too old', async () => {
  const { clock, requested, readNow } = setUp();
  expect(await readNow(['a', 'gone', 'a'])).toEqual({ a: 'i1 a' });
  expect(await readNow(['a', 'b', 'gone'])).toEqual({ a: 'i1 a', b: 'i1 b' });
  await clock.advance(999);
  await readNow(['b']);
  await clock.advance(1);
  await readNow(['b']);
  expect(requested).toEqual(['i1: a gone', 'i1: b', 'i1: b']);
});

it('keeps no more than it may, and still answers a request that is larger', async () => {
  const { requested, readNow } = setUp({ maxEntries: 2 });
  expect(Object.keys(await readNow(['a', 'b', 'c']))).toEqual(['a', 'b', 'c']);
  await readNow(['c', 'b']);
  await readNow(['a']);
  expect(requested).toEqual(['i1: a b c', 'i1: a']);
});

it('never gives one scope what another has read, whatever their names and ids are', async () => {
  const { requested, readNow } = setUp();
  await readNow(['a'], { scope: ['i1', 'crm/1'] });
  for (const scope of [['i1', 'crm/2'], ['i2', 'crm/1'], ['i1'], ['i1","crm/1']])
    expect(await readNow(['a'], { scope })).toEqual({ a: `${scope.join('/')} a` });
  expect(requested).toHaveLength(5);
});

it('requests once what several want at the same time', async () => {
  const { requested, open, read } = setUp();
  const reads = [read(['a', 'b']), read(['b', 'c']), read(['a', 'c']), read(['b'], { scope: ['i2'] })];
  await Promise.resolve();
  expect(requested).toEqual(['i1: a b', 'i1: c', 'i2: b']);
  for (const { end } of open) end();
  expect(await Promise.all(reads)).toEqual([{ a: 'i1 a', b: 'i1 b' }, { b: 'i1 b', c: 'i1 c' }, { a: 'i1 a', c: 'i1 c' }, { b: 'i2 b' }]);
});

it('fails all that wait for one request, and keeps nothing of it', async () => {
  const { requested, open, read, readNow } = setUp();
  const reads = Promise.allSettled([read(['a']), read(['a', 'b'])]);
  await Promise.resolve();
  open[0]?.fail(new Error('away'));
  open[1]?.end();
  expect((await reads).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await readNow(['a', 'b'])).toEqual({ a: 'i1 a', b: 'i1 b' });
  expect(requested).toEqual(['i1: a', 'i1: b', 'i1: a']);
});

it('lets no caller fail because another one, who began the request, is gone', async () => {
  const { requested, open, read } = setUp();
  const gone = new AbortController();
  const first = read(['a'], { signal: gone.signal });
  const second = read(['a']);
  gone.abort(new Error('stopped'));
  await expect(first).rejects.toThrow('stopped');
  open[0]?.fail(new Error('stopped'));
  await expect.poll(() => requested.length).toBe(2);
  open[1]?.end();
  expect(await second).toEqual({ a: 'i1 a' });
});

it('does not keep a caller waiting whose signal is aborted', async () => {
  const { open, read } = setUp();
  const gone = new AbortController();
  const first = read(['a']);
  const second = read(['a'], { signal: gone.signal });
  gone.abort(new Error('stopped'));
  await expect(second).rejects.toThrow('stopped');
  open[0]?.end();
  expect(await first).toEqual({ a: 'i1 a' });
});

it('keeps nothing of a fetch that throws before it has begun', async () => {
  const references = createReferences();
  const read = async (fetch: () => Promise<ReadonlyMap<string, string>>) =>
    references.read<string>({ scope: ['i1'], ids: ['a'], ttlMs: 1000, fetch });
  const throwAtOnce = (): never => {
    throw new Error('not connected');
  };
  await expect(read(throwAtOnce)).rejects.toThrow('not connected');
  expect(await read(async () => new Map([['a', 'Acme']]))).toEqual(new Map([['a', 'Acme']]));
});
