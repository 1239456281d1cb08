import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EMPTY_VIEW, foldMessage, haveOf, type LiveView } from '../protocol/live-view.ts';
import { MAX_MESSAGE_BYTES } from '../protocol/limits.ts';
import { readServerMessage } from '../protocol/read-server-message.ts';
import { aProgress } from '../test-support/a-progress.ts';
import { toBoardEntry, type BoardEntry } from './board-entry.ts';
import { LiveSession } from './session.ts';

/** A server with one client, and a line between them that may break at any moment. */
class Line {
  readonly truth = new Map<string, BoardEntry>();
  readonly removed = new Set<string>();
  view: LiveView = EMPTY_VIEW;
  isUpToDate = false;
  #session: LiveSession | undefined;
  #onTheWay: string[] = [];
  /** The highest version ever, by process: one that is deleted and made again goes on above it. */
  readonly #versions = new Map<string, number>();

  change(processId: string, by: number): void {
    const version = (this.#versions.get(processId) ?? 0) + by;
    this.#versions.set(processId, version);
    const entry = toBoardEntry(aProgress({ processId, version }));
    this.truth.set(processId, entry);
    this.#session?.offer(entry);
  }

  /** An announcement that comes late, or again. */
  repeat(processId: string, back: number): void {
    const version = (this.truth.get(processId)?.progress.version ?? 0) - back;
    if (version > 0) this.#session?.offer(toBoardEntry(aProgress({ processId, version })));
  }

  remove(processId: string): void {
    const version = this.truth.get(processId)?.progress.version;
    if (version === undefined) return;
    this.truth.delete(processId);
    this.removed.add(processId);
    this.#session?.offerGone(processId, version);
  }

  connect(): void {
    this.#onTheWay = [];
    this.isUpToDate = false;
    this.#session = new LiveSession({ canSee: () => true });
    const have = haveOf(this.view);
    const gone = Object.keys(have).filter((id) => !this.truth.has(id));
    this.#session.watch({ action: 'subscribe', channel: 'processes', have }, { entries: this.truth.values(), gone, asOf: 1 });
  }

  /** The server writes as many messages as the client has room for. */
  write(count: number): void {
    for (let left = count; left > 0; left -= 1) {
      const text = this.#session?.next();
      if (text === undefined) return;
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
      this.#onTheWay.push(text);
    }
  }

  read(count: number): void {
    for (const text of this.#onTheWay.splice(0, count)) {
      const message = readServerMessage(JSON.parse(text));
      if (message === undefined) throw new Error('not of the protocol');
      this.isUpToDate ||= message.type === 'upToDate';
      const before = this.view;
      this.view = foldMessage(before, message);
      for (const [id, { version }] of before.processes)
        expect(this.view.processes.get(id)?.version ?? this.view.gone.get(id)).toBeGreaterThanOrEqual(version);
    }
  }

  /** What is shown and what is true, as versions. */
  versions(): readonly [unknown, unknown] {
    const shown = [...this.view.processes].map(([id, { version }]) => [id, version] as const);
    const truth = [...this.truth].map(([id, { progress }]) => [id, progress.version] as const);
    return [Object.fromEntries(shown), Object.fromEntries(truth)];
  }
}

const ids = fc.constantFrom('a', 'b', 'c', 'd');
const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(ids, fc.integer({ min: 1, max: 3 })).map(
      ([id, by]) =>
        (line: Line) =>
          line.change(id, by),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(ids, fc.nat(3)).map(
      ([id, back]) =>
        (line: Line) =>
          line.repeat(id, back),
    ),
  },
  { weight: 1, arbitrary: ids.map((id) => (line: Line) => line.remove(id)) },
  { weight: 1, arbitrary: fc.constant((line: Line) => line.connect()) },
  { weight: 3, arbitrary: fc.nat(3).map((count) => (line: Line) => line.write(count)) },
  { weight: 3, arbitrary: fc.nat(3).map((count) => (line: Line) => line.read(count)) },
);

it('shows the newest versions in the end, and no number steps back, under loss, repetition, reconnects and a slow reader', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60, size: 'max' }), (acts) => {
      const line = new Line();
      line.connect();
      for (const one of acts) one(line);
      line.connect();
      line.write(100);
      line.read(100);
      expect(line.isUpToDate).toBe(true);
      const [shown, truth] = line.versions();
      expect(shown).toEqual(truth);
    }),
    { numRuns: 200 },
  );
});

it('says that the client is up to date only when nothing older waits', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40, size: 'max' }), fc.array(act, { maxLength: 10 }), (before, after) => {
      const line = new Line();
      for (const one of before) one(line);
      const atSubscribe = new Map([...line.truth].map(([id, { progress }]) => [id, progress.version]));
      line.connect();
      for (const one of after) one(line);
      if (!line.isUpToDate) return;
      for (const [id, version] of atSubscribe) {
        // Deleted since: a client that had not heard of it never will.
        if (line.removed.has(id)) continue;
        expect(line.view.processes.get(id)?.version ?? line.view.gone.get(id)).toBeGreaterThanOrEqual(version);
      }
    }),
    { numRuns: 200 },
  );
});

it('keeps one message per process for a client that does not read', () => {
  const session = new LiveSession({ canSee: () => true });
  session.watch({ action: 'subscribe', channel: 'processes' }, { entries: [], gone: [], asOf: 1 });
  for (let version = 1; version <= 1000; version += 1) session.offer(toBoardEntry(aProgress({ version })));
  const texts = Array.from({ length: 3 }, () => session.next());
  expect(texts.map((text) => text?.slice(0, 16))).toEqual(['{"type":"upToDat', '{"type":"states"', undefined]);
  expect(texts[1]).toContain('"version":1000');
  expect(session.conflated).toBe(999);
});

it('cuts messages at 32 KB, also where texts are long and not in ASCII', () => {
  const session = new LiveSession({ canSee: () => true });
  const waiting = { code: 'X', message: 'ü'.repeat(50_000) };
  const entries = Array.from({ length: 100 }, (_, index) => toBoardEntry(aProgress({ processId: `p${index}`, waiting })));
  session.watch({ action: 'subscribe', channel: 'processes' }, { entries, gone: [], asOf: 1 });
  const texts: string[] = [];
  for (let text = session.next(); text !== undefined; text = session.next()) texts.push(text);
  expect(Math.max(...texts.map((text) => Buffer.byteLength(text)))).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
  expect(texts.flatMap((text) => [...text.matchAll(/"processId"/g)])).toHaveLength(100);
});
