import type { Clock } from '@frigg-crm/core';
import * as z from 'zod';

/** Options of {@link SandboxCursors}. */
export interface SandboxCursorsOptions {
  readonly clock: Clock;
  /** How long a cursor is good for, in milliseconds. @defaultValue without end */
  readonly lifetimeMs?: number | undefined;
  /** Parameters that may differ from page to page, such as the cursor's own. @defaultValue ['cursor'] */
  readonly ignored?: readonly string[] | undefined;
}

const contentSchema = z.object({ after: z.json(), query: z.string(), madeAtMs: z.number(), epoch: z.number() });

/** Makes and reads the opaque cursors of a sandbox; each is good for the query it came from. `Position` says where a page ends, and survives JSON. */
export class SandboxCursors<Position> {
  readonly #clock: Clock;
  readonly #lifetimeMs: number;
  readonly #ignored: readonly string[];
  #epoch = 0;

  constructor({ clock, lifetimeMs = Number.POSITIVE_INFINITY, ignored = ['cursor'] }: SandboxCursorsOptions) {
    this.#clock = clock;
    this.#lifetimeMs = lifetimeMs;
    this.#ignored = ignored;
  }

  /** Lets every cursor that is under way expire. */
  expire(): void {
    this.#epoch += 1;
  }

  write(after: Position, query: URLSearchParams): string {
    const content = { after, query: this.#canonical(query), madeAtMs: this.#clock.now(), epoch: this.#epoch };
    return Buffer.from(JSON.stringify(content)).toString('base64url');
  }

  /** @returns where to go on, or `undefined` for a cursor that is forged, expired or of another query. */
  read(cursor: string, query: URLSearchParams): Position | undefined {
    const { data } = contentSchema.safeParse(parse(Buffer.from(cursor, 'base64url').toString()));
    if (data === undefined || data.epoch !== this.#epoch) return undefined;
    // Canonical once more: a version of before may have kept what is ignored today.
    if (this.#canonical(new URLSearchParams(data.query)) !== this.#canonical(query)) return undefined;
    // Only what `write` has made has the epoch and the query of now.
    return this.#clock.now() > data.madeAtMs + this.#lifetimeMs ? undefined : (data.after as Position);
  }

  #canonical(query: URLSearchParams): string {
    const rest = new URLSearchParams(query);
    for (const key of this.#ignored) rest.delete(key);
    rest.sort();
    return rest.toString();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
